"""Blocked numbers: what is proposed, who decided on it, what was ended early; and which block a call met."""

SQL = """
CREATE TABLE block (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    rule TEXT NOT NULL CHECK (length(rule) BETWEEN 1 AND 17),
    reason TEXT NOT NULL CHECK (length(reason) <= 20),
    memo TEXT NOT NULL CHECK (length(memo) BETWEEN 1 AND 4000),
    call_uid TEXT CHECK (length(call_uid) = 32),
    proposed_by_id INTEGER NOT NULL REFERENCES account (id),
    proposed_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    until_at TEXT NOT NULL
) STRICT;

CREATE INDEX block_rule ON block (rule, id);
CREATE INDEX block_until ON block (until_at, id);

CREATE TABLE block_decision (
    block_id INTEGER PRIMARY KEY REFERENCES block (id),
    approved INTEGER NOT NULL CHECK (approved IN (0, 1)),
    note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 500),
    decided_by_id INTEGER NOT NULL REFERENCES account (id),
    decided_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1))
) STRICT;

CREATE TABLE block_end (
    block_id INTEGER PRIMARY KEY REFERENCES block (id),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    ended_by_id INTEGER NOT NULL REFERENCES account (id),
    ended_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1))
) STRICT;

ALTER TABLE call_record ADD COLUMN block_id INTEGER REFERENCES block (id);

CREATE INDEX call_record_block ON call_record (block_id, id) WHERE block_id IS NOT NULL;
"""
