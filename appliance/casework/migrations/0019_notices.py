"""What callers are told before the menu: announcements, works, and the emergency texts of the office."""

SQL = """
CREATE TABLE announcement (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 600),
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    priority INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 3),
    settlements TEXT NOT NULL CHECK (length(settlements) <= 2000),
    added_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    added_by_id INTEGER REFERENCES account (id),
    withdrawn_at TEXT,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK (starts_at < ends_at)
) STRICT;

CREATE INDEX announcement_ends ON announcement (ends_at) WHERE withdrawn_at IS NULL;

CREATE TABLE works (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('planned', 'emergency')),
    what TEXT NOT NULL CHECK (what IN ('water', 'power', 'gas', 'heating', 'road', 'other')),
    topic TEXT NOT NULL CHECK (length(topic) <= 100),
    settlements TEXT NOT NULL CHECK (length(settlements) <= 2000),
    streets TEXT NOT NULL CHECK (length(streets) <= 300),
    tell_at TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (length(reason) <= 200),
    doer TEXT NOT NULL CHECK (length(doer) <= 100),
    telephone TEXT NOT NULL CHECK (length(telephone) <= 40),
    own_text TEXT NOT NULL CHECK (length(own_text) <= 600),
    registered_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    registered_by_id INTEGER REFERENCES account (id),
    late INTEGER NOT NULL CHECK (late IN (0, 1)),
    closed_at TEXT,
    closed_by_id INTEGER REFERENCES account (id),
    done TEXT NOT NULL DEFAULT '' CHECK (length(done) <= 500),
    alarmed_at TEXT,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK (starts_at < ends_at AND tell_at <= starts_at)
) STRICT;

CREATE INDEX works_ends ON works (ends_at);
CREATE INDEX works_open ON works (ends_at) WHERE closed_at IS NULL;
CREATE INDEX works_late ON works (registered_at) WHERE late = 1;

CREATE TABLE emergency_text (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 60),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 400),
    added_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    retired_at TEXT,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

-- One row each time a text is put on; the words as they were, whatever the text becomes later.
CREATE TABLE emergency_order (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    text_id INTEGER NOT NULL REFERENCES emergency_text (id),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 400),
    on_at TEXT NOT NULL,
    until_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    origin TEXT NOT NULL,
    account_id INTEGER REFERENCES account (id),
    call_uid TEXT CHECK (length(call_uid) <= 64),
    off_at TEXT,
    off_origin TEXT,
    off_account_id INTEGER REFERENCES account (id),
    CHECK (on_at < until_at)
) STRICT;

CREATE INDEX emergency_order_until ON emergency_order (until_at) WHERE off_at IS NULL;
"""
