"""Words whose stress the community has settled, and the texts of a menu in other languages."""

SQL = """
CREATE TABLE stress_word (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    word TEXT NOT NULL UNIQUE CHECK (length(word) BETWEEN 2 AND 64),
    position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 64),
    account_id INTEGER REFERENCES account (id),
    at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1))
) STRICT;

CREATE TABLE translation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    menu TEXT NOT NULL CHECK (length(menu) <= 64),
    language TEXT NOT NULL CHECK (length(language) BETWEEN 2 AND 8),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (menu, language, name)
) STRICT;
"""
