"""Months written to a stick, and the council's key for what is personal in them."""

SQL = """
-- The private half is on paper in the council's safe, and nowhere here.
CREATE TABLE council_key (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    public_key TEXT NOT NULL UNIQUE CHECK (length(public_key) BETWEEN 10 AND 200),
    reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 300),
    origin TEXT NOT NULL CHECK (length(origin) BETWEEN 1 AND 16),
    account_id INTEGER REFERENCES account (id),
    made_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1))
) STRICT;

-- `month` is '' while nobody can say which month is meant: the button was pressed, the clock is not set.
CREATE TABLE month_export (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    month TEXT NOT NULL CHECK (month = '' OR month GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'),
    origin TEXT NOT NULL CHECK (length(origin) BETWEEN 1 AND 16),
    account_id INTEGER REFERENCES account (id),
    asked_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    begun_at TEXT,
    ended_at TEXT,
    stage TEXT NOT NULL DEFAULT 'asked' CHECK (length(stage) BETWEEN 1 AND 16),
    bytes INTEGER NOT NULL DEFAULT 0 CHECK (bytes >= 0),
    of_all INTEGER NOT NULL DEFAULT 0 CHECK (of_all >= 0),
    files INTEGER NOT NULL DEFAULT 0 CHECK (files >= 0),
    directory TEXT NOT NULL DEFAULT '' CHECK (length(directory) <= 100),
    sums_sha256 TEXT NOT NULL DEFAULT '' CHECK (length(sums_sha256) IN (0, 64)),
    council_key_id INTEGER REFERENCES council_key (id),
    stick TEXT NOT NULL DEFAULT '' CHECK (length(stick) <= 200),
    remark TEXT NOT NULL DEFAULT '' CHECK (length(remark) <= 500),
    fault TEXT NOT NULL DEFAULT '' CHECK (length(fault) <= 500)
) STRICT;

CREATE INDEX month_export_month ON month_export (month, id);
CREATE INDEX month_export_open ON month_export (id) WHERE ended_at IS NULL;
"""
