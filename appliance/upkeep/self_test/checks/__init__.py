"""What is looked at, one thing a file: `TITLE`, `LIMIT_S`, `look(bench)` yielding findings."""
