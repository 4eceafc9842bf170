"""People: found by name or number, their cards, consents, what a person may ask of their data, the register's import."""
