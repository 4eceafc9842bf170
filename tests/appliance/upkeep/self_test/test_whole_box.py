"""The self-test over a whole box: the real daemon, a modem on a pty, the real checks."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.incidents import Incident
from appliance.casework.box.self_tests import Finding, Outcome, SelfTest
from appliance.casework.database import reading
from appliance.casework.entrance.accounts import BOX
from appliance.casework.row import bind
from appliance.upkeep.self_test.bench import Bench
from appliance.upkeep.self_test.found import found
from appliance.upkeep.self_test.run import run_checks
from tests.fakes.box import FAMILIES, Box, with_box
from tests.fakes.modem import Faults


async def report_of(box: Box) -> dict[str, Finding]:
    """What the self-test finds; it is kept as its command does."""
    told = await box.daemon.lines_told.asked()
    bench = Bench(box.settings, box.clock.now(), {"lines": told})
    findings = await asyncio.to_thread(run_checks, bench, found())
    await asyncio.to_thread(_keep, box, findings)
    return {each.name: each for each in findings}


def _keep(box: Box, findings: list[Finding]) -> None:
    with bind(box.settings.database).connection_context():
        SelfTest.keep(findings, took_s=1.0, by=BOX, began=box.clock.now())


@pytest.mark.row("J4")
@pytest.mark.parametrize("family", FAMILIES)
def test_a_box_on_its_modem_tests_itself_within_its_time(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        report = await report_of(box)
        assert report["lines:gsm1"].outcome is Outcome.OK, report["lines:gsm1"].says
        assert "IMEI" in report["lines:gsm1"].says
        assert {report[name].outcome for name in ("database", "disk", "clock", "audio:gsm1")} <= {
            Outcome.OK,
            Outcome.WARNING,
        }
        assert report["speech"].outcome is Outcome.FAILED, "no speech unit runs beside this box"

    with_box(test, tmp_path, family)


@pytest.mark.row("J1")
def test_a_modem_tells_its_model_and_that_it_is_a_guest_in_another_network(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        [told] = await box.daemon.lines_told.asked()
        assert (told["model"], told["roaming"]) == ("E1550", False)
        box.modem.faults.registration = "roaming"
        await asyncio.sleep(5)
        [told] = await box.daemon.lines_told.asked()
        assert (told["registered"], told["roaming"]) == (True, True)

    with_box(test, tmp_path)


@pytest.mark.row("J5")
def test_what_the_self_test_finds_is_an_alarm_and_an_incident_until_it_is_mended(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        await report_of(box)
        await asyncio.sleep(40)
        with reading(box.settings.database):
            about = {alarm.about for alarm in Alarm.standing() if alarm.kind == AlarmKind.SELF_TEST_FAILED}
            kinds = [incident.kind for incident in Incident.standing()]
        assert {"speech", "menu", "backup"} <= about
        assert kinds.count("self_test") == len(about)

    with_box(test, tmp_path)


@pytest.mark.row("J1")
def test_a_modem_that_falls_silent_is_found_and_the_outage_is_on_record(tmp_path: Path) -> None:
    faults = Faults()

    async def test(box: Box) -> None:
        box.modem.faults.interpreter_dead = True
        await asyncio.sleep(60)
        report = await report_of(box)
        assert report["lines:gsm1"].outcome is Outcome.FAILED
        with reading(box.settings.database):
            assert [(each.kind, each.about) for each in Incident.standing() if each.deaf] == [("line_down", "gsm1")]

    with_box(test, tmp_path, faults=faults)


def test_the_log_of_the_wire_holds_no_telephone_number(tmp_path: Path) -> None:
    async def test(box: Box) -> None:
        caller = box.ring("+380671112244")
        await asyncio.sleep(20)
        await caller.hang_up()
        [lines] = box.daemon.lines_told.modem_log({})["lines"].values()
        text = "\n".join(line for _, _, line in lines)
        assert "+CLIP" in text and "+38067•••••44" in text
        assert "380671112244" not in text

    with_box(test, tmp_path)
