"""The self-test as a whole: it always ends in time, with a report."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.casework.box.self_tests import Finding, Outcome
from appliance.clock import SystemClock
from appliance.contracts import LineFault, LineState, LineStatus
from appliance.contracts.self_test import LineCheck, Overheard, SoundState
from appliance.settings import BoxSettings, CallSettings, ConsoleSettings, Settings
from appliance.upkeep.jobs import Jobs
from appliance.upkeep.self_test.bench import Bench, Say
from appliance.upkeep.self_test.found import found
from appliance.upkeep.self_test.run import WHOLE_S, run_checks
from appliance.upkeep.self_test.told import LINE_S, LinesTold
from tests.fakes.virtual_time import START, run_virtually

BENCH = Bench(
    Settings(BoxSettings(), CallSettings(), ConsoleSettings(), ()),
    SystemClock().now(),
)


@dataclass
class Made:
    """A check made for a test."""

    does: Callable[[], Finding]
    NAME: str = "made"
    TITLE: str = "Зроблено"
    LIMIT_S: float = WHOLE_S

    def look(self, _bench: Bench) -> Iterator[Finding]:
        yield self.does()


def good() -> Finding:
    return Say("good", "Добре").ok("Гаразд.")


def test_a_check_that_raises_is_a_failure_and_keeps_no_other_waiting() -> None:
    def falls() -> Finding:
        raise ZeroDivisionError("поділено на нуль")

    report = run_checks(BENCH, [Made(falls), Made(good)])
    assert [each.outcome for each in report] == [Outcome.FAILED, Outcome.OK]
    assert "поділено на нуль" in report[0].says


def test_a_check_that_hangs_is_a_failure_after_its_limit() -> None:
    release, ended = threading.Event(), threading.Event()

    def hangs() -> Finding:
        release.wait(60)
        ended.set()
        return good()

    report = run_checks(BENCH, [Made(hangs, LIMIT_S=0.2), Made(good)])
    assert not ended.is_set(), "it was not waited for"
    release.set()
    assert [each.outcome for each in report] == [Outcome.FAILED, Outcome.OK]
    assert "Не відповіло" in report[0].says


def test_the_whole_ends_in_its_time_however_many_hang() -> None:
    release = threading.Event()

    def hangs() -> Finding:
        release.wait(60)
        return good()

    report = run_checks(BENCH, [Made(hangs, LIMIT_S=50)] * 20, whole_s=0.3)
    release.set()
    assert len(report) == 20


def test_a_check_that_was_cut_short_by_the_whole_has_found_nothing() -> None:
    """The daemon took the time that was the check's: that is no fault of what is checked."""
    release = threading.Event()

    def hangs() -> Finding:
        release.wait(60)
        return good()

    # The limit of the second was over long ago, however slowly both begin.
    cut, own = run_checks(BENCH, [Made(hangs, LIMIT_S=50), Made(hangs, LIMIT_S=-50)], whole_s=0.3)
    release.set()
    assert (cut.outcome, own.outcome) == (Outcome.SKIPPED, Outcome.FAILED)
    assert "Не встигли" in cut.says


def test_every_check_is_found_says_what_it_is_and_fits_into_the_whole() -> None:
    checks = found()
    assert len({check.NAME for check in checks}) == len(checks) >= 12
    assert all(check.TITLE and 0 < check.LIMIT_S < WHOLE_S for check in checks)


@dataclass
class SomeLine:
    """A line, and what it says of itself."""

    answers: Callable[[], LineCheck]
    slow_s: float = 0.0
    name: str = "sim1"

    @property
    def status(self) -> LineStatus:
        return LineStatus(self.name, LineState.IDLE, "", "KYIVSTAR", -77)

    async def self_test(self) -> LineCheck:
        await asyncio.sleep(self.slow_s)
        return self.answers()

    def overheard(self) -> tuple[Overheard, ...]:
        return (Overheard(START, ">", "AT"),)


def told_of(line: object, *healths: object) -> LinesTold:
    return LinesTold([line], healths, Jobs(Path("none.toml")))  # type: ignore[list-item]


def asked(line: object, *healths: object) -> dict[str, Any]:
    [told] = run_virtually(lambda: told_of(line, *healths).asked())
    return told


def test_what_a_line_says_of_itself_stands_beside_its_status() -> None:
    line = SomeLine(lambda: LineCheck("sim1", answers=True, sound=SoundState.HELD, imei="1"))
    told = asked(line, line)
    assert (told["state"], told["operator"], told["signal_dbm"]) == ("idle", "KYIVSTAR", -77)
    assert (told["answers"], told["sound"], told["imei"]) == (True, "held", "1")


def test_a_line_that_does_not_come_to_an_end_is_one_that_does_not_answer() -> None:
    line = SomeLine(lambda: LineCheck("sim1"), slow_s=LINE_S + 1)
    assert asked(line, line)["answers"] is False


def test_a_line_that_raises_is_one_that_does_not_answer_and_why() -> None:
    def lost() -> LineCheck:
        raise LineFault("Порт модема зник.")

    line = SomeLine(lost)
    told = asked(line, line)
    assert (told["answers"], told["says"]) == (False, "Порт модема зник.")


def test_a_line_that_cannot_be_asked_is_judged_by_its_status() -> None:
    told = asked(SomeLine(lambda: LineCheck("sim1")))
    assert (told["answers"], told["state"]) == (None, "idle")


def test_what_a_line_remembers_of_its_wire_is_told() -> None:
    line = SomeLine(lambda: LineCheck("sim1"))
    log = told_of(line, line).modem_log({})["lines"]
    assert log == {"sim1": [["2026-11-23T08:00:00+00:00", ">", "AT"]]}


def test_a_report_is_made_by_another_process_in_the_name_of_who_asked() -> None:
    begun: list[tuple[str, ...]] = []

    class Begun(Jobs):
        def start(self, command: Sequence[str]) -> None:
            begun.append(tuple(command))

    told = LinesTold([], [], Begun(Path("none.toml")))
    for request in ({}, {"account": 7}, {"account": "--wrong"}):
        told.run(request)
    assert begun == [("selftest",), ("selftest", "--account=7"), ("selftest",)]
