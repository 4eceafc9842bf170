"""Sound as a telephone line carries it: S16LE, mono, 8000 samples a second. Pure Python, cheap enough for a Pi."""
