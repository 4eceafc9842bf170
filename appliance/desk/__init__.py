"""The desk: takes each call, runs its menu, keeps its record."""
