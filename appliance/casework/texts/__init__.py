"""SMS: the one queue, what arrives, reports."""
