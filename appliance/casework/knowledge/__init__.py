"""What people ask about, and the answers."""
