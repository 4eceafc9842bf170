"""Keys by which programs use the API."""

SQL = """
-- The key itself is nowhere: who reads this file opens nothing.
CREATE TABLE api_token (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    key_hash TEXT NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES account (id),
    made_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    until_at TEXT NOT NULL,
    used_at TEXT,
    used_address TEXT NOT NULL DEFAULT '' CHECK (length(used_address) <= 64),
    revoked_at TEXT,
    revoked_by_id INTEGER REFERENCES account (id)
) STRICT;

CREATE INDEX api_token_account ON api_token (account_id, id);
"""
