"""Lines and modems: how they stand, how their calls went, and the last of what went over the wire."""
