"""Trial calls: the box rings somebody of the office and walks a menu with him that callers do not hear yet."""

SQL = """
CREATE TABLE trial_call (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    menu TEXT NOT NULL CHECK (length(menu) <= 64),
    title TEXT NOT NULL CHECK (length(title) <= 200),
    document TEXT NOT NULL,
    conditions TEXT NOT NULL CHECK (length(conditions) <= 2000),
    asked_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL,
    uid TEXT UNIQUE,
    line TEXT NOT NULL DEFAULT '',
    number TEXT CHECK (length(number) <= 32),
    rang_at TEXT,
    answered_at TEXT,
    ended_at TEXT,
    fault TEXT NOT NULL DEFAULT '' CHECK (length(fault) <= 500),
    deeds TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX trial_call_account ON trial_call (account_id, id);
CREATE INDEX trial_call_rang ON trial_call (rang_at) WHERE rang_at IS NOT NULL;
"""
