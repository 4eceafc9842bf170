"""The steps by which the database came to its present shape, one numbered file each; found, not listed."""
