"""Rows of an untrusted clock get their true time once it is known (reliability §A row 8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.appeals.appeal_fields import AppealFields
from appliance.casework.appeals.appeal_sources import Source
from appliance.casework.box.incidents import Incident, IncidentKind
from appliance.casework.box.maintenance import Maintenance
from appliance.casework.contacts.callbacks import Callback, CallbackSource
from appliance.casework.contacts.calls import CallEnd, CallRecord, VoiceMessage, _columns
from appliance.casework.contacts.true_times import TABLES, set_right
from appliance.casework.entrance.accounts import BOX
from appliance.casework.journal import AuditEntry
from appliance.casework.nouns import nouns
from appliance.casework.row import Row, write
from appliance.casework.texts.messages import Message, moment_columns, number_columns
from appliance.clock import Moment
from appliance.contracts import CallResult, EndedBy
from appliance.numbers import parse
from tests.appliance.casework.register import CALLER, NOW, call, ended, later, opened

__all__ = ["opened"]

KNOWN = replace(NOW, monotonic_s=NOW.monotonic_s + 3600.0, wall=NOW.wall + timedelta(hours=1))
"""The clock has been set: an hour after `NOW`."""
WRONG = (datetime(1970, 1, 1, tzinfo=UTC), datetime(2000, 1, 1, tzinfo=UTC), NOW.wall - timedelta(hours=10))
AHEAD = NOW.wall + timedelta(days=3653)


def lied(wall: datetime, seconds: float = 0.0) -> Moment:
    """So many seconds after `NOW`, as a clock tells it that showed `wall` then."""
    return replace(later(seconds), wall=wall + timedelta(seconds=seconds), trusted=False)


def near(told: datetime, seconds: float) -> bool:
    return abs(told - later(seconds).wall) < timedelta(milliseconds=1)


@pytest.mark.row("J14")
@pytest.mark.parametrize("wall", [*WRONG, AHEAD])
def test_a_call_and_all_that_hangs_on_it_get_their_true_time(wall: datetime) -> None:
    start = call(at=lied(wall))
    CallRecord.begin(start)
    VoiceMessage.keep(
        start, uid=uuid4().hex, purpose="message", kept=lied(wall, 40), path="a.wav", duration_s=9.5, sound_s=7.0
    )
    Callback.ask(CALLER, CallbackSource.KEY, now=lied(wall, 50), call=start)
    end = CallEnd(lied(wall, 4).wall, lied(wall, 64).wall, 60.0, CallResult.SERVED, EndedBy.CALLER)
    CallRecord.finish(start, end)
    assert set_right(KNOWN).rows == 3
    [record] = CallRecord.latest(5)
    [message] = record.messages
    callback = Callback.get()
    assert near(record.rang_at, 0) and near(record.answered_at, 4) and near(record.ended_at, 64)
    assert near(message.kept_at, 40) and near(callback.asked_at, 50)
    assert record.clock_trusted and message.clock_trusted and callback.clock_trusted
    assert set_right(KNOWN).rows == 0


@pytest.mark.row("J14")
def test_of_a_thousand_rows_of_a_wrong_clock_none_is_out_of_order() -> None:
    calls, messages = [], []
    for each in range(500):
        at, then = lied(WRONG[each // 100 % 3], each * 2.0), lied(WRONG[each // 100 % 3], each * 2.0 + 1)
        calls.append(_columns(call(at=at)) | {"result": CallResult.MISSED, "ended_by": EndedBy.CALLER})
        fixed = {"uid": uuid4().hex, "direction": "out", "state": "queued", "text": "Так", "source": "a"}
        messages.append(fixed | number_columns(parse(CALLER, "")) | moment_columns(then))
    with write():
        CallRecord.insert_many(calls).execute()
        Message.insert_many(messages).execute()
    assert set_right(KNOWN).rows == 1000
    told = [(row.rang_at, row.id) for row in CallRecord.select().where(CallRecord.clock_trusted)]
    sent = [(row.created_at, row.id) for row in Message.select().where(Message.clock_trusted)]
    assert (len(told), len(sent)) == (500, 500)
    assert sorted(told) == sorted(told, key=lambda row: row[1])
    assert sorted(sent) == sorted(sent, key=lambda row: row[1])
    assert all(near(at, (number - 1) * 2.0) for at, number in told)
    assert not Message.select().where(~Message.changed_clock_trusted).exists()


def test_what_the_right_clock_wrote_in_the_middle_of_a_call_stays() -> None:
    start = call(at=lied(WRONG[0]))
    CallRecord.begin(start)
    CallRecord.finish(start, CallEnd(lied(WRONG[0], 4).wall, later(64).wall, 60.0, CallResult.SERVED, EndedBy.CALLER))
    set_right(KNOWN)
    [record] = CallRecord.latest(5)
    assert near(record.answered_at, 4) and near(record.ended_at, 64)


def test_a_living_call_waits_for_its_end_which_writes_its_beginning_once_more() -> None:
    start = call(at=lied(WRONG[0]))
    CallRecord.begin(start)
    assert (set_right(KNOWN).rows, set_right(KNOWN).living) == (0, 1)
    CallRecord.finish(start, CallEnd(None, lied(WRONG[0], 9).wall, 0.0, CallResult.MISSED, EndedBy.CALLER))
    assert (set_right(KNOWN).rows, set_right(KNOWN).living) == (1, 0)


def test_other_boots_and_trusted_rows_are_left_as_they_are() -> None:
    ended(CallResult.SERVED, at=replace(lied(WRONG[1]), boot_id="boot-0"))
    ended(CallResult.SERVED, at=NOW)
    before = list(CallRecord.select().order_by(CallRecord.id).dicts())
    assert set_right(KNOWN).rows == 0
    assert list(CallRecord.select().order_by(CallRecord.id).dicts()) == before
    assert not AuditEntry.select().exists()


def test_an_appeal_taken_from_a_call_came_when_the_call_did() -> None:
    start = ended(CallResult.SERVED, at=lied(WRONG[0]))
    card = Appeal.draft(Source.of_call(start.uid), AppealFields(), by=BOX, now=lied(WRONG[0], 600))
    set_right(KNOWN)
    found = Appeal.get_by_id(card)
    assert near(found.came_at, 0) and near(found.created_at, 600)
    assert found.came_clock_trusted and found.clock_trusted


def test_an_outage_over_a_start_of_the_machine_gets_its_end_and_its_length() -> None:
    before = replace(NOW, boot_id="boot-0")
    Incident.begin(IncidentKind.NO_POWER, "x", began=before, deaf=True)
    Incident.end(IncidentKind.NO_POWER, now=lied(WRONG[0], 600))
    set_right(KNOWN)
    row = Incident.get()
    assert near(row.ended_at, 600) and row.lasted_s == pytest.approx(600, abs=0.01)


def test_works_end_as_long_after_their_beginning_as_was_said() -> None:
    began = lied(WRONG[0])
    Maintenance.create(
        reason="x",
        began_at=began.wall,
        clock_trusted=False,
        boot_id=began.boot_id,
        began_monotonic_s=began.monotonic_s,
        until_at=began.wall + timedelta(hours=2),
    )
    set_right(KNOWN)
    row = Maintenance.get()
    assert near(row.began_at, 0) and near(row.until_at, 7200)


def test_the_journal_says_once_how_many_rows_and_by_how_much() -> None:
    for seconds in (0, 100):
        ended(CallResult.SERVED, at=lied(WRONG[0], seconds))
    set_right(KNOWN)
    [entry] = AuditEntry.select()
    assert (entry.verb, entry.subject, entry.subject_id, entry.clock_trusted) == ("set_right", "clock", "boot-1", True)
    assert entry.change == {"rows": {"дзвінки": 2}, "on": ["01.01.1970 03:00", "23.11.2026 10:00"]}


def tables() -> Iterator[type[Row]]:
    for noun in nouns():
        for named in vars(noun).values():
            if isinstance(named, type) and issubclass(named, Row) and named.__module__ == noun.__name__:
                yield named


def test_every_table_that_keeps_moment_boot_and_seconds_is_put_right() -> None:
    """An editor's notice of an open row and the counts of failed log-ins live by the seconds alone."""
    known = {timed.row.__name__ for timed in TABLES}
    keeping = {
        table.__name__
        for table in tables()
        if any(name.endswith("boot_id") for name in table._meta.fields)
        and any(name.endswith("monotonic_s") for name in table._meta.fields)
    }
    assert keeping - known == {"AppealEditor", "DraftEditor", "LoginFailures", "OpenRow"}
    assert known <= keeping


def test_a_register_of_the_box_is_never_half_put_right(opened: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = ended(CallResult.SERVED, at=lied(WRONG[0]))
    monkeypatch.setattr(AuditEntry, "record", lambda **_told: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        set_right(KNOWN)
    assert not CallRecord.get(CallRecord.uid == start.uid).clock_trusted
