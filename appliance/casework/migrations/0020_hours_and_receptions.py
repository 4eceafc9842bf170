"""The office hours as one row, personal receptions, and who is booked for them."""

SQL = """
CREATE TABLE office_hours (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    document TEXT NOT NULL CHECK (length(document) <= 400000),
    begun_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1))
) STRICT;
"""
