"""The red button: what the chief must know at once."""
