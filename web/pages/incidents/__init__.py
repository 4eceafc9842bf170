"""Incidents, what they sum up to by months, and the notes of who mended."""
