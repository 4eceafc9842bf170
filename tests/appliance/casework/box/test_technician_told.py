"""The technician is texted of what nobody sees to: once, not too often, not at night, and only by the one rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.maintenance import Maintenance, NewMaintenance
from appliance.casework.box.technical_alarms import OFFICE, technical
from appliance.casework.box.technician_told import TEXT_MAX, TechnicianTold, Telling, with_technicians
from appliance.casework.contacts.dialled import grounds
from appliance.casework.entrance.accounts import BOX
from appliance.casework.texts.message_states import MessageState
from appliance.casework.texts.messages import Message
from appliance.clock import Moment
from appliance.settings import SelfTestSettings
from tests.appliance.casework.register import NOW, later, opened

__all__ = ["opened"]

TECHNICIAN = "+380671230011"
TELLING = Telling((TECHNICIAN,))
NIGHT = replace(NOW, wall=NOW.wall.replace(hour=23))


def alarm(kind: AlarmKind = AlarmKind.DISK_FULL, *, now: Moment = NOW, about: str = "") -> int:
    raised = Alarm.raise_alarm(kind, "Вільно 12 МБ.", now=now, about=about)
    assert raised is not None
    return raised


def told(at: Moment, telling: Telling = TELLING, seen: dict[int, float] | None = None) -> int:
    return TechnicianTold.tell_due(telling, at, {} if seen is None else seen)


def test_an_alarm_that_stands_for_ten_minutes_is_told_once() -> None:
    alarm()
    assert [told(later(seconds)) for seconds in (599, 600, 615, 9000)] == [0, 1, 0, 0]
    [message] = Message.latest(5)
    assert (message.number, message.purpose) == (TECHNICIAN, "alarm")
    assert message.text == "Слухавка, 23.11 10:00. Диск заповнено. Вільно 12 МБ."


def test_what_somebody_has_seen_or_what_is_gone_is_not_told() -> None:
    Alarm.acknowledge(alarm(), by=BOX, now=later(30))
    alarm(about="b")
    Alarm.clear(AlarmKind.DISK_FULL, now=later(500), about="b")
    assert told(later(900)) == 0


@pytest.mark.parametrize("kind", sorted(OFFICE))
def test_what_is_the_offices_matter_is_never_told_to_a_technician(kind: AlarmKind) -> None:
    alarm(kind)
    assert not technical(kind)
    assert told(later(9000)) == 0


def test_an_unset_clock_delays_it_and_loses_nothing() -> None:
    unset = replace(NOW, trusted=False)
    seen: dict[int, float] = {}
    alarm(now=unset)
    assert told(later(10, unset), seen=seen) == 0
    jumped = replace(later(300, unset), wall=NOW.wall + timedelta(days=400))
    assert told(jumped, seen=seen) == 0
    assert told(replace(later(700), wall=jumped.wall), seen=seen) == 1


def test_at_night_it_waits_for_the_morning() -> None:
    alarm(now=NIGHT)
    assert told(later(3600, NIGHT)) == 0
    assert told(later(6.5 * 3600, NIGHT)) == 1


def test_danger_does_not_wait_for_the_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.casework.box.technical_alarms.OFFICE", frozenset())
    alarm(AlarmKind.RED_BUTTON, now=NIGHT)
    Maintenance.begin(NewMaintenance("ремонт", 7200, ""), by=BOX, now=NIGHT)
    assert told(later(700, NIGHT)) == 1


def test_during_maintenance_it_waits_for_the_end() -> None:
    alarm()
    Maintenance.begin(NewMaintenance("ремонт", 1800, ""), by=BOX, now=NOW)
    assert told(later(1700)) == 0
    assert told(later(1900)) == 1


def test_the_same_cause_is_told_three_times_a_day_at_most() -> None:
    sent = 0
    for minute in range(0, 600, 30):
        raised = later(minute * 60)
        number = alarm(AlarmKind.LINE_DOWN, now=raised, about="sim1")
        sent += told(later(700, raised))
        Alarm.clear(AlarmKind.LINE_DOWN, now=later(800, raised), about="sim1")
        Alarm.acknowledge(number, by=BOX, now=later(900, raised))
    assert sent == 3
    alarm(AlarmKind.LINE_DOWN, now=later(601 * 60), about="sim2")
    assert told(later(620 * 60)) == 1


def flaps(hours: float, seen: dict[int, float]) -> list[float]:
    """Let a line go for seven minutes of every ten; return the hours after which the technician is told."""
    sent = []
    for turn in range(int(hours * 6)):
        went = later(turn * 600)
        alarm(AlarmKind.LINE_DOWN, now=went, about="sim1")
        sent += [turn / 6] * (told(later(15, went), seen=seen) + told(later(400, went), seen=seen))
        Alarm.clear(AlarmKind.LINE_DOWN, now=later(420, went), about="sim1")
        told(later(430, went), seen=seen)
    return sent


def test_a_line_that_flaps_all_day_is_told_once_and_how_often_it_went() -> None:
    assert len(flaps(11.5, {})) == 1
    [message] = Message.latest(5)
    assert message.text == "Слухавка, 23.11 10:00. Лінія не працює (2 рази). Вільно 12 МБ."


def test_a_line_that_still_flaps_the_next_day_is_told_again_then() -> None:
    first, second = flaps(30, {})
    assert 24 <= second - first <= 25


def test_what_only_goes_on_is_not_told_again_the_next_day() -> None:
    alarm()
    assert [told(later(hours * 3600)) for hours in (1, 25, 30)] == [1, 0, 0]


def test_a_day_brings_no_more_than_its_cap_and_the_next_day_goes_on() -> None:
    for number in range(5):
        alarm(about=f"disk {number}")
    telling = replace(TELLING, a_day=2)
    assert told(later(700), telling) == 2
    assert told(later(7200), telling) == 0
    assert told(later(86400 + 800), telling) == 2


def test_what_was_told_by_a_clock_that_ran_ahead_uses_up_no_later_day() -> None:
    ahead = replace(NOW, wall=NOW.wall + timedelta(days=4000), trusted=False)
    telling = replace(TELLING, a_day=2)
    seen: dict[int, float] = {}
    for number in range(2):
        alarm(now=ahead, about=f"disk {number}")
    assert [told(later(seconds, ahead), telling, seen) for seconds in (0, 700)] == [0, 2]
    Alarm.update(cleared_at=NOW.wall).execute()
    next_boot = replace(NOW, boot_id="another", monotonic_s=10.0)
    alarm(now=next_boot, about="disk 0")
    seen = {}
    assert [told(later(seconds, next_boot), telling, seen) for seconds in (0, 700)] == [0, 1]


def test_each_technician_is_told_and_a_long_sentence_fits_three_sms() -> None:
    Alarm.raise_alarm(AlarmKind.LINE_DOWN, "ї" * 900 + "\x1b", now=NOW)
    assert told(later(700), replace(TELLING, technicians=(TECHNICIAN, "+380501230022"))) == 2
    assert {len(message.text) for message in Message.latest(5)} == {TEXT_MAX}


def test_the_one_rule_lets_an_alarm_go_to_a_technician_and_to_no_stranger() -> None:
    alarm()
    told(later(700), replace(TELLING, technicians=(TECHNICIAN, "+380501230022")))
    rule = with_technicians(grounds, [TECHNICIAN])
    claimed = Message.claim(["gsm1"], rule, later(701))
    assert claimed is not None and claimed.permit.e164 == TECHNICIAN
    assert Message.claim(["gsm1"], rule, later(702)) is None
    assert {message.state for message in Message.latest(5)} == {MessageState.SENDING, MessageState.REFUSED}


def test_a_box_that_cannot_text_tells_nobody() -> None:
    settings = SelfTestSettings(technicians=(TECHNICIAN,))
    assert Telling.by(settings, can_text=True).technicians == (TECHNICIAN,)
    alarm()
    assert told(later(900), Telling.by(settings, can_text=False)) == 0
