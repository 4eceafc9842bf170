"""Who called and what became of it: calls, voice messages, consultations, call-backs, what is to be done."""
