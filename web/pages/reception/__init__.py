"""Personal reception: who receives people, and who is booked."""
