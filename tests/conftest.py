"""What every test of the tree shares."""

from hypothesis import settings

pytest_plugins = ["tests.regulations.plugin", "tests.fakes.spoken"]

# The gate looks at the same examples every time; `--hypothesis-profile=default` looks for new ones.
settings.register_profile("gate", derandomize=True, deadline=None)
settings.load_profile("gate")
