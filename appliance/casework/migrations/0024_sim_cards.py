"""What is known of the SIM cards, what was tried with their PINs, and what was done to bring lines back."""

SQL = """
CREATE TABLE sim_card (
    line TEXT PRIMARY KEY CHECK (length(line) BETWEEN 1 AND 200),
    network TEXT NOT NULL DEFAULT '' CHECK (length(network) <= 8),
    balance_kopiykas INTEGER,
    balance_at TEXT,
    package TEXT NOT NULL DEFAULT '' CHECK (length(package) <= 200),
    expires_on TEXT,
    topped_up_on TEXT,
    topped_up_entered INTEGER NOT NULL DEFAULT 0 CHECK (topped_up_entered IN (0, 1)),
    first_seen_at TEXT,
    answer TEXT NOT NULL DEFAULT '' CHECK (length(answer) <= 1000),
    understood INTEGER NOT NULL DEFAULT 1 CHECK (understood IN (0, 1)),
    asked_at TEXT,
    called_at TEXT,
    tried_at TEXT,
    tries_in_vain INTEGER NOT NULL DEFAULT 0 CHECK (tries_in_vain >= 0),
    diversions TEXT NOT NULL DEFAULT '' CHECK (length(diversions) <= 500),
    diversions_at TEXT,
    clock_trusted INTEGER NOT NULL DEFAULT 0 CHECK (clock_trusted IN (0, 1))
) STRICT;

CREATE TABLE sim_pin (
    line TEXT PRIMARY KEY CHECK (length(line) BETWEEN 1 AND 200),
    pin_key TEXT NOT NULL CHECK (length(pin_key) <= 200),
    boot_id TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (length(verdict) <= 16),
    at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1))
) STRICT;

CREATE TABLE mending_step (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    line TEXT NOT NULL CHECK (length(line) <= 200),
    trouble TEXT NOT NULL CHECK (length(trouble) <= 32),
    level TEXT NOT NULL CHECK (length(level) BETWEEN 1 AND 32),
    done INTEGER NOT NULL CHECK (done IN (0, 1)),
    at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    boot_id TEXT NOT NULL,
    monotonic_s REAL NOT NULL
) STRICT;

CREATE INDEX mending_step_level ON mending_step (level, id);
"""
