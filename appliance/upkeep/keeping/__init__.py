"""Keeping: copies of what must not be lost, the way back to them, and the end of what may not be kept longer."""
