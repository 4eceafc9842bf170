"""Incidents, self-tests and maintenance, and which alarms the technician was texted about."""

SQL = """
-- `deaf`: nobody could call the box. `powered`: 0 while it had no power, which is no failing of the box.
-- Both ends by wall and by the seconds of their boot; `lasted_s` is what can be known of it, NULL when nothing can.
CREATE TABLE incident (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 32),
    about TEXT NOT NULL DEFAULT '' CHECK (length(about) <= 200),
    cause TEXT NOT NULL CHECK (length(cause) <= 300),
    deaf INTEGER NOT NULL CHECK (deaf IN (0, 1)),
    powered INTEGER NOT NULL DEFAULT 1 CHECK (powered IN (0, 1)),
    planned INTEGER NOT NULL DEFAULT 0 CHECK (planned IN (0, 1)),
    alarm_id INTEGER UNIQUE REFERENCES alarm (id),
    began_at TEXT NOT NULL,
    began_trusted INTEGER NOT NULL CHECK (began_trusted IN (0, 1)),
    began_boot_id TEXT NOT NULL,
    began_monotonic_s REAL NOT NULL,
    ended_at TEXT,
    ended_trusted INTEGER CHECK (ended_trusted IN (0, 1)),
    ended_boot_id TEXT,
    ended_monotonic_s REAL,
    lasted_s REAL CHECK (lasted_s >= 0),
    CHECK ((ended_at IS NULL) = (ended_boot_id IS NULL))
) STRICT;

CREATE INDEX incident_began ON incident (began_at);
CREATE UNIQUE INDEX incident_open ON incident (kind, about) WHERE ended_at IS NULL AND alarm_id IS NULL;
CREATE INDEX incident_not_over ON incident (id) WHERE ended_at IS NULL;

CREATE TABLE incident_note (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    incident_id INTEGER NOT NULL REFERENCES incident (id),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 1000),
    account_id INTEGER REFERENCES account (id),
    noted_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1))
) STRICT;

CREATE INDEX incident_note_incident ON incident_note (incident_id, id);

CREATE TABLE self_test (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    origin TEXT NOT NULL CHECK (length(origin) BETWEEN 1 AND 16),
    account_id INTEGER REFERENCES account (id),
    began_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    took_s REAL NOT NULL CHECK (took_s >= 0),
    failed INTEGER NOT NULL CHECK (failed >= 0),
    warned INTEGER NOT NULL CHECK (warned >= 0)
) STRICT;

CREATE TABLE self_test_finding (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    self_test_id INTEGER NOT NULL REFERENCES self_test (id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
    outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'warning', 'failed', 'skipped')),
    says TEXT NOT NULL CHECK (length(says) <= 500),
    advice TEXT NOT NULL DEFAULT '' CHECK (length(advice) <= 500),
    took_s REAL NOT NULL CHECK (took_s >= 0)
) STRICT;

CREATE INDEX self_test_finding_test ON self_test_finding (self_test_id, id);

CREATE TABLE maintenance (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 300),
    began_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    boot_id TEXT NOT NULL,
    began_monotonic_s REAL NOT NULL,
    begun_by_id INTEGER REFERENCES account (id),
    until_at TEXT NOT NULL,
    ended_at TEXT,
    ended_by_id INTEGER REFERENCES account (id),
    announcement_id INTEGER REFERENCES announcement (id)
) STRICT;

CREATE UNIQUE INDEX maintenance_open ON maintenance ((1)) WHERE ended_at IS NULL;

-- The message is named, not referenced: a telephone's messages may be erased, that somebody was told stays.
CREATE TABLE technician_told (
    alarm_id INTEGER NOT NULL REFERENCES alarm (id),
    message_id INTEGER NOT NULL,
    cause TEXT NOT NULL CHECK (length(cause) <= 300),
    told_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    boot_id TEXT NOT NULL,
    told_monotonic_s REAL NOT NULL,
    PRIMARY KEY (alarm_id, message_id)
) STRICT;

CREATE INDEX technician_told_at ON technician_told (told_at);
"""
