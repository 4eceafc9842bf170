"""The office itself: the community, its hours and calendar, the numbers it blocks."""
