"""Everything of one person, for that person: nothing of it missing, nothing of others in it."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from appliance.casework.contacts.calls import CallRecord
from appliance.casework.journal import AccessEntry
from appliance.casework.people.person_export import extract_of
from appliance.casework.people.personal import described
from tests.appliance.casework.known_people import CLERK, clerk, person
from tests.appliance.casework.register import CALLER, NEIGHBOUR, NOW, call, later, opened
from tests.appliance.casework.whole_life import CANARY, NAME, NUMBER, VOICE, lead

__all__ = ["opened"]


@pytest.mark.row("H7")
def test_the_extract_has_every_word_of_the_person_and_every_recording(tmp_path: Path) -> None:
    life = lead(tmp_path)
    extract = extract_of(life.person, now=NOW)
    told = json.loads(extract.as_json())
    assert told["ім'я"] == NAME
    assert told["розділи"].keys() >= {data.title for data in described() if not data.silent}
    everything = extract.as_json()
    found = {number for number in range(1, 20) if f"{CANARY}{number}" in everything}
    assert found == set(range(1, 20)) - {4}, "4 is a colleague's unfinished form, which says nothing of its own"
    assert NUMBER in everything
    assert extract.recordings == [life.recording]


def test_the_extract_speaks_ukrainian_and_shows_no_ids_of_rows(tmp_path: Path) -> None:
    life = lead(tmp_path)
    told = json.loads(extract_of(life.person, now=NOW).as_json())["розділи"]
    assert told["Дзвінки"][0]["Чим закінчився"] == "обслуговано"
    assert told["Картка"][0]["Хто це"] == "фізична особа"
    assert told["Місце проживання"] == [{"Зареєстроване": f"{CANARY}2, 5"}]
    labels = {label for rows in told.values() for row in rows for label in row}
    assert not {label for label in labels if label.isascii()}, "every label is a Ukrainian word"


def test_others_of_a_shared_number_are_not_given_away() -> None:
    mother = person("Ґудзь Ганна", CALLER, NEIGHBOUR)
    person("Ґудзь Іван", CALLER)
    for number in (CALLER, NEIGHBOUR):
        CallRecord.begin(call(number))
    mine = extract_of(mother, now=NOW)
    (calls,) = (section.rows for section in mine.sections if section.title == "Дзвінки")
    assert [row["Номер"] for row in calls] == [NEIGHBOUR]
    assert [shared.number for shared in mine.shared] == [CALLER]
    assert "Іван" not in mine.as_json()
    all_of_it = extract_of(mother, now=NOW, with_shared=True)
    assert [len(section.rows) for section in all_of_it.sections if section.title == "Дзвінки"] == [2]


def test_who_looked_at_the_data_is_part_of_it() -> None:
    who, by = person("Ґудзь Ганна"), clerk("Марія")
    AccessEntry.record(by=by, now=later(5), subject="person", subject_id=who, how="looked")
    AccessEntry.record(by=CLERK, now=NOW, subject="person", subject_id=99, how="looked")
    (looks,) = (section for section in extract_of(who, now=NOW).sections if section.title == "Хто бачив ці дані")
    assert looks.rows == [{"Коли": later(5).wall, "Хто": "Марія", "Дія": "перегляд картки"}]


def test_the_archive_holds_the_page_the_json_and_the_recordings_that_are_there(tmp_path: Path) -> None:
    life = lead(tmp_path)
    extract = extract_of(life.person, now=NOW)
    file = io.BytesIO()
    extract.write_zip(file, tmp_path, "<p>сторінка</p>")
    with zipfile.ZipFile(file) as archive:
        assert archive.namelist() == ["vytiah.html", "vytiah.json", "audio/message.wav"]
        assert archive.read("audio/message.wav") == VOICE
    (tmp_path / life.recording).unlink()
    file = io.BytesIO()
    extract.write_zip(file, tmp_path, "")
    with zipfile.ZipFile(file) as archive:
        assert archive.namelist() == ["vytiah.html", "vytiah.json"]
