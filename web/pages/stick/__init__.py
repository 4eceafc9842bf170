"""The month on a stick: what is due, what became of the last ones, the council's key and its sheet."""
