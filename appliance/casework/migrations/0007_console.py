"""The community, and what the console keeps of those who enter: passwords, sessions, failures, both journals."""

SQL = """
CREATE TABLE community (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    telephones TEXT NOT NULL DEFAULT '' CHECK (length(telephones) <= 200),
    address TEXT NOT NULL DEFAULT '' CHECK (length(address) <= 300),
    profile TEXT NOT NULL CHECK (profile IN ('M', 'S', 'Sl', 'K')),
    switches TEXT NOT NULL DEFAULT '{}',
    set_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE settlement (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    kind TEXT NOT NULL DEFAULT '' CHECK (length(kind) <= 20),
    district TEXT NOT NULL DEFAULT '' CHECK (length(district) <= 100),
    sort_key TEXT NOT NULL,
    added_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    removed_at TEXT
) STRICT;

CREATE UNIQUE INDEX settlement_name ON settlement (name, district) WHERE removed_at IS NULL;

CREATE TABLE credential (
    account_id INTEGER PRIMARY KEY REFERENCES account (id),
    password_hash TEXT NOT NULL,
    must_change INTEGER NOT NULL CHECK (must_change IN (0, 1)),
    set_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    totp_secret TEXT,
    totp_last_step INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The cookie's ticket is kept hashed: who reads this file enters nowhere.
CREATE TABLE login_session (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ticket_hash TEXT NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES account (id),
    address TEXT NOT NULL CHECK (length(address) <= 64),
    browser TEXT NOT NULL CHECK (length(browser) <= 200),
    began_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    boot_id TEXT NOT NULL,
    began_monotonic_s REAL NOT NULL,
    seen_monotonic_s REAL NOT NULL,
    ended_at TEXT,
    ended_why TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX login_session_account ON login_session (account_id, id);

CREATE TABLE login_failures (
    whose TEXT PRIMARY KEY CHECK (length(whose) <= 120),
    count INTEGER NOT NULL,
    wait_s REAL NOT NULL,
    boot_id TEXT NOT NULL,
    since_monotonic_s REAL NOT NULL
) STRICT;

CREATE TABLE kept_form (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES account (id),
    path TEXT NOT NULL CHECK (length(path) <= 500),
    fields TEXT NOT NULL CHECK (length(fields) <= 300000),
    kept_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1))
) STRICT;

CREATE INDEX kept_form_account ON kept_form (account_id, id);

CREATE TABLE audit_entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    origin TEXT NOT NULL,
    account_id INTEGER REFERENCES account (id),
    verb TEXT NOT NULL CHECK (length(verb) <= 60),
    subject TEXT NOT NULL CHECK (length(subject) <= 60),
    subject_id TEXT NOT NULL CHECK (length(subject_id) <= 100),
    change TEXT NOT NULL DEFAULT '{}'
) STRICT;

CREATE INDEX audit_entry_subject ON audit_entry (subject, subject_id, id);
CREATE INDEX audit_entry_account ON audit_entry (account_id, id);

CREATE TABLE access_entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    origin TEXT NOT NULL,
    account_id INTEGER REFERENCES account (id),
    subject TEXT NOT NULL CHECK (length(subject) <= 60),
    subject_id TEXT NOT NULL CHECK (length(subject_id) <= 100),
    how TEXT NOT NULL CHECK (length(how) <= 60)
) STRICT;

CREATE INDEX access_entry_subject ON access_entry (subject, subject_id, id);
CREATE INDEX access_entry_account ON access_entry (account_id, id);
"""
