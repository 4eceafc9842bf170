"""The office hours as one row, personal receptions, and who is booked for them."""

SQL = """
CREATE TABLE office_hours (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    document TEXT NOT NULL CHECK (length(document) <= 400000),
    begun_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1))
) STRICT;

CREATE TABLE reception (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    office TEXT NOT NULL CHECK (length(office) BETWEEN 1 AND 100),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    district TEXT NOT NULL CHECK (length(district) <= 100),
    place TEXT NOT NULL CHECK (length(place) BETWEEN 1 AND 200),
    way TEXT NOT NULL CHECK (length(way) BETWEEN 1 AND 32),
    week TEXT NOT NULL CHECK (length(week) <= 2000),
    slot_min INTEGER NOT NULL CHECK (slot_min BETWEEN 5 AND 240),
    by_appointment INTEGER NOT NULL CHECK (by_appointment IN (0, 1)),
    added_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    switched_off_at TEXT
) STRICT;

-- AUTOINCREMENT: a reminder names its booking.
CREATE TABLE reception_booking (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    reception_id INTEGER NOT NULL REFERENCES reception (id),
    starts_at TEXT NOT NULL,
    number TEXT CHECK (length(number) <= 16),
    name TEXT NOT NULL CHECK (length(name) <= 200),
    note TEXT NOT NULL CHECK (length(note) <= 500),
    source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 32),
    call_uid TEXT REFERENCES call_record (uid),
    booked_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    booked_by_id INTEGER REFERENCES account (id),
    cancelled_at TEXT,
    cancelled_by_id INTEGER REFERENCES account (id),
    cancel_reason TEXT NOT NULL DEFAULT '' CHECK (length(cancel_reason) <= 200),
    reminded_at TEXT
) STRICT;

CREATE UNIQUE INDEX reception_booking_slot ON reception_booking (reception_id, starts_at) WHERE cancelled_at IS NULL;
CREATE INDEX reception_booking_starts ON reception_booking (starts_at, reception_id);
CREATE INDEX reception_booking_number ON reception_booking (number, starts_at) WHERE number IS NOT NULL;
CREATE INDEX reception_booking_call ON reception_booking (call_uid) WHERE call_uid IS NOT NULL;
"""
