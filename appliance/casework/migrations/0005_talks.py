"""With whom a caller talked, how long, and how long he waited for it."""

SQL = """
ALTER TABLE call_record ADD COLUMN operator_id INTEGER REFERENCES operator (id);
ALTER TABLE call_record ADD COLUMN waited_s REAL NOT NULL DEFAULT 0 CHECK (waited_s >= 0);
ALTER TABLE call_record ADD COLUMN talked_s REAL NOT NULL DEFAULT 0 CHECK (talked_s >= 0);
"""
