"""What the office does with calls: consultations by topic, who it was, what is returned, when it promised to call."""

SQL = """
CREATE TABLE category (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    parent_id INTEGER REFERENCES category (id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    place INTEGER NOT NULL,
    common INTEGER NOT NULL DEFAULT 0 CHECK (common IN (0, 1)),
    added_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    switched_off_at TEXT,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE UNIQUE INDEX category_name ON category (coalesce(parent_id, 0), name) WHERE switched_off_at IS NULL;

CREATE TABLE article (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    category_id INTEGER NOT NULL REFERENCES category (id),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 4000),
    source TEXT NOT NULL DEFAULT '' CHECK (length(source) <= 500),
    added_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    switched_off_at TEXT,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX article_category ON article (category_id, id);

CREATE TABLE consultation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32),
    call_uid TEXT NOT NULL REFERENCES call_record (uid),
    person_id INTEGER REFERENCES person (id) ON DELETE SET NULL,
    category_id INTEGER NOT NULL REFERENCES category (id),
    article_id INTEGER REFERENCES article (id),
    note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 1000),
    confirmed_at TEXT,
    noted_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    account_id INTEGER REFERENCES account (id),
    withdrawn_at TEXT,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX consultation_call ON consultation (call_uid);
CREATE INDEX consultation_person ON consultation (person_id, id) WHERE person_id IS NOT NULL;
CREATE INDEX consultation_noted ON consultation (noted_at);

-- Who the caller was, as the clerk chose; the latest row of a call counts, an empty one takes the choice back.
CREATE TABLE call_person (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_uid TEXT NOT NULL REFERENCES call_record (uid),
    person_id INTEGER REFERENCES person (id) ON DELETE SET NULL,
    chosen_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    account_id INTEGER REFERENCES account (id)
) STRICT;

CREATE INDEX call_person_call ON call_person (call_uid, id);
CREATE INDEX call_person_person ON call_person (person_id, id) WHERE person_id IS NOT NULL;

-- All calls of the number up to this one are returned.
CREATE TABLE returned (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number TEXT NOT NULL CHECK (length(number) <= 16),
    call_id INTEGER NOT NULL,
    returned_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    account_id INTEGER REFERENCES account (id)
) STRICT;

CREATE INDEX returned_number ON returned (number, call_id);
CREATE INDEX returned_call ON returned (call_id, number);

CREATE TABLE handled_message (
    message_id INTEGER PRIMARY KEY REFERENCES voice_message (id),
    handled_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    account_id INTEGER REFERENCES account (id)
) STRICT;

CREATE INDEX handled_message_at ON handled_message (handled_at);

CREATE TABLE message_note (
    id INTEGER PRIMARY KEY REFERENCES voice_message (id),
    text TEXT NOT NULL DEFAULT '' CHECK (length(text) <= 1000),
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

-- When the citizen was told that he will be called, and by whom; the latest row of a call-back counts.
CREATE TABLE appointment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    callback_id INTEGER NOT NULL REFERENCES callback (id),
    due_at TEXT NOT NULL,
    operator_id INTEGER REFERENCES operator (id),
    note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 500),
    made_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    account_id INTEGER REFERENCES account (id)
) STRICT;

CREATE INDEX appointment_callback ON appointment (callback_id, id);

CREATE INDEX callback_closed ON callback (closed_at) WHERE closed_at IS NOT NULL;

CREATE INDEX call_record_rang ON call_record (rang_at);
CREATE INDEX call_record_result ON call_record (result, id, number, incoming);
CREATE INDEX call_record_line ON call_record (line, id);
CREATE INDEX call_record_line_result ON call_record (line, result, id);
CREATE INDEX call_record_outgoing ON call_record (id) WHERE incoming = 0;
"""
