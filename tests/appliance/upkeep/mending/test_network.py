"""Networks that come and go, and those that carry no voice (reliability §A row 6)."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.contracts import LineState, Trouble
from appliance.lines.registration import Registration, Service, registration, service
from tests.appliance.lines.calls import next_call_is_answered
from tests.appliance.upkeep.mending.test_hangs import alarms
from tests.fakes.box import FAMILIES, Box, with_box

LTE = ("quectel_ec25", "sim7600")


def states(box: Box) -> list[tuple[str, bool]]:
    return [(kind, stands) for kind, _, stands in alarms(box)]


@pytest.mark.parametrize("family", LTE)
def test_lte_without_voice_is_told_within_a_minute_and_comes_back_by_itself(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        box.modem.network.volte = False
        box.modem.faults.registration = "lte_only"
        await asyncio.sleep(60.0)
        status = box.line().status
        assert (status.state, status.trouble) == (LineState.DOWN, Trouble.NO_VOICE)
        assert "без голосу" in status.reason
        assert states(box) == [(AlarmKind.NO_VOICE, True)]
        box.modem.faults.registration = "home"
        await asyncio.sleep(30.0)
        assert box.line().status.state is LineState.IDLE
        assert states(box) == [(AlarmKind.NO_VOICE, False)]
        await next_call_is_answered(box)

    with_box(test, tmp_path, family)


@pytest.mark.parametrize("family", LTE)
def test_a_modem_that_goes_fifty_times_between_networks_answers_after_it(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        box.modem.network.volte = False
        for turn in range(50):
            box.modem.faults.registration = ("lte_only", "home", "searching", "roaming", "denied")[turn % 5]
            await asyncio.sleep(7.0)
        box.modem.faults.registration = "home"
        await box.until_line(LineState.IDLE, within_s=60.0)
        await next_call_is_answered(box)

    with_box(test, tmp_path, family)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_network_that_is_gone_for_a_minute_is_an_alarm_until_it_is_back(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        box.modem.faults.registration = "searching"
        await asyncio.sleep(50.0)
        assert alarms(box) == []
        await asyncio.sleep(35.0)
        assert alarms(box) == [(AlarmKind.LINE_DOWN, "Модем не бачить мережі оператора.", True)]
        box.modem.faults.registration = "home"
        await asyncio.sleep(30.0)
        assert states(box) == [(AlarmKind.LINE_DOWN, False)]

    with_box(test, tmp_path, family)


@pytest.mark.parametrize(
    ("circuit", "packet", "volte", "what"),
    [
        (1, 0, None, Service.VOICE),
        (5, 5, False, Service.VOICE),
        (9, 1, None, Service.VOICE),
        (0, 1, True, Service.VOICE),
        (0, 1, False, Service.NO_VOICE),
        (0, 1, None, Service.NO_VOICE),
        (6, 1, False, Service.NO_VOICE),
        (6, 0, None, Service.NONE),
        (8, 0, None, Service.NONE),
        (2, 2, None, Service.NONE),
        (3, 3, True, Service.NONE),
    ],
)
def test_what_two_registrations_are_good_for(circuit: int, packet: int, volte: bool | None, what: Service) -> None:
    assert service(Registration(2, circuit), Registration(2, packet), voice_over_lte=volte) is what


@pytest.mark.parametrize(
    ("lines", "read"),
    [
        (("+CREG: 2,1",), Registration(2, 1)),
        (('+CREG: 2,5,"1A2B","00C3D4E5",7',), Registration(2, 5)),
        (("+CREG: 0,0",), Registration(0, 0)),
        (("+CREG: 1",), Registration()),
        (("+CREG: x,y",), Registration()),
        ((), Registration()),
    ],
)
def test_an_answer_about_registration_is_read(lines: tuple[str, ...], read: Registration) -> None:
    assert registration(lines) == read
