"""The roster: who works and who is on duty when, and the directory of duty officers."""
