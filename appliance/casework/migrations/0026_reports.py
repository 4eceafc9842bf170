"""Months whose figures are kept as they were issued, the writing of their files; indexes for the bounds of a month."""

SQL = """
-- One row for each time that a month was issued; the latest counts, the earlier ones stay.
CREATE TABLE closed_month (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    month TEXT NOT NULL CHECK (length(month) = 7),
    issue INTEGER NOT NULL CHECK (issue >= 1),
    figures TEXT NOT NULL CHECK (length(figures) <= 8000000),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
    closed_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted = 1),
    origin TEXT NOT NULL,
    account_id INTEGER REFERENCES account (id),
    UNIQUE (month, issue)
) STRICT;

CREATE TABLE report_run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    month TEXT NOT NULL CHECK (length(month) = 7),
    asked_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    account_id INTEGER REFERENCES account (id),
    begun_at TEXT,
    written INTEGER NOT NULL DEFAULT 0,
    of_all INTEGER NOT NULL DEFAULT 0,
    stop_asked_at TEXT,
    ended_at TEXT,
    fault TEXT NOT NULL DEFAULT '' CHECK (length(fault) <= 500)
) STRICT;

CREATE INDEX report_run_open ON report_run (id) WHERE ended_at IS NULL;

CREATE INDEX presence_since ON presence (since);
CREATE INDEX question_asked_at ON question_asked (asked_at);
CREATE INDEX voice_message_kept ON voice_message (kept_at);
CREATE INDEX message_created ON message (created_at);
CREATE INDEX appeal_came ON appeal (came_at);
CREATE INDEX callback_asked ON callback (asked_at);
CREATE INDEX intake_refusal_at ON intake_refusal (refused_at);
"""
