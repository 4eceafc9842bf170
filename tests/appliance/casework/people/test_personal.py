"""Every table says what of it is somebody's personal data: whoever adds a table is asked by these tests."""

from __future__ import annotations

from collections import defaultdict
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from appliance.casework.people.personal import STAYS, PersonalData, described
from tests.appliance.casework.register import opened

__all__ = ["opened"]

NOT_OF_RESIDENTS = {
    "account": "people of the office",
    "operator": "people of the office",
    "operator_number": "people of the office",
    "duty_officer": "people of the office",
    "presence": "people of the office",
    "roster_shift": "people of the office",
    "shift_answer": "the office's own checklist",
    "check_point": "the office's own checklist",
    "credential": "people of the office",
    "first_run_code": "a code for the first administrator",
    "login_session": "people of the office",
    "api_token": "people of the office, and what their programs are for",
    "login_failures": "who tries to enter the console",
    "community": "the office itself",
    "settlement": "a place",
    "category": "the office's own words",
    "article": "the office's own words",
    "question": "what is asked, in the office's own words; its form asks for no names",
    "rubric_entry": "the office's own words",
    "service": "the office's own words",
    "service_section": "the office's own words",
    "service_upload": "the office's own words",
    "consent_text": "the office's own words",
    "stress_word": "the office's own words",
    "translation": "the office's own words",
    "announcement": "the office's own words",
    "works": "the office's own words, and the crews it names",
    "emergency_text": "the office's own words",
    "emergency_order": "the office's own words; who ordered it is of the office",
    "draft_menu": "the office's own words",
    "draft_node": "the office's own words",
    "draft_prompt": "the office's own words",
    "revision": "the office's own words",
    "publication": "the office's own words",
    "trial_call": "the office's own words",
    "text_version": "the office's own words: what an editor wrote for all callers",
    "office_hours": "the office's own words",
    "reception": "people of the office",
    "migration": "names of steps",
    "restoration": "files and moments",
    "lost_recording": "paths made of random numbers",
    "retention_term": "the office's own words",
    "retention_hold": "why something is kept; its form asks for no names",
    "retention_act": "kinds and counts",
    "retention_item": "numbers of rows, paths made of random numbers",
    "incident": "what the box could not do; alarms of people's work make none",
    "incident_note": "the technician's words about the box",
    "maintenance": "why the technician works on the box",
    "self_test_finding": "what the box measured of itself",
    "technician_told": "people of the office",
    "sim_card": "what the operator says of the box's own card",
    "sim_pin": "a fingerprint of the box's own PIN",
    "mending_step": "what was done to a modem",
    "closed_month": "figures alone, and why they were issued anew",
    "report_run": "which month was written",
    "audit_entry": "goes with the rows it is about, by `journal`",
    "access_entry": "who looked: nothing of whom",
    "council_key": "the council's own key, and why it was replaced",
    "month_export": "which month, where on which stick, what went wrong: nothing of residents",
    "erasure": "its basis, which names nobody",
    "erased_file": "paths made of random numbers",
}
PLAIN = frozenset(
    {
        "uid", "call_uid", "boot_id", "tried_boot_id", "line", "number_kind", "state", "result", "kind", "direction",
        "source", "purpose", "origin", "closed_origin", "acknowledged_origin", "ended_by", "outcome", "way", "verb",
        "nodes", "menu_revision", "fault", "alphabet", "fingerprint", "decided_by", "category", "channel", "regime",
        "authorship", "applicant_kind", "applicant_category", "answer_by", "ground", "about", "offered_on", "how",
    }
)  # fmt: skip
"""Names of columns that never hold a person's words: kinds, states, random ids, names of lines."""


def text_columns(path: Path) -> dict[str, set[str]]:
    """Return for each table the columns that can hold anybody's words."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    with closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)) as reader:
        named = reader.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        for table in (str(name) for (name,) in named.fetchall()):
            if table.startswith("person_search_"):
                continue  # the insides of the index
            columns = reader.execute("SELECT name, type FROM pragma_table_info(?)", (table,)).fetchall()
            for name, kind in ((str(name), kind) for name, kind in columns):
                if kind not in ("INTEGER", "REAL") and name not in PLAIN and name != "at" and not name.endswith("_at"):
                    found[table].add(name)
    return found


def test_every_column_that_can_hold_somebodys_words_is_described(opened: Path) -> None:
    told: defaultdict[str, set[str]] = defaultdict(set)
    for data in described():
        fields = data.table._meta.fields
        told[data.table._meta.table_name] |= {fields[name].column_name for name in data.columns}
    loose = {
        table: columns - told[table]
        for table, columns in text_columns(opened).items()
        if table not in NOT_OF_RESIDENTS and columns - told[table]
    }
    assert loose == {}, "say in a PERSONAL of your module how these are found, shown and erased"


def test_every_column_with_words_is_emptied_or_goes_with_its_row(opened: Path) -> None:
    kept = {("voice_message", "path"), ("block", "reason")}
    columns = text_columns(opened)
    emptied: defaultdict[str, set[str]] = defaultdict(set)
    for data in described():
        table, fields = data.table._meta.table_name, data.table._meta.fields
        emptied[table] |= columns[table] if data.deleted else {fields[name].column_name for name in data.after}
    residents = {(table, name) for table in columns.keys() - NOT_OF_RESIDENTS.keys() for name in columns[table]}
    assert residents - {(table, name) for table in emptied for name in emptied[table]} - kept == set()


def test_no_exception_names_a_table_that_is_not_there_or_is_described(opened: Path) -> None:
    with closing(apsw.Connection(str(opened), flags=apsw.SQLITE_OPEN_READONLY)) as reader:
        tables = {name for (name,) in reader.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()}
    assert tables >= NOT_OF_RESIDENTS.keys()
    assert not NOT_OF_RESIDENTS.keys() & {data.table._meta.table_name for data in described()}


@pytest.mark.parametrize("data", described(), ids=lambda data: data.title)
def test_a_description_names_columns_that_are_there_and_says_each_thing_once(data: PersonalData) -> None:
    assert data.columns.keys() <= data.table._meta.fields.keys()
    assert not data.deleted or not data.after
    labels = [column.label for column in data.columns.values() if column.label]
    assert len(labels) == len(set(labels))
    assert STAYS not in data.after.values()
