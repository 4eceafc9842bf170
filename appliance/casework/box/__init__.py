"""What the box keeps of itself: alarms, and how it has stood."""
