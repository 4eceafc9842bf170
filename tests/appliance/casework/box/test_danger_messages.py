"""A message about a danger to life is an alarm as long as it waits, whichever way somebody dealt with it."""

from __future__ import annotations

from uuid import uuid4

import pytest

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.appeals.appeal_endings import AppealDiscard
from appliance.casework.appeals.appeal_fields import AppealFields
from appliance.casework.appeals.appeal_sources import Source
from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.danger_messages import PURPOSE, settle_dangers
from appliance.casework.contacts.calls import VoiceMessage
from appliance.casework.contacts.returns import HandledMessage
from appliance.casework.entrance.accounts import Account, Actor, Origin, Role
from appliance.contracts import CallResult
from tests.appliance.casework.register import NOW, ended, later, opened

__all__ = ["opened"]


def left(purpose: str = PURPOSE) -> int:
    start = ended(CallResult.SERVED)
    uid = uuid4().hex
    return VoiceMessage.keep(start, uid=uid, purpose=purpose, kept=NOW, path=uid, duration_s=3.0, sound_s=2.0)


def clerk() -> Actor:
    return Actor(Origin.CONSOLE, Account.add("Олена", Role.CLERK, now=NOW))


def open_dangers() -> list[str]:
    rows = Alarm.select().where(Alarm.kind == AlarmKind.DANGER_MESSAGE, Alarm.cleared_at.is_null())
    return [alarm.about for alarm in rows]


@pytest.mark.row("K2")
def test_a_card_made_of_it_ends_its_alarm_seen_by_who_made_it_and_a_discarded_one_brings_it_back() -> None:
    message, by = left(), clerk()
    settle_dangers(NOW)
    assert open_dangers() == [str(message)]
    card = Appeal.draft(Source.of_voice_message(message), AppealFields(), by=by, now=later(5))
    assert settle_dangers(later(9))
    assert open_dangers() == []
    [alarm] = Alarm.select()
    assert alarm.acknowledged_by is not None
    assert (alarm.acknowledged_by.id, alarm.acknowledged_at) == (by.account, later(5).wall)
    AppealDiscard.put(card, 1, "помилка", by=by, now=later(20))
    assert settle_dangers(later(30))
    assert open_dangers() == [str(message)]


@pytest.mark.row("K2")
def test_one_that_was_marked_by_a_slip_and_put_back_is_a_danger_again() -> None:
    message, by = left(), clerk()
    settle_dangers(NOW)
    HandledMessage.mark(message, by=by, now=later(5))
    assert settle_dangers(later(9))
    HandledMessage.reopen(message, by=by, now=later(20))
    assert settle_dangers(later(30))
    assert open_dangers() == [str(message)]
    assert Alarm.select().count() == 2, "danger is said each time"


def test_other_messages_are_no_danger_and_nothing_is_said_twice() -> None:
    left("message")
    assert not settle_dangers(NOW)
    left()
    assert settle_dangers(NOW)
    assert not settle_dangers(later(30))
