"""SMS: every one the box sends or receives, its parts, and the delivery reports."""

SQL = """
CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    state TEXT NOT NULL,
    line TEXT NOT NULL DEFAULT '',
    number_raw TEXT CHECK (length(number_raw) <= 64),
    number TEXT CHECK (length(number) <= 16),
    number_kind TEXT NOT NULL,
    text TEXT NOT NULL,
    source TEXT NOT NULL CHECK (length(source) <= 64),
    purpose TEXT NOT NULL DEFAULT '',
    confirmed INTEGER NOT NULL DEFAULT 0 CHECK (confirmed IN (0, 1)),
    call_uid TEXT CHECK (length(call_uid) = 32),
    flash INTEGER NOT NULL DEFAULT 0 CHECK (flash IN (0, 1)),
    attempts INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '',
    sent_at TEXT,
    created_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    boot_id TEXT NOT NULL,
    created_monotonic_s REAL NOT NULL,
    changed_at TEXT NOT NULL,
    changed_clock_trusted INTEGER NOT NULL CHECK (changed_clock_trusted IN (0, 1)),
    decided_by TEXT NOT NULL DEFAULT '',
    decided_reason TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX message_unfinished ON message (state, id) WHERE state IN ('queued', 'sending', 'gathering', 'incomplete');
CREATE INDEX message_number ON message (number, id);

CREATE TABLE message_part (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number BETWEEN 1 AND total),
    total INTEGER NOT NULL CHECK (total BETWEEN 1 AND 255),
    reference INTEGER NOT NULL,
    text TEXT NOT NULL,
    alphabet TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,
    fingerprint TEXT UNIQUE,
    sent_at TEXT,
    line TEXT NOT NULL DEFAULT '',
    sms_reference INTEGER CHECK (sms_reference BETWEEN 0 AND 255),
    tried_at TEXT,
    tried_clock_trusted INTEGER CHECK (tried_clock_trusted IN (0, 1)),
    tried_boot_id TEXT,
    tried_monotonic_s REAL,
    delivery_status INTEGER,
    delivered_at TEXT,
    UNIQUE (message_id, number)
) STRICT;

CREATE INDEX message_part_reference ON message_part (line, sms_reference, id);
CREATE INDEX message_part_tried ON message_part (tried_at);

CREATE TABLE message_report (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    fingerprint TEXT NOT NULL UNIQUE,
    line TEXT NOT NULL,
    reference INTEGER NOT NULL,
    number_raw TEXT CHECK (length(number_raw) <= 64),
    number TEXT CHECK (length(number) <= 16),
    status INTEGER NOT NULL,
    at TEXT,
    came_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    boot_id TEXT NOT NULL,
    came_monotonic_s REAL NOT NULL,
    part_id INTEGER REFERENCES message_part (id) ON DELETE CASCADE
) STRICT;

CREATE INDEX message_report_unmatched ON message_report (line, reference) WHERE part_id IS NULL;
"""
