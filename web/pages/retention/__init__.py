"""Terms of keeping: what is over, the act, what is held back."""
