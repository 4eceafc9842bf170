"""People: their cards, numbers, addresses, consents; what is kept of one person, given and erased."""
