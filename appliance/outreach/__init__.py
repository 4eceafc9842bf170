"""What the box says on its own: SMS, and what comes back."""
