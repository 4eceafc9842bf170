"""What every test of the tree shares."""

pytest_plugins = ["tests.regulations.plugin", "tests.fakes.spoken"]
