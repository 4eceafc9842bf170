"""The end of a term: proposed by the box, approved by a person, carried out so that nothing of anybody is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.appeals.appeal_endings import AppealDiscard
from appliance.casework.box import retention_acts
from appliance.casework.box.retention import KINDS, TERMS, Kept, Kind
from appliance.casework.box.retention_acts import (
    ActChanged,
    ClockNotTrusted,
    NoSuchAct,
    RetentionAct,
    RetentionItem,
    carry_out_slice,
    finish,
)
from appliance.casework.box.retention_holds import BadHold, BadTerm, RetentionHold, RetentionTerm
from appliance.casework.contacts.calls import CallRecord, VoiceMessage
from appliance.casework.contacts.consultations import Consultation
from appliance.casework.contacts.returns import MessageNote
from appliance.casework.entrance.accounts import Actor
from appliance.casework.people.person import Person
from appliance.casework.row import Row
from appliance.casework.texts.message_states import MessageState
from appliance.casework.texts.messages import Message
from appliance.clock import Moment
from appliance.contracts import CallResult
from tests.appliance.casework.known_people import clerk
from tests.appliance.casework.register import NOW, call, later, opened
from tests.appliance.casework.whole_life import CANARY, lead

__all__ = ["opened"]

YEARS = timedelta(days=365.25)
IN_SEVEN_YEARS = replace(NOW, wall=NOW.wall + 7 * YEARS)


@pytest.fixture
def head() -> Actor:
    return clerk("Голова")


def at(moment: datetime) -> Moment:
    return replace(NOW, wall=moment)


def message(directory: Path, number: int, *, kept: Moment = NOW) -> int:
    path = f"{number:032x}-1.wav"
    (directory / path).write_bytes(b"voice")
    start = call(f"+38067{number:07}", at=kept)
    uid = f"{number:032x}"
    return VoiceMessage.keep(start, uid=uid, purpose="message", kept=kept, path=path, duration_s=3, sound_s=3)


def carried_out(recordings: Path, now: Moment, by: Actor) -> RetentionAct:
    act = RetentionAct.propose(now)
    assert act is not None
    RetentionAct.approve(act.id, act.mark, by=by, now=now)
    while carry_out_slice(now):
        pass
    assert finish(recordings, now=now)
    return RetentionAct.numbered(act.id)


def counts() -> dict[str, int]:
    return {name: Row._meta.database.execute_sql(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in TABLES}  # noqa: S608


TABLES = (
    "appeal", "appeal_mark", "appeal_discard", "intake_refusal", "call_record", "voice_message", "message",
    "message_part", "callback", "callback_attempt", "consultation", "reception_booking", "block", "person",
)  # fmt: skip


def test_the_terms_are_those_that_the_office_was_promised() -> None:
    now = datetime(2027, 6, 1, 9, 0, tzinfo=UTC)
    before = {kept: term.over_before(now) for kept, term in TERMS.items()}
    assert before[Kept.RECORDING] == now - timedelta(days=90)
    assert before[Kept.LAW_RECORDING] == now - timedelta(days=365)
    assert before[Kept.LOG] == datetime(2024, 6, 1, 9, 0, tzinfo=UTC)
    # Closed on any day of 2021, kept five years from 1 January 2022, over with 2026; Kyiv's midnight is 22:00 UTC.
    assert before[Kept.CARD] == datetime(2021, 12, 31, 22, 0, tzinfo=UTC)
    assert TERMS[Kept.LOG].over_before(datetime(2028, 2, 29, 12, tzinfo=UTC)).day == 28


@pytest.mark.row("H6")
def test_a_dry_run_lists_exactly_what_is_over_and_changes_nothing(tmp_path: Path) -> None:
    old = [message(tmp_path, number) for number in (1, 2)]
    message(tmp_path, 3, kept=later(86400 * 30))
    act = RetentionAct.propose(later(86400 * 91))
    assert act is not None
    assert [(each.kind, each.count) for each in act.told] == [("recording", 2)]
    assert act.rows("recording") == old
    assert len(list(tmp_path.glob("*.wav"))) == 3
    assert RetentionAct.propose(later(86400 * 91)) == act


def test_a_recording_is_kept_for_its_90_days_to_the_second(tmp_path: Path) -> None:
    message(tmp_path, 1)
    assert RetentionAct.propose(later(86400 * 90)) is None
    assert RetentionAct.propose(later(86400 * 90 + 1)) is not None


def behind(voice: int, regime: str, closed: Moment | None) -> int:
    card = Appeal.create(
        channel="phone",
        state="draft" if closed is None else "discarded",
        came_at=NOW.wall,
        came_clock_trusted=True,
        created_at=NOW.wall,
        clock_trusted=True,
        regime=regime,
        voice_message=voice,
    )
    if closed:
        AppealDiscard.create(appeal=card.id, reason="помилка", discarded_at=closed.wall, clock_trusted=True)
    return int(card.id)


def test_a_recording_behind_a_card_of_the_law_is_kept_a_year_and_behind_an_open_one_as_long(tmp_path: Path) -> None:
    law, service, open_card = (message(tmp_path, number) for number in (1, 2, 3))
    behind(law, "law", later(60))
    behind(service, "service_request", later(60))
    behind(open_card, "service_request", None)
    act = RetentionAct.propose(later(86400 * 200))
    assert act is not None
    assert (act.rows("recording"), act.rows("law_recording")) == ([service], [])
    act = RetentionAct.propose(later(86400 * 366))
    assert act is not None
    assert (act.rows("recording"), act.rows("law_recording")) == ([service], [law])


def test_without_a_right_clock_nothing_is_proposed_and_nothing_approved(tmp_path: Path, head: Actor) -> None:
    message(tmp_path, 1)
    untrusted = replace(later(86400 * 91), trusted=False)
    with pytest.raises(ClockNotTrusted):
        RetentionAct.propose(untrusted)
    act = RetentionAct.propose(later(86400 * 91))
    assert act is not None
    with pytest.raises(ClockNotTrusted):
        RetentionAct.approve(act.id, act.mark, by=head, now=untrusted)


def test_a_row_of_an_untrusted_clock_is_as_old_as_the_next_that_is_sure(tmp_path: Path) -> None:
    lost = replace(NOW, wall=datetime(1970, 1, 1, tzinfo=UTC), trusted=False)
    first = message(tmp_path, 1, kept=lost)
    second = message(tmp_path, 2)
    message(tmp_path, 3, kept=lost)
    act = RetentionAct.propose(later(86400 * 91))
    assert act is not None
    assert act.rows("recording") == [first, second]


@pytest.mark.row("H6")
def test_what_is_gone_is_found_nowhere_in_the_files_and_every_count_stays(opened: Path, head: Actor) -> None:
    lead(opened.parent)
    Message.update(state=MessageState.DELIVERED).execute()
    nobody = ("notes", "surname", "first_name", "patronymic", "registered_street", "search_key", "sort_key")
    Person.update(dict.fromkeys(nobody, "x")).execute()
    for table in ("person_number", "person_search", "register_upload", "kept_form"):
        Row._meta.database.execute_sql(f"DELETE FROM {table}")  # noqa: S608
    before = counts()
    act = carried_out(opened.parent, IN_SEVEN_YEARS, head)
    assert counts() == before
    assert {each.kind for each in act.told} >= {"recording", "card", "call", "sms", "callback", "consultation"}
    assert not (opened.parent / "message.wav").exists()
    assert Consultation.select().where(Consultation.person_id.is_null(False)).count() == 0
    assert Appeal.select().where(Appeal.person_id.is_null(False)).count() == 0
    call_row = CallRecord.select().first()
    assert (call_row.number, call_row.number_raw, call_row.result) == (None, None, CallResult.SERVED)
    files = b"".join(path.read_bytes() for path in opened.parent.glob("slukhavka.db*"))
    for trace in (f"{CANARY}{number}" for number in (*range(5, 20), 21)):
        assert trace.encode() not in files, trace
    assert b"661112299" not in files
    assert "Юфрозина".encode() not in files


def test_the_act_stays_and_says_who_when_and_how_much_and_a_second_run_does_nothing(
    tmp_path: Path, head: Actor
) -> None:
    message(tmp_path, 1)
    then = later(86400 * 91)
    act = carried_out(tmp_path, then, head)
    assert (act.approved_by_id, act.approved_at, act.finished_at) == (head.account, then.wall, then.wall)
    assert [(each.title, each.count) for each in act.told] == [("Аудіозаписи голосових повідомлень", 1)]
    assert RetentionAct.propose(then) is None
    assert not carry_out_slice(then)
    assert not finish(tmp_path, now=then)
    assert RetentionAct.latest() == [act]


def test_what_is_held_after_the_approval_stays(tmp_path: Path, head: Actor) -> None:
    disputed, other = message(tmp_path, 1), message(tmp_path, 2)
    then = later(86400 * 91)
    act = RetentionAct.propose(then)
    assert act is not None
    RetentionAct.approve(act.id, act.mark, by=head, now=then)
    hold = RetentionHold.place("recording", disputed, "спір", by=head, now=then)
    while carry_out_slice(then):
        pass
    assert finish(tmp_path, now=then)
    assert [path.name for path in tmp_path.glob("*.wav")] == [f"{1:032x}-1.wav"]
    assert [each.count for each in RetentionAct.numbered(act.id).told] == [1]
    assert RetentionAct.propose(then) is None
    RetentionHold.lift(hold, by=head, now=then)
    again = RetentionAct.propose(then)
    assert again is not None
    assert again.rows("recording") == [disputed]
    assert other not in again.rows("recording")


def test_a_hold_on_a_card_holds_its_recording(tmp_path: Path, head: Actor) -> None:
    voice = message(tmp_path, 1)
    RetentionHold.place("card", behind(voice, "law", later(60)), "суд", by=head, now=NOW)
    assert RetentionAct.propose(IN_SEVEN_YEARS) is not None
    act = RetentionAct.open()
    assert act is not None
    assert not {"card", "law_recording", "recording"} & {each.kind for each in act.told}
    with pytest.raises(BadHold):
        RetentionHold.place("card", 999, "суд", by=head, now=NOW)


def test_an_act_is_carried_out_in_slices_and_goes_on_after_a_power_cut(
    tmp_path: Path, head: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention_acts, "SLICE", 2)
    for number in range(1, 6):
        message(tmp_path, number)
    then = later(86400 * 91)
    act = RetentionAct.propose(then)
    assert act is not None
    RetentionAct.approve(act.id, act.mark, by=head, now=then)
    assert carry_out_slice(then)
    assert not finish(tmp_path, now=then), "three rows are left"
    assert len(list(tmp_path.glob("*.wav"))) == 3
    while carry_out_slice(then):
        pass
    assert finish(tmp_path, now=then)
    assert RetentionItem.select().where(RetentionItem.gone_at.is_null()).count() == 0


def test_a_file_that_cannot_be_deleted_keeps_the_act_open(tmp_path: Path, head: Actor) -> None:
    message(tmp_path, 1)
    path = next(tmp_path.glob("*.wav"))
    path.unlink()
    path.mkdir()
    then = later(86400 * 91)
    act = RetentionAct.propose(then)
    assert act is not None
    RetentionAct.approve(act.id, act.mark, by=head, now=then)
    while carry_out_slice(then):
        pass
    assert not finish(tmp_path, now=then)
    path.rmdir()
    assert finish(tmp_path, now=then)


def test_an_act_that_changed_since_it_was_read_is_not_approved(tmp_path: Path, head: Actor) -> None:
    message(tmp_path, 1)
    then = later(86400 * 91)
    seen = RetentionAct.propose(then)
    assert seen is not None
    message(tmp_path, 2)
    now_listed = RetentionAct.propose(then)
    assert now_listed is not None
    with pytest.raises((ActChanged, NoSuchAct)):
        RetentionAct.approve(seen.id, seen.mark, by=head, now=then)
    RetentionAct.drop(now_listed.id, by=head, now=then)
    with pytest.raises(NoSuchAct):
        RetentionAct.approve(now_listed.id, now_listed.mark, by=head, now=then)


def test_the_office_changes_a_term(tmp_path: Path, head: Actor) -> None:
    message(tmp_path, 1)
    RetentionTerm.change(Kept.RECORDING, 30, by=head, now=NOW)
    assert RetentionAct.propose(later(86400 * 31)) is not None
    RetentionTerm.change(Kept.RECORDING, 60, by=head, now=NOW)
    assert RetentionAct.propose(later(86400 * 31)) is None
    for bad in (0, 6, 99999):
        with pytest.raises(BadTerm):
            RetentionTerm.change(Kept.RECORDING, bad, by=head, now=NOW)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_has_a_query_that_runs(kind: Kind) -> None:
    assert kind.table.select(kind.key).where(kind.due(NOW.wall)).count() >= 0


def test_a_message_beside_which_nobody_wrote_is_not_among_the_notes_that_are_over(tmp_path: Path, head: Actor) -> None:
    plain, noted, emptied = (message(tmp_path, number) for number in (1, 2, 3))
    for number in (noted, emptied):
        MessageNote.put(number, 0, f"{CANARY} просить передзвонити", by=head, now=NOW)
    MessageNote.put(emptied, 1, "", by=head, now=NOW)
    assert plain
    act = RetentionAct.propose(IN_SEVEN_YEARS)
    assert act is not None
    assert act.rows("voice_message") == [noted]
    done = carried_out(tmp_path, IN_SEVEN_YEARS, head)
    assert {each.kind: each.count for each in done.told}["voice_message"] == 1
    assert MessageNote.get_by_id(noted).text == ""
    assert RetentionAct.propose(IN_SEVEN_YEARS) is None
