"""Duty officers and the roster, the checklist before a shift, urgent reports to the chief; operators have a version."""

SQL = """
ALTER TABLE operator ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

CREATE TABLE duty_officer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    mobile TEXT NOT NULL CHECK (length(mobile) <= 16),
    is_chief INTEGER NOT NULL CHECK (is_chief IN (0, 1)),
    added_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    removed_at TEXT,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE UNIQUE INDEX duty_officer_name ON duty_officer (name) WHERE removed_at IS NULL;
CREATE INDEX duty_officer_mobile ON duty_officer (mobile) WHERE removed_at IS NULL;

CREATE TABLE roster_shift (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    officer_id INTEGER REFERENCES duty_officer (id),
    operator_id INTEGER REFERENCES operator (id),
    stand_in_id INTEGER REFERENCES duty_officer (id),
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 200),
    entered_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    removed_at TEXT,
    version INTEGER NOT NULL DEFAULT 1,
    CHECK ((officer_id IS NULL) <> (operator_id IS NULL)),
    CHECK (stand_in_id IS NULL OR (officer_id IS NOT NULL AND stand_in_id <> officer_id)),
    CHECK (starts_at < ends_at)
) STRICT;

CREATE INDEX roster_shift_starts ON roster_shift (starts_at) WHERE removed_at IS NULL;

CREATE TABLE check_point (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 200),
    place INTEGER NOT NULL,
    added_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    retired_at TEXT,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE UNIQUE INDEX check_point_text ON check_point (text) WHERE retired_at IS NULL;

CREATE TABLE shift_check (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES account (id),
    signed_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    faults INTEGER NOT NULL CHECK (faults >= 0)
) STRICT;

CREATE INDEX shift_check_account ON shift_check (account_id, id);

-- The point's words as they were signed: what the office changes later changes no signature.
CREATE TABLE shift_answer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    check_id INTEGER NOT NULL REFERENCES shift_check (id),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 200),
    well INTEGER NOT NULL CHECK (well IN (0, 1)),
    note TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 300)
) STRICT;

CREATE INDEX shift_answer_check ON shift_answer (check_id, id);

CREATE TABLE urgent_report (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('incident', 'resonant')),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 500),
    settlement_id INTEGER REFERENCES settlement (id),
    call_uid TEXT REFERENCES call_record (uid),
    reported_by_id INTEGER NOT NULL REFERENCES account (id),
    reported_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    alarm_id INTEGER NOT NULL UNIQUE REFERENCES alarm (id)
) STRICT;

CREATE TABLE urgent_report_sms (
    message_id INTEGER PRIMARY KEY REFERENCES message (id),
    report_id INTEGER NOT NULL REFERENCES urgent_report (id),
    officer_id INTEGER NOT NULL REFERENCES duty_officer (id)
) STRICT;

CREATE INDEX urgent_report_sms_report ON urgent_report_sms (report_id);

-- The board asks at every look for the few of all alarms that stand.
CREATE INDEX alarm_standing ON alarm (id) WHERE cleared_at IS NULL OR acknowledged_at IS NULL;
"""
