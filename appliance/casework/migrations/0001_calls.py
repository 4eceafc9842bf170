"""The log of calls and the voice messages left in them."""

SQL = """
CREATE TABLE call_record (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
    line TEXT NOT NULL,
    incoming INTEGER NOT NULL CHECK (incoming IN (0, 1)),
    number_raw TEXT CHECK (length(number_raw) <= 64),
    number TEXT CHECK (length(number) <= 16),
    number_kind TEXT NOT NULL,
    rang_at TEXT NOT NULL,
    answered_at TEXT,
    ended_at TEXT,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    boot_id TEXT NOT NULL,
    rang_monotonic_s REAL NOT NULL,
    duration_s REAL CHECK (duration_s >= 0),
    result TEXT,
    ended_by TEXT,
    keys TEXT NOT NULL DEFAULT '',
    nodes TEXT NOT NULL DEFAULT '[]',
    menu_revision TEXT NOT NULL DEFAULT '',
    fault TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX call_record_alive ON call_record (id) WHERE result IS NULL;

-- AUTOINCREMENT: a number once told to a caller is never given to another message.
CREATE TABLE voice_message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
    call_uid TEXT NOT NULL REFERENCES call_record (uid),
    purpose TEXT NOT NULL,
    kept_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    boot_id TEXT NOT NULL,
    line TEXT NOT NULL,
    path TEXT NOT NULL UNIQUE,
    duration_s REAL NOT NULL CHECK (duration_s >= 0),
    sound_s REAL NOT NULL CHECK (sound_s >= 0)
) STRICT;

CREATE INDEX voice_message_call ON voice_message (call_uid);
"""
