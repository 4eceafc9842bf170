"""Who answers for an answer and until when it is good; questions nobody could answer; rubrics of the menu."""

SQL = """
ALTER TABLE article ADD COLUMN owner_id INTEGER REFERENCES account (id);
ALTER TABLE article ADD COLUMN review_by TEXT CHECK (length(review_by) = 10);
ALTER TABLE article ADD COLUMN by_voice INTEGER NOT NULL DEFAULT 0 CHECK (by_voice IN (0, 1));

CREATE INDEX article_review ON article (review_by) WHERE review_by IS NOT NULL AND switched_off_at IS NULL;

-- Which wording of the answer was read out.
ALTER TABLE consultation ADD COLUMN article_version INTEGER;

CREATE TABLE question (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 500),
    owner_id INTEGER REFERENCES account (id),
    asked_first_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    closed_at TEXT,
    closed_by_id INTEGER REFERENCES account (id),
    article_id INTEGER REFERENCES article (id),
    joined_to_id INTEGER REFERENCES question (id),
    reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX question_open ON question (id) WHERE closed_at IS NULL;
CREATE INDEX question_closed ON question (closed_at) WHERE closed_at IS NOT NULL;

-- Each time that somebody asked it.
CREATE TABLE question_asked (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    question_id INTEGER NOT NULL REFERENCES question (id),
    call_uid TEXT REFERENCES call_record (uid),
    asked_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    account_id INTEGER REFERENCES account (id)
) STRICT;

CREATE INDEX question_asked_question ON question_asked (question_id, call_uid);
CREATE INDEX question_asked_call ON question_asked (call_uid) WHERE call_uid IS NOT NULL;

CREATE TABLE rubric_entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    rubric TEXT NOT NULL CHECK (length(rubric) <= 40),
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
    sms TEXT NOT NULL DEFAULT '' CHECK (length(sms) <= 500),
    phones TEXT NOT NULL DEFAULT '[]',
    source TEXT NOT NULL DEFAULT '' CHECK (length(source) <= 500),
    starts_at TEXT,
    ends_at TEXT,
    place INTEGER NOT NULL,
    unchecked INTEGER NOT NULL DEFAULT 0 CHECK (unchecked IN (0, 1)),
    added_at TEXT NOT NULL,
    clock_trusted INTEGER NOT NULL CHECK (clock_trusted IN (0, 1)),
    switched_off_at TEXT,
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX rubric_entry_rubric ON rubric_entry (rubric, place);
"""
