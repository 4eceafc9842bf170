"""The first window: what the lines do now and who has called."""
