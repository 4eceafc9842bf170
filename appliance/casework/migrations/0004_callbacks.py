"""Call-backs, the tries to reach people, and the day's one SMS that offers a call-back."""

SQL = """
CREATE TABLE callback (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number TEXT NOT NULL CHECK (length(number) <= 16),
    source TEXT NOT NULL CHECK (source IN ('key', 'typed', 'missed', 'clerk')),
    call_uid TEXT REFERENCES call_record (uid),
    note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 500),
    asked_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    confirmed_at TEXT,
    confirmed_by_id INTEGER REFERENCES account (id),
    taken_at TEXT,
    operator_id INTEGER REFERENCES operator (id),
    closed_at TEXT,
    outcome TEXT CHECK (outcome IN ('done', 'given_up', 'refused')),
    closed_origin TEXT,
    closed_by_id INTEGER REFERENCES account (id),
    CHECK ((closed_at IS NULL) = (outcome IS NULL))
) STRICT;

CREATE UNIQUE INDEX callback_open ON callback (number) WHERE closed_at IS NULL;
CREATE INDEX callback_number ON callback (number, id);

CREATE TABLE callback_attempt (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    callback_id INTEGER NOT NULL REFERENCES callback (id),
    operator_id INTEGER NOT NULL REFERENCES operator (id),
    call_uid TEXT UNIQUE REFERENCES call_record (uid),
    tried_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    result TEXT NOT NULL CHECK (result IN ('talked', 'no_answer', 'busy', 'failed'))
) STRICT;

CREATE INDEX callback_attempt_callback ON callback_attempt (callback_id, id);

CREATE TABLE callback_offer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number TEXT NOT NULL CHECK (length(number) <= 16),
    offered_on TEXT NOT NULL,
    offered_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    UNIQUE (number, offered_on)
) STRICT;

CREATE INDEX call_record_number ON call_record (number, id);
"""
