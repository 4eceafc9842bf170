"""SSH for the technician: switched on for two hours."""
