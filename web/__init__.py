"""The console: what the council sees of the box in a browser on its network."""
