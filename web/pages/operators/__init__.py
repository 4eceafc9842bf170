"""The operators: how they stand, how one says so himself, and who is one."""
