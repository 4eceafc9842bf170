"""Why a try to reach somebody failed."""

SQL = """
ALTER TABLE callback_attempt ADD COLUMN reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 200);
"""
