"""Accounts, operators and their presence, callers' ratings of them, alarms."""

SQL = """
CREATE TABLE account (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    login TEXT UNIQUE CHECK (length(login) BETWEEN 1 AND 32),
    role TEXT NOT NULL
        CHECK (role IN ('clerk', 'supervisor', 'editor', 'executor', 'head', 'technician', 'administrator')),
    added_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    deactivated_at TEXT
) STRICT;

-- Two people of one name would be one in every journal: they are told apart where the name is written.
CREATE UNIQUE INDEX account_active_name ON account (name) WHERE deactivated_at IS NULL;

CREATE TABLE operator (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES account (id),
    extension TEXT CHECK (length(extension) <= 64),
    mobile TEXT CHECK (length(mobile) <= 16),
    priority INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 9),
    added_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    removed_at TEXT,
    CHECK ((extension IS NULL) <> (mobile IS NULL))
) STRICT;

CREATE UNIQUE INDEX operator_account ON operator (account_id) WHERE removed_at IS NULL;

CREATE TABLE operator_number (
    number TEXT PRIMARY KEY CHECK (length(number) <= 16),
    operator_id INTEGER NOT NULL REFERENCES operator (id)
) STRICT;

CREATE TABLE presence (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    operator_id INTEGER NOT NULL REFERENCES operator (id),
    state TEXT NOT NULL CHECK (state IN ('ready', 'break', 'lunch', 'after_call', 'off')),
    reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 200),
    origin TEXT NOT NULL,
    account_id INTEGER REFERENCES account (id),
    since TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    boot_id TEXT NOT NULL,
    since_monotonic_s REAL NOT NULL,
    lasts_s REAL CHECK (lasts_s >= 0)
) STRICT;

CREATE INDEX presence_operator ON presence (operator_id, id);

CREATE TABLE rating (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_uid TEXT NOT NULL UNIQUE REFERENCES call_record (uid),
    operator_id INTEGER NOT NULL REFERENCES operator (id),
    value INTEGER NOT NULL CHECK (value BETWEEN 1 AND 5),
    given_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1))
) STRICT;

CREATE TABLE alarm (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    about TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL,
    raised_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    acknowledged_at TEXT,
    acknowledged_origin TEXT,
    acknowledged_by_id INTEGER REFERENCES account (id),
    cleared_at TEXT
) STRICT;

CREATE UNIQUE INDEX alarm_open ON alarm (kind, about) WHERE cleared_at IS NULL;
"""
