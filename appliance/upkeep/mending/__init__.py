"""What brings lines back, and what keeps their SIM cards and the clock honest."""
