"""What the caller walks through: flow, session, nodes (one kind, one file)."""
