"""The board: what goes on now, and what somebody must look at."""
