"""How often an alarm came that nobody had seen, and when it came last."""

SQL = """
-- `again_at`: NULL while it has come once; `raised_at` stays its first coming, `cleared_at` is its last end.
ALTER TABLE alarm ADD COLUMN times INTEGER NOT NULL DEFAULT 1 CHECK (times >= 1);
ALTER TABLE alarm ADD COLUMN again_at TEXT;
"""
