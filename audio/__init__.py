"""Sound; it knows nothing of calls."""
