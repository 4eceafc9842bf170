"""Self-tests: the newest report, the older ones, and the button that begins one."""
