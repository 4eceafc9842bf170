"""Who works: operators and their presence, duty, shifts, the way to the chief, alarms."""
