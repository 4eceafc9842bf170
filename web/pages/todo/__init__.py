"""What waits at the desk: who called in vain, who left a message, whom the office owes a call."""
