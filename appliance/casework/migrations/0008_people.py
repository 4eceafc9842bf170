"""People: who they are, their numbers, who acts for whom, consents, imports of a register, erasures."""

SQL = """
CREATE TABLE person (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'organisation', 'official')),
    surname TEXT NOT NULL DEFAULT '' CHECK (length(surname) <= 100),
    first_name TEXT NOT NULL DEFAULT '' CHECK (length(first_name) <= 100),
    patronymic TEXT NOT NULL DEFAULT '' CHECK (length(patronymic) <= 100),
    organisation TEXT NOT NULL DEFAULT '' CHECK (length(organisation) <= 200),
    displaced INTEGER NOT NULL DEFAULT 0 CHECK (displaced IN (0, 1)),
    category TEXT NOT NULL DEFAULT '' CHECK (length(category) <= 40),
    email TEXT NOT NULL DEFAULT '' CHECK (length(email) <= 254),
    contact TEXT NOT NULL DEFAULT '' CHECK (length(contact) <= 200),
    notes TEXT NOT NULL DEFAULT '' CHECK (length(notes) <= 2000),
    registered_settlement_id INTEGER REFERENCES settlement (id),
    registered_elsewhere TEXT NOT NULL DEFAULT '' CHECK (length(registered_elsewhere) <= 100),
    registered_street TEXT NOT NULL DEFAULT '' CHECK (length(registered_street) <= 150),
    registered_house TEXT NOT NULL DEFAULT '' CHECK (length(registered_house) <= 20),
    registered_flat TEXT NOT NULL DEFAULT '' CHECK (length(registered_flat) <= 20),
    staying_settlement_id INTEGER REFERENCES settlement (id),
    staying_elsewhere TEXT NOT NULL DEFAULT '' CHECK (length(staying_elsewhere) <= 100),
    staying_street TEXT NOT NULL DEFAULT '' CHECK (length(staying_street) <= 150),
    staying_house TEXT NOT NULL DEFAULT '' CHECK (length(staying_house) <= 20),
    staying_flat TEXT NOT NULL DEFAULT '' CHECK (length(staying_flat) <= 20),
    search_key TEXT NOT NULL CHECK (length(search_key) <= 1200),
    sort_key TEXT NOT NULL CHECK (length(sort_key) <= 1200),
    added_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    added_by_id INTEGER REFERENCES account (id),
    erased_at TEXT,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX person_sort ON person (sort_key, id) WHERE erased_at IS NULL;
CREATE INDEX person_search_key ON person (search_key) WHERE erased_at IS NULL;
-- Where the person lives, as the lists and reports count it: the actual place before the registered one.
CREATE INDEX person_settlement ON person (coalesce(staying_settlement_id, registered_settlement_id), sort_key, id)
    WHERE erased_at IS NULL;

CREATE TABLE person_number (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES person (id),
    number_raw TEXT NOT NULL CHECK (length(number_raw) <= 64),
    number TEXT NOT NULL CHECK (length(number) <= 16),
    number_kind TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 100),
    added_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    added_by_id INTEGER REFERENCES account (id),
    UNIQUE (person_id, number)
) STRICT;

CREATE INDEX person_number_number ON person_number (number, person_id);

-- Names and digits, by any three letters in a row. What is deleted is to leave no trace in the index either.
CREATE VIRTUAL TABLE person_search USING fts5 (text, tokenize = 'trigram');
INSERT INTO person_search (person_search, rank) VALUES ('secure-delete', 1);

CREATE TABLE representation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    representative_id INTEGER NOT NULL REFERENCES person (id),
    represented_id INTEGER NOT NULL REFERENCES person (id),
    basis TEXT NOT NULL DEFAULT '' CHECK (length(basis) <= 200),
    began_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    began_by_id INTEGER REFERENCES account (id),
    ended_at TEXT,
    ended_by_id INTEGER REFERENCES account (id),
    CHECK (representative_id <> represented_id)
) STRICT;

CREATE UNIQUE INDEX representation_standing ON representation (representative_id, represented_id)
    WHERE ended_at IS NULL;
CREATE INDEX representation_represented ON representation (represented_id, id);
CREATE INDEX representation_representative ON representation (representative_id, id);

CREATE TABLE consent_text (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL UNIQUE CHECK (version > 0),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 4000),
    issued_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    issued_by_id INTEGER REFERENCES account (id)
) STRICT;

INSERT INTO consent_text (version, text, issued_at, clock_trusted) VALUES (
    1,
    'Я даю згоду на обробку моїх персональних даних (прізвище, ім''я, по батькові, адреса, засоби зв''язку, '
    || 'зміст звернення) для розгляду моїх звернень, зв''язку зі мною та статистики без імен. '
    || 'Мені повідомили, хто обробляє дані, навіщо, кому їх передають і що згоду можна відкликати.',
    '2026-11-01 00:00:00.000000',
    1
);

CREATE TABLE consent (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES person (id),
    text_id INTEGER NOT NULL REFERENCES consent_text (id),
    way TEXT NOT NULL CHECK (way IN ('voice', 'keys', 'paper', 'told')),
    call_uid TEXT CHECK (length(call_uid) = 32),
    given_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    origin TEXT NOT NULL,
    account_id INTEGER REFERENCES account (id)
) STRICT;

CREATE INDEX consent_person ON consent (person_id, id);

CREATE TABLE consent_withdrawal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    consent_id INTEGER NOT NULL UNIQUE REFERENCES consent (id),
    way TEXT NOT NULL CHECK (way IN ('voice', 'keys', 'paper', 'told')),
    withdrawn_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    origin TEXT NOT NULL,
    account_id INTEGER REFERENCES account (id)
) STRICT;

-- A file between its dry run and its import; gone with either.
CREATE TABLE register_upload (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER REFERENCES account (id),
    name TEXT NOT NULL CHECK (length(name) <= 200),
    content BLOB NOT NULL,
    uploaded_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1))
) STRICT;

CREATE TABLE erasure (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES person (id),
    basis TEXT NOT NULL CHECK (length(basis) BETWEEN 1 AND 200),
    counts TEXT NOT NULL,
    erased_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    account_id INTEGER REFERENCES account (id)
) STRICT;

-- Files to delete: the rows are erased first, so that a power cut leaves a file to delete and never a row to erase.
CREATE TABLE erased_file (
    path TEXT PRIMARY KEY,
    erasure_id INTEGER NOT NULL REFERENCES erasure (id),
    gone_at TEXT
) STRICT;

CREATE INDEX erased_file_standing ON erased_file (path) WHERE gone_at IS NULL;
"""
