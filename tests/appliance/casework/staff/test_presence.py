"""Who can be rung, in which order, and what changes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import NOBODY_READY_TEXT, Alarm
from appliance.casework.entrance.accounts import BOX, Account, Actor, Origin, Role
from appliance.casework.staff.operators import NoSuchOperator, Operator
from appliance.casework.staff.presence import (
    MISSED_RING,
    REASON_MAX,
    STATE_NAMES,
    Presence,
    Readiness,
    Standing,
)
from appliance.clock import Moment
from appliance.contracts.office import PresenceState
from tests.appliance.casework.register import NOW, later, opened, operator

__all__ = ["opened"]

BY = Actor(Origin.COMMAND)
AWAY = (PresenceState.BREAK, PresenceState.LUNCH, PresenceState.OFF)


def says(number: int, state: PresenceState = PresenceState.READY, at: Moment = NOW, reason: str = "") -> bool:
    return Presence.change(number, state, by=BY, now=at, reason=reason)


def ready(at: Moment = NOW) -> list[int]:
    return [member.operator for member in Presence.readiness(at).ready]


def standing(at: Moment = NOW) -> Standing:
    [found] = Presence.roll_call(at)
    return found


def test_a_new_operator_is_off_until_he_says_otherwise() -> None:
    operator()
    assert (standing().state, standing().since) == (PresenceState.OFF, None)
    assert Presence.readiness(NOW) == Readiness((), None)
    assert Presence.readiness(NOW).nobody


def test_presence_is_a_row_with_who_when_and_why() -> None:
    number = operator()
    by = Actor(Origin.PHONE, Account.add("Голова", Role.HEAD, now=NOW))
    assert Presence.change(number, PresenceState.BREAK, by=by, now=replace(NOW, trusted=False), reason="нарада")
    row = Presence.get()
    assert (row.state, row.reason, row.origin) == ("break", "нарада", "phone")
    assert row.account is not None
    assert row.account.id == by.account
    assert (row.since, row.clock_trusted) == (NOW.wall, False)
    assert standing(later(99999)).state is PresenceState.BREAK


def test_the_same_said_again_is_no_change_and_costs_nobody_his_place() -> None:
    olena, maria = operator("Олена", "201"), operator("Марія", "202")
    assert says(olena)
    assert says(maria)
    assert not says(olena)
    assert Presence.select().count() == 2
    assert ready() == [olena, maria]
    assert says(olena, PresenceState.BREAK, reason="нарада")
    assert says(olena, PresenceState.BREAK, reason="тривога")


@pytest.mark.parametrize("state", AWAY)
def test_who_is_away_is_not_rung(state: PresenceState) -> None:
    number = operator()
    says(number)
    says(number, state)
    assert ready() == []
    assert Presence.readiness(NOW).nobody


def test_among_equals_the_longest_idle_is_rung_first() -> None:
    olena, maria, ivan = (operator(name, "201") for name in ("Олена", "Марія", "Іван"))
    for number in (olena, maria, ivan):
        says(number)
    assert ready() == [olena, maria, ivan]
    Presence.after_call(olena, now=later(100))
    assert ready(later(101)) == [maria, ivan]
    assert ready(later(131)) == [maria, ivan, olena]


def test_the_longest_idle_is_told_without_the_wall_clock() -> None:
    olena, maria = operator("Олена", "201"), operator("Марія", "202")
    says(olena)
    says(maria, at=replace(NOW, wall=NOW.wall - timedelta(days=3650), monotonic_s=1001.0))
    assert ready() == [olena, maria]


def test_a_higher_priority_is_rung_before_the_longest_idle() -> None:
    helper, clerk = operator("Голова", "201", priority=2), operator("Олена", "202", priority=1)
    says(helper)
    says(clerk)
    Presence.after_call(clerk, now=NOW, lasts_s=0)
    assert ready() == [clerk, helper]


def test_work_after_a_call_ends_by_itself() -> None:
    number = operator()
    says(number)
    assert Presence.after_call(number, now=later(60))
    assert standing(later(61)).state is PresenceState.AFTER_CALL
    assert standing(later(61)).left_s == 29.0
    assert Presence.readiness(later(89.9)).ready == ()
    done = standing(later(90))
    assert (done.state, done.since, done.left_s) == (PresenceState.READY, later(90).wall, None)
    assert Presence.select().count() == 2, "no job and no row ends it"


def test_somebody_who_writes_after_a_call_is_not_nobody() -> None:
    olena, maria = operator("Олена", "201"), operator("Марія", "202")
    for number, lasts_s in ((olena, 40), (maria, 20)):
        says(number)
        Presence.after_call(number, now=NOW, lasts_s=lasts_s)
    readiness = Presence.readiness(later(5))
    assert (readiness.ready, readiness.next_in_s, readiness.nobody) == ((), 15.0, False)


def test_a_clock_that_jumps_neither_shortens_nor_prolongs_the_work_after_a_call() -> None:
    number = operator()
    says(number)
    Presence.after_call(number, now=NOW)
    for jump in (timedelta(days=-400), timedelta(days=400)):
        during = replace(later(10), wall=NOW.wall + jump)
        assert standing(during).state is PresenceState.AFTER_CALL
        assert standing(replace(during, monotonic_s=1030.0)).state is PresenceState.READY


def test_after_a_restart_of_the_machine_the_work_after_a_call_is_over() -> None:
    number = operator()
    says(number)
    Presence.after_call(number, now=NOW)
    assert standing(replace(NOW, boot_id="boot-2", monotonic_s=5.0)).state is PresenceState.READY


def test_who_comes_back_early_from_the_work_after_a_call_is_ready_at_once() -> None:
    number = operator()
    says(number)
    Presence.after_call(number, now=NOW)
    assert says(number, at=later(3))
    assert ready(later(3)) == [number]


@pytest.mark.parametrize("state", AWAY)
def test_who_goes_away_during_a_talk_or_a_ring_stays_away_after_it(state: PresenceState) -> None:
    number = operator()
    says(number)
    says(number, state, reason="нарада")
    assert not Presence.after_call(number, now=NOW)
    assert not Presence.missed_ring(number, now=NOW)
    assert (standing(later(31)).state, standing().reason) == (state, "нарада")


def test_a_missed_ring_pauses_until_the_operator_comes_back_himself() -> None:
    number = operator()
    says(number)
    assert Presence.missed_ring(number, now=later(20))
    paused = standing(later(3600))
    assert (paused.state, paused.reason, paused.since) == (PresenceState.BREAK, MISSED_RING, later(20).wall)
    assert Presence.select().order_by(Presence.id.desc()).get().origin == BOX.origin
    assert not Presence.missed_ring(number, now=later(21)), "told twice, paused once"
    assert Presence.select().count() == 2
    assert says(number, at=later(3600))
    assert ready(later(3600)) == [number]


def test_who_becomes_ready_ends_the_alarm_that_nobody_is() -> None:
    number = operator()
    Alarm.raise_alarm(AlarmKind.NOBODY_READY, NOBODY_READY_TEXT, now=NOW)
    says(number, PresenceState.LUNCH)
    assert [alarm.cleared_at for alarm in Alarm.standing()] == [None]
    says(number, at=later(60))
    assert [alarm.cleared_at for alarm in Alarm.standing()] == [later(60).wall]


def test_who_has_left_is_neither_rung_nor_changed() -> None:
    number = operator()
    says(number)
    Operator.remove(number, now=NOW)
    assert Presence.readiness(NOW).nobody
    for verb in (Presence.missed_ring, Presence.after_call):
        with pytest.raises(NoSuchOperator):
            verb(number, now=NOW)
    with pytest.raises(NoSuchOperator):
        says(number)


def test_a_reason_of_any_length_is_kept_to_what_a_screen_shows() -> None:
    says(operator(), PresenceState.BREAK, reason="х" * 999)
    assert len(standing().reason) == REASON_MAX


def test_every_state_has_a_ukrainian_name() -> None:
    assert set(STATE_NAMES) == set(PresenceState)
