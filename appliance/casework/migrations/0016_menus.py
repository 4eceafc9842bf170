"""The menu as a draft, its revisions and publications; versions of every text that an office writes."""

SQL = """
CREATE TABLE draft_menu (
    id INTEGER PRIMARY KEY,
    menu TEXT NOT NULL UNIQUE CHECK (length(menu) <= 64),
    title TEXT NOT NULL CHECK (length(title) <= 200),
    places TEXT NOT NULL,
    based_on_id INTEGER,
    begun_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;

CREATE TABLE draft_node (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    draft_id INTEGER NOT NULL REFERENCES draft_menu (id) ON DELETE CASCADE,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
    about TEXT NOT NULL CHECK (length(about) <= 20000),
    place INTEGER NOT NULL,
    version INTEGER NOT NULL,
    UNIQUE (draft_id, name)
) STRICT;

CREATE TABLE draft_prompt (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    draft_id INTEGER NOT NULL REFERENCES draft_menu (id) ON DELETE CASCADE,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
    text TEXT NOT NULL CHECK (length(text) <= 2000),
    place INTEGER NOT NULL,
    version INTEGER NOT NULL,
    UNIQUE (draft_id, name)
) STRICT;

CREATE TABLE draft_editor (
    node_id INTEGER NOT NULL REFERENCES draft_node (id) ON DELETE CASCADE,
    account_id INTEGER NOT NULL REFERENCES account (id),
    opened_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL,
    boot_id TEXT NOT NULL,
    seen_monotonic_s REAL NOT NULL,
    PRIMARY KEY (node_id, account_id)
) STRICT;

CREATE TABLE revision (
    id INTEGER PRIMARY KEY,
    menu TEXT NOT NULL CHECK (length(menu) <= 64),
    number INTEGER NOT NULL,
    document TEXT NOT NULL,
    note TEXT NOT NULL CHECK (length(note) <= 1000),
    proposed_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL,
    proposed_by_id INTEGER REFERENCES account (id),
    judged_at TEXT,
    judged_by_id INTEGER REFERENCES account (id),
    approved INTEGER,
    reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 1000),
    UNIQUE (menu, number)
) STRICT;

CREATE TABLE publication (
    id INTEGER PRIMARY KEY,
    menu TEXT NOT NULL CHECK (length(menu) <= 64),
    revision_id INTEGER REFERENCES revision (id),
    reason TEXT NOT NULL CHECK (length(reason) <= 200),
    asked_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL,
    asked_by_id INTEGER REFERENCES account (id),
    due_at TEXT NOT NULL,
    begun_at TEXT,
    ended_at TEXT,
    spoken INTEGER NOT NULL DEFAULT 0,
    of_all INTEGER NOT NULL DEFAULT 0,
    published_as TEXT NOT NULL DEFAULT '',
    remark TEXT NOT NULL DEFAULT '',
    fault TEXT NOT NULL DEFAULT '',
    called_off_at TEXT
) STRICT;
CREATE INDEX publication_open ON publication (due_at) WHERE ended_at IS NULL AND called_off_at IS NULL;
CREATE INDEX publication_menu ON publication (menu, id);

CREATE TABLE text_version (
    id INTEGER PRIMARY KEY,
    subject TEXT NOT NULL CHECK (length(subject) <= 64),
    subject_id TEXT NOT NULL CHECK (length(subject_id) <= 64),
    number INTEGER NOT NULL,
    document TEXT NOT NULL,
    at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL,
    account_id INTEGER REFERENCES account (id),
    UNIQUE (subject, subject_id, number)
) STRICT;
"""
