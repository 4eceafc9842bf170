"""What callers are told before the menu: announcements, works and outages, emergency texts."""
