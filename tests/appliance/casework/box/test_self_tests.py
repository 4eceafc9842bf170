"""Reports of self-tests, and the alarms that follow them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.self_tests import SAYS_MAX, Finding, Outcome, SelfTest
from appliance.casework.entrance.accounts import BOX
from tests.appliance.casework.register import NOW, later, opened

__all__ = ["opened"]


def found(outcome: Outcome, name: str = "disk", says: str = "Вільно 3 ГБ.") -> Finding:
    return Finding(name, "Диск", outcome, says)


def keep(*findings: Finding, at_s: float = 0) -> int:
    return SelfTest.keep(findings, took_s=1.5, by=BOX, began=later(at_s))


def standing() -> list[str]:
    return [alarm.about for alarm in Alarm.standing() if alarm.kind == AlarmKind.SELF_TEST_FAILED]


def open_now() -> list[str]:
    return [alarm.about for alarm in Alarm.standing() if alarm.cleared_at is None]


def test_a_report_is_kept_whole() -> None:
    keep(found(Outcome.OK), found(Outcome.WARNING, "clock"), found(Outcome.FAILED, "audio"))
    report = SelfTest.newest()
    assert report is not None
    assert (report.failed, report.warned, report.took_s) == (1, 1, 1.5)
    assert [each.name for each in report.findings] == ["disk", "clock", "audio"]


def test_what_failed_is_an_alarm_until_a_good_run() -> None:
    keep(found(Outcome.FAILED))
    assert open_now() == ["disk"]
    keep(found(Outcome.FAILED), at_s=10)
    assert standing() == ["disk"]
    keep(found(Outcome.WARNING), at_s=20)
    assert open_now() == []


def test_what_was_skipped_is_not_taken_for_mended() -> None:
    keep(found(Outcome.FAILED))
    keep(found(Outcome.SKIPPED), at_s=10)
    assert open_now() == ["disk"]


def test_a_line_that_is_no_longer_there_keeps_no_alarm() -> None:
    keep(found(Outcome.FAILED, "lines:sim2"))
    keep(found(Outcome.OK, "lines:sim1"), at_s=10)
    assert open_now() == []


@pytest.mark.parametrize("unmeasured", [Outcome.FAILED, Outcome.SKIPPED])
def test_a_check_that_came_to_no_end_leaves_the_alarms_of_what_it_looks_at(unmeasured: Outcome) -> None:
    keep(found(Outcome.FAILED, "lines:sim1"), found(Outcome.OK, "lines:sim2"))
    first = [alarm.id for alarm in Alarm.standing()]
    keep(replace(found(unmeasured, "lines", "Не відповіло за 5 с."), measured=False), at_s=10)
    assert "lines:sim1" in open_now()
    assert ("lines" in open_now()) is (unmeasured is Outcome.FAILED)
    keep(found(Outcome.FAILED, "lines:sim1"), found(Outcome.OK, "lines:sim2"), at_s=20)
    assert open_now() == ["lines:sim1"]
    assert [alarm.times for alarm in Alarm.select().where(Alarm.id.in_(first))] == [1]


def test_a_check_that_is_no_longer_there_keeps_no_alarm() -> None:
    keep(found(Outcome.FAILED, "fax"), found(Outcome.FAILED, "fax:1"))
    keep(found(Outcome.OK, "disk"), at_s=10)
    assert open_now() == []


def test_a_sentence_of_any_length_can_be_kept() -> None:
    keep(found(Outcome.FAILED, says="я" * 5000))
    report = SelfTest.newest()
    assert report is not None
    assert len(report.findings[0].says) == SAYS_MAX


def test_the_newest_come_first_and_go_on_from_there() -> None:
    first, second = keep(found(Outcome.OK)), keep(found(Outcome.OK), at_s=10)
    assert [each.id for each in SelfTest.latest(5)] == [second, first]
    assert [each.id for each in SelfTest.latest(5, before=second)] == [first]
    assert NOW.wall == SelfTest.numbered(first).began_at
