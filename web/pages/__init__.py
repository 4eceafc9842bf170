"""One page, one folder: its routes and its templates together; found, not listed."""
