"""The menu as the office writes it: the draft, its revisions, and when each was published."""
