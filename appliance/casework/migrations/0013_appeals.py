"""Appeals as cards that are being written: their fields, the marks on them, refusals, and who has one open."""

SQL = """
-- AUTOINCREMENT: the number of a draft is never given to another one.
CREATE TABLE appeal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    state TEXT NOT NULL CHECK (length(state) BETWEEN 1 AND 32),
    first_id INTEGER REFERENCES appeal (id),
    channel TEXT NOT NULL CHECK (length(channel) BETWEEN 1 AND 32),
    came_at TEXT NOT NULL,
    came_clock_trusted INTEGER NOT NULL CHECK (came_clock_trusted IN (0, 1)),
    from_number TEXT CHECK (length(from_number) <= 16),
    call_uid TEXT REFERENCES call_record (uid),
    voice_message_id INTEGER REFERENCES voice_message (id),
    message_id INTEGER REFERENCES message (id),
    created_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    created_by_id INTEGER REFERENCES account (id),
    finished_at TEXT,
    finished_by_id INTEGER REFERENCES account (id),
    person_id INTEGER REFERENCES person (id) ON DELETE SET NULL,
    authorship TEXT NOT NULL CHECK (length(authorship) <= 32),
    applicant_kind TEXT NOT NULL CHECK (length(applicant_kind) <= 32),
    applicant_category TEXT NOT NULL CHECK (length(applicant_category) <= 32),
    displaced INTEGER NOT NULL CHECK (displaced IN (0, 1)),
    applicant_name TEXT NOT NULL CHECK (length(applicant_name) <= 200),
    applicant_key TEXT NOT NULL CHECK (length(applicant_key) <= 400),
    organisation TEXT NOT NULL CHECK (length(organisation) <= 200),
    phone TEXT NOT NULL CHECK (length(phone) <= 64),
    second_phone TEXT NOT NULL CHECK (length(second_phone) <= 64),
    other_contact TEXT NOT NULL CHECK (length(other_contact) <= 200),
    settlement_id INTEGER REFERENCES settlement (id),
    registered_address TEXT NOT NULL CHECK (length(registered_address) <= 300),
    staying_address TEXT NOT NULL CHECK (length(staying_address) <= 300),
    stays_registered INTEGER NOT NULL CHECK (stays_registered IN (0, 1)),
    representative_name TEXT NOT NULL CHECK (length(representative_name) <= 200),
    representative_phone TEXT NOT NULL CHECK (length(representative_phone) <= 64),
    representative_address TEXT NOT NULL CHECK (length(representative_address) <= 300),
    representative_basis TEXT NOT NULL CHECK (length(representative_basis) <= 200),
    regime TEXT NOT NULL CHECK (length(regime) <= 32),
    kind TEXT NOT NULL CHECK (length(kind) <= 32),
    category_id INTEGER REFERENCES category (id),
    essence TEXT NOT NULL CHECK (length(essence) <= 2000),
    place_settlement_id INTEGER REFERENCES settlement (id),
    street TEXT NOT NULL CHECK (length(street) <= 120),
    house TEXT NOT NULL CHECK (length(house) <= 40),
    landmark TEXT NOT NULL CHECK (length(landmark) <= 200),
    answer_by TEXT NOT NULL CHECK (length(answer_by) <= 32)
) STRICT;

CREATE INDEX appeal_state ON appeal (state, id);
CREATE INDEX appeal_channel ON appeal (channel, id);
CREATE INDEX appeal_regime ON appeal (regime, id);
CREATE INDEX appeal_category ON appeal (category_id, id);
CREATE INDEX appeal_place ON appeal (place_settlement_id, id);
CREATE INDEX appeal_applicant ON appeal (applicant_key, id);
CREATE INDEX appeal_mine ON appeal (created_by_id, state, id);
CREATE INDEX appeal_person ON appeal (person_id, id) WHERE person_id IS NOT NULL;
CREATE INDEX appeal_first ON appeal (first_id) WHERE first_id IS NOT NULL;
CREATE INDEX appeal_call ON appeal (call_uid) WHERE call_uid IS NOT NULL;
CREATE INDEX appeal_voice_message ON appeal (voice_message_id) WHERE voice_message_id IS NOT NULL;
CREATE INDEX appeal_message ON appeal (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX appeal_from_number ON appeal (from_number, id) WHERE from_number IS NOT NULL;
CREATE INDEX appeal_phone ON appeal (phone, id);
CREATE INDEX appeal_second_phone ON appeal (second_phone, id);
CREATE INDEX appeal_representative_phone ON appeal (representative_phone, id);

CREATE TABLE appeal_mark (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    appeal_id INTEGER NOT NULL REFERENCES appeal (id),
    kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 32),
    text TEXT NOT NULL CHECK (length(text) <= 2000),
    at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    by_id INTEGER REFERENCES account (id)
) STRICT;

CREATE INDEX appeal_mark_appeal ON appeal_mark (appeal_id, id);

CREATE TABLE appeal_discard (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    appeal_id INTEGER NOT NULL UNIQUE REFERENCES appeal (id),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    discarded_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    discarded_by_id INTEGER REFERENCES account (id)
) STRICT;

CREATE TABLE intake_refusal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ground TEXT NOT NULL CHECK (length(ground) BETWEEN 1 AND 32),
    note TEXT NOT NULL CHECK (length(note) BETWEEN 1 AND 500),
    number TEXT CHECK (length(number) <= 16),
    call_uid TEXT REFERENCES call_record (uid),
    appeal_id INTEGER UNIQUE REFERENCES appeal (id),
    refused_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    refused_by_id INTEGER REFERENCES account (id)
) STRICT;

CREATE INDEX intake_refusal_call ON intake_refusal (call_uid) WHERE call_uid IS NOT NULL;
CREATE INDEX intake_refusal_number ON intake_refusal (number, id) WHERE number IS NOT NULL;

CREATE TABLE appeal_editor (
    appeal_id INTEGER NOT NULL REFERENCES appeal (id),
    account_id INTEGER NOT NULL REFERENCES account (id),
    opened_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    boot_id TEXT NOT NULL,
    seen_monotonic_s REAL NOT NULL,
    PRIMARY KEY (appeal_id, account_id)
) STRICT;
"""
