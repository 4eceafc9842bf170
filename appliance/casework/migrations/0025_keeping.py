"""Copies, retention and its acts."""

SQL = """
CREATE TABLE restoration (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    broken TEXT NOT NULL CHECK (length(broken) <= 60),
    fault TEXT NOT NULL CHECK (length(fault) <= 1000),
    copy INTEGER NOT NULL,
    copy_made_at TEXT NOT NULL,
    copy_clock_trusted INTEGER NOT NULL CHECK (copy_clock_trusted IN (0, 1)),
    found_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    searched_at TEXT
) STRICT;

-- A recording whose file is gone though nobody gave it up, told once.
CREATE TABLE lost_recording (
    path TEXT PRIMARY KEY CHECK (length(path) <= 200),
    found_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1))
) STRICT;

-- How long a kind is kept, where the office has decided otherwise than the product.
CREATE TABLE retention_term (
    kind TEXT PRIMARY KEY CHECK (length(kind) BETWEEN 1 AND 32),
    count INTEGER NOT NULL CHECK (count BETWEEN 1 AND 40000),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1)
) STRICT;

-- What is in dispute stays until somebody lifts the hold.
CREATE TABLE retention_hold (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('recording', 'card')),
    subject_id INTEGER NOT NULL,
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
    placed_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    placed_by_id INTEGER REFERENCES account (id),
    lifted_at TEXT,
    lifted_by_id INTEGER REFERENCES account (id)
) STRICT;
CREATE UNIQUE INDEX retention_hold_open ON retention_hold (kind, subject_id) WHERE lifted_at IS NULL;

CREATE TABLE retention_act (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    proposed_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    mark TEXT NOT NULL CHECK (length(mark) = 64),
    classes TEXT NOT NULL,
    approved_at TEXT,
    approved_origin TEXT,
    approved_by_id INTEGER REFERENCES account (id),
    dropped_at TEXT,
    finished_at TEXT,
    copies_note TEXT NOT NULL DEFAULT '' CHECK (length(copies_note) <= 500)
) STRICT;
CREATE UNIQUE INDEX retention_act_open ON retention_act (1) WHERE finished_at IS NULL AND dropped_at IS NULL;

-- Of a finished act they stay: numbers of rows, nobody's data.
CREATE TABLE retention_item (
    act_id INTEGER NOT NULL REFERENCES retention_act (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 32),
    row_id INTEGER NOT NULL,
    path TEXT NOT NULL DEFAULT '' CHECK (length(path) <= 200),
    done_at TEXT,
    gone_at TEXT,
    PRIMARY KEY (act_id, kind, row_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX retention_item_row ON retention_item (kind, row_id);
CREATE INDEX retention_item_path ON retention_item (path) WHERE path <> '';
"""
