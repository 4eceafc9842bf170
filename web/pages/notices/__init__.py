"""Announcements, works and outages, emergency texts: what callers hear before the menu."""
