"""The code of the first run; since when, until when and on whose proposal a person may enter."""

SQL = """
CREATE TABLE first_run_code (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    code_hash TEXT NOT NULL,
    made_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1))
) STRICT;

ALTER TABLE account ADD COLUMN proposed_by TEXT NOT NULL DEFAULT '' CHECK (length(proposed_by) <= 200);
ALTER TABLE account ADD COLUMN until_at TEXT;
"""
