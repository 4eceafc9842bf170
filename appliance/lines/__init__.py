"""Ways a call reaches the box. A line yields legs."""
