"""The self-test: one check a file in `checks`, found and not listed; all at once, each in a time of its own."""
