"""The status of the box in words, each with what to do; no personal data."""
