"""Erasing a person: told first, held back by what goes on, and nothing of the person left on the disk."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.contacts.call_card import CallPerson
from appliance.casework.contacts.callbacks import Callback, CallbackSource
from appliance.casework.contacts.calls import CallEnd, CallRecord, CallStart, VoiceMessage
from appliance.casework.journal import AuditEntry
from appliance.casework.office.community import Settlement
from appliance.casework.people.consents import Consent
from appliance.casework.people.people_details import ERASED_NAME
from appliance.casework.people.people_search import find
from appliance.casework.people.person import NoSuchPerson, Person
from appliance.casework.people.person_erasure import (
    BadBasis,
    ErasedFile,
    Erasure,
    FilesRemain,
    NotYet,
    PlanChanged,
    finish,
)
from appliance.casework.people.personal import described
from appliance.casework.texts.messages import Message, NewMessage
from appliance.contracts import CallResult, EndedBy
from appliance.numbers import Purpose, parse
from tests.appliance.casework.known_people import AREA, CLERK, person
from tests.appliance.casework.register import CALLER, NEIGHBOUR, NOW, call, later, opened
from tests.appliance.casework.whole_life import NUMBER, RAW, TRACES, VOICE, lead

__all__ = ["opened"]

BASIS = "заява від 23.11.2026 № 7"


def erase(person_id: int, *, with_shared: bool = False) -> int:
    plan = Erasure.plan(person_id, with_shared=with_shared)
    return Erasure.carry_out(person_id, plan.mark, BASIS, by=CLERK, now=later(999), with_shared=with_shared)


def traces_in(directory: Path) -> list[str]:
    """Return what of the person is in any file of a directory, and where."""
    files = [path for path in directory.rglob("*") if path.is_file()]
    words = [*(trace.encode() for trace in TRACES), *(trace.encode("utf-16-le") for trace in TRACES), VOICE]
    return [f"{word!r} in {path.name}" for path in files for word in words if word in path.read_bytes()]


def sizes() -> Mapping[str, int]:
    tables = {data.table for data in described() if not data.deleted}
    return {table.__name__: table.select().count() for table in tables}


def ended(start: CallStart) -> CallStart:
    CallRecord.finish(start, CallEnd(None, later(60).wall, 0.0, CallResult.MISSED, EndedBy.CALLER))
    return start


@pytest.mark.row("H7")
def test_the_dry_run_finds_something_of_every_kind_and_changes_nothing(tmp_path: Path) -> None:
    life = lead(tmp_path)
    before = (tmp_path / "slukhavka.db").read_bytes(), AuditEntry.select().count()
    plan = Erasure.plan(life.person)
    touched = {each.title for each in plan.touched}
    kinds = {data.title for data in described() if data.deleted or data.after or data.recording}
    assert touched == kinds, "add a row of each new kind to whole_life.py"
    assert plan.recordings == [life.recording]
    assert plan.holds == []
    assert plan.changes >= 8
    assert ((tmp_path / "slukhavka.db").read_bytes(), AuditEntry.select().count()) == before
    assert traces_in(tmp_path)


@pytest.mark.row("H7")
def test_after_the_erasure_no_word_of_the_person_is_left_in_any_file(opened: Path, tmp_path: Path) -> None:
    life = lead(tmp_path)
    erase(life.person)
    finish(tmp_path, now=later(1000))
    assert traces_in(tmp_path) == []
    assert not (tmp_path / life.recording).exists()
    assert [file.gone_at for file in ErasedFile.select()] == [later(1000).wall]


def test_the_index_keeps_no_letter_that_only_the_person_had(opened: Path, tmp_path: Path) -> None:
    life = lead(tmp_path)
    assert all(letter.encode() in inside_of_the_index(opened) for letter in "щґ")
    erase(life.person)
    assert not any(letter.encode() in inside_of_the_index(opened) for letter in "щґ")
    assert [view.name for view in find("лена", area_code=AREA).people] == ["Мати Олена"]


def inside_of_the_index(database: Path) -> bytes:
    with closing(apsw.Connection(str(database))) as reader:
        blocks = reader.execute("SELECT block FROM person_search_data").fetchall()
    return b"".join(bytes(block) for (block,) in blocks if isinstance(block, bytes))


def test_counts_classes_settlements_and_dates_stay_for_the_reports(tmp_path: Path) -> None:
    life = lead(tmp_path)
    before = sizes(), results(), [(each.regime, each.came_at, each.category_id) for each in Appeal.select()]
    verbs = [(entry.verb, entry.at, entry.account_id) for entry in AuditEntry.select().order_by(AuditEntry.id)]
    erase(life.person)
    assert (sizes(), results(), [(each.regime, each.came_at, each.category_id) for each in Appeal.select()]) == before
    after = [(entry.verb, entry.at, entry.account_id) for entry in AuditEntry.select().order_by(AuditEntry.id)]
    assert after[: len(verbs)] == verbs
    assert [verb for verb, *_ in after[len(verbs) :]] == ["erased"]
    assert len(Consent.of(life.person)) == 1, "that there was a consent, and when it ended, is the office's own proof"


def results() -> list[tuple[object, ...]]:
    rows = CallRecord.select().order_by(CallRecord.id)
    return [(each.result, each.rang_at, each.duration_s, each.number_kind, each.incoming) for each in rows]


def test_an_erased_person_keeps_the_settlement_and_is_found_by_nobody(tmp_path: Path) -> None:
    village = Settlement.add("Вишневе", kind="с.", by=CLERK, now=NOW)
    life = lead(tmp_path)
    Person.update(staying_settlement=village).where(Person.id == life.person).execute()
    erase(life.person)
    view = Person.view(life.person)
    assert (view.name, view.settlement, view.numbers, view.notes) == (ERASED_NAME, "с. Вишневе", (), "")
    assert [each.id for each in find("", area_code=AREA).people] == [2]
    assert Person.on_number(NUMBER) == []
    with pytest.raises(NoSuchPerson):
        Erasure.plan(life.person)


def test_others_lose_nothing(tmp_path: Path) -> None:
    neighbour = person("Сусідка Ганна", CALLER, notes="своя нотатка")
    theirs = ended(call(CALLER))
    life = lead(tmp_path)
    erase(life.person)
    finish(tmp_path, now=NOW)
    assert Person.known(neighbour).notes == "своя нотатка"
    assert CallRecord.get(CallRecord.uid == theirs.uid).number == CALLER
    assert [view.id for view in find("0662838182", area_code=AREA).people] == [neighbour]
    entries = AuditEntry.select().where(AuditEntry.subject == "person", AuditEntry.subject_id == str(neighbour))
    entry = entries.order_by(AuditEntry.id).get()
    assert entry.change["surname"] == "Сусідка"
    applicant = Appeal.get(Appeal.representative_basis == "", Appeal.applicant_name == "Інша Людина")
    assert applicant.representative_name == ""


def test_what_came_from_a_shared_number_stays_unless_that_is_asked_or_a_clerk_has_said_whose_it_was() -> None:
    mother, son = person("Ґудзь Ганна", CALLER, NEIGHBOUR), person("Ґудзь Іван", CALLER)
    alone, shared, hers, his = (ended(call(number)) for number in (NEIGHBOUR, CALLER, CALLER, NEIGHBOUR))
    CallPerson.choose(hers.uid, mother, by=CLERK, now=NOW)
    CallPerson.choose(his.uid, mother, by=CLERK, now=NOW)
    CallPerson.choose(his.uid, son, by=CLERK, now=later(1))
    (told,) = Erasure.plan(mother).shared
    assert (told.number, [view.id for view in told.others]) == (CALLER, [son])
    with_shared = Erasure.plan(mother, with_shared=True)
    assert {each.title: each.count for each in with_shared.touched}["Дзвінки"] == 3
    erase(mother)
    numbers = {each.uid: each.number for each in CallRecord.select()}
    assert numbers == {alone.uid: None, shared.uid: CALLER, hers.uid: None, his.uid: NEIGHBOUR}


def test_what_still_goes_on_holds_the_erasure_back_and_says_what_it_is() -> None:
    who = person("Ґудзь Ганна", CALLER)
    CallRecord.begin(call(CALLER))
    Callback.ask(CALLER, CallbackSource.CLERK, now=NOW)
    Message.queue(NewMessage(parse(CALLER, ""), "текст", "test", Purpose.CALLBACK), NOW)
    plan = Erasure.plan(who)
    assert len(plan.holds) == 3
    with pytest.raises(NotYet, match="розмова"):
        Erasure.carry_out(who, plan.mark, BASIS, by=CLERK, now=NOW)
    assert Person.known(who).surname == "Ґудзь"


def test_nothing_is_erased_that_was_not_shown_or_without_a_basis() -> None:
    who = person("Ґудзь Ганна", CALLER)
    plan = Erasure.plan(who)
    for basis in ("", "   ", "x" * 201, "а\u202eб"):
        with pytest.raises(BadBasis):
            Erasure.carry_out(who, plan.mark, basis, by=CLERK, now=NOW)
    ended(call(CALLER))
    with pytest.raises(PlanChanged):
        Erasure.carry_out(who, plan.mark, BASIS, by=CLERK, now=NOW)
    assert Person.known(who).surname == "Ґудзь"
    erase(who)
    with pytest.raises(NoSuchPerson):
        Erasure.carry_out(who, plan.mark, BASIS, by=CLERK, now=NOW)


def test_a_recording_that_cannot_be_deleted_is_told_and_tried_again(tmp_path: Path) -> None:
    who = person("Ґудзь Ганна", CALLER)
    start = ended(call(CALLER))
    VoiceMessage.keep(start, uid="e" * 32, purpose="message", kept=NOW, path="a.wav", duration_s=1, sound_s=1)
    VoiceMessage.keep(start, uid="f" * 32, purpose="message", kept=NOW, path="gone.wav", duration_s=1, sound_s=1)
    stubborn = tmp_path / "a.wav"
    stubborn.mkdir()
    erase(who)
    with pytest.raises(FilesRemain, match="1 аудіозаписів"):
        finish(tmp_path, now=NOW)
    stubborn.rmdir()
    stubborn.write_bytes(VOICE)
    finish(tmp_path, now=later(5))
    assert not stubborn.exists()
    assert {file.path: file.gone_at for file in ErasedFile.select()} == {"a.wav": later(5).wall, "gone.wav": NOW.wall}


def test_an_erasure_is_kept_with_its_basis_and_counts_and_who_did_it(tmp_path: Path) -> None:
    life = lead(tmp_path)
    plan = Erasure.plan(life.person)
    erasure = Erasure.get_by_id(Erasure.carry_out(life.person, plan.mark, BASIS, by=life.by, now=later(9)))
    assert (erasure.basis, erasure.account_id, erasure.erased_at) == (BASIS, life.by.account, later(9).wall)
    assert erasure.counts["CallRecord"] == 2
    entry = AuditEntry.last_of("person", life.person)
    assert entry is not None
    assert (entry.verb, entry.change["basis"]) == ("erased", BASIS)


def test_forms_of_others_stay_and_those_that_name_the_person_go(tmp_path: Path) -> None:
    life = lead(tmp_path)
    titles = {each.title: each.count for each in Erasure.plan(life.person).touched}
    assert titles["Недописані форми"] == 1
    assert RAW not in str(titles)
