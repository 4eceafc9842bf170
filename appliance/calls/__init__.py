"""The one Call class that makes any leg a conversation; the media pump; recording."""
