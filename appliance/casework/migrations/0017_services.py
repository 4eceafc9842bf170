"""Administrative services, their sections, and how often each was told."""

SQL = """
CREATE TABLE service_section (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 40),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 80),
    said_as TEXT NOT NULL CHECK (length(said_as) BETWEEN 1 AND 120),
    position INTEGER NOT NULL
) STRICT;

CREATE TABLE service (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    code TEXT NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 40),
    section TEXT NOT NULL REFERENCES service_section (code),
    position INTEGER NOT NULL,
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 80),
    said_as TEXT NOT NULL CHECK (length(said_as) BETWEEN 1 AND 120),
    documents TEXT NOT NULL CHECK (length(documents) <= 4000),
    fee TEXT NOT NULL CHECK (length(fee) <= 80),
    term TEXT NOT NULL CHECK (length(term) <= 120),
    place TEXT NOT NULL CHECK (length(place) <= 160),
    hours TEXT NOT NULL CHECK (length(hours) <= 160),
    legal_basis TEXT NOT NULL CHECK (length(legal_basis) <= 300),
    source TEXT NOT NULL CHECK (length(source) <= 300),
    review_by TEXT NOT NULL CHECK (length(review_by) = 10),
    check_locally INTEGER NOT NULL CHECK (check_locally IN (0, 1)),
    search_key TEXT NOT NULL CHECK (length(search_key) <= 800),
    added_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    switched_off_at TEXT
) STRICT;

CREATE INDEX service_place ON service (section, position);
CREATE INDEX service_review ON service (review_by) WHERE switched_off_at IS NULL;

CREATE TABLE service_told (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    service_id INTEGER NOT NULL REFERENCES service (id),
    call_uid TEXT REFERENCES call_record (uid),
    how TEXT NOT NULL CHECK (length(how) BETWEEN 1 AND 32),
    again INTEGER NOT NULL CHECK (again IN (0, 1)),
    told_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    account_id INTEGER REFERENCES account (id)
) STRICT;

CREATE TABLE service_upload (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER REFERENCES account (id),
    name TEXT NOT NULL CHECK (length(name) <= 200),
    content BLOB NOT NULL CHECK (length(content) <= 1048576),
    uploaded_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1))
) STRICT;

CREATE INDEX service_upload_account ON service_upload (account_id);
CREATE UNIQUE INDEX service_told_once ON service_told (call_uid, service_id, how);
CREATE INDEX service_told_at ON service_told (told_at);
CREATE INDEX service_told_service ON service_told (service_id, id);
"""
