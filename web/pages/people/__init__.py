"""People: found by name or number, their cards, consents, a person's own data, the import of a register."""
