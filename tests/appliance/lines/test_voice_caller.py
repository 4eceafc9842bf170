"""Ringing on a landline: who calls, as far as the exchange tells, and callers who do not wait."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.contracts import CallEnded, EndedBy, LineState
from tests.appliance.lines.voice_calls import FAMILIES, HELLO, VoiceBox, with_voice_box
from tests.fakes.voice_modem import VoiceFaults


@pytest.mark.parametrize(
    ("number", "identified", "told"),
    [
        ("0671112244", "formatted", "0671112244"),
        ("0671112244", "without blanks", "0671112244"),
        ("0671112244", "number only", "0671112244"),
        ("0671112244", "bad date", "0671112244"),
        ("", "formatted", ""),
        (None, "formatted", None),
        ("0671112244", "without a number", None),
        ("0671112244", "none", None),
    ],
)
@pytest.mark.parametrize("family", FAMILIES)
def test_the_number_is_what_the_modem_prints_and_its_absence_holds_nobody_up(
    tmp_path: Path, family: str, number: str | None, identified: str, told: str | None
) -> None:
    async def test(box: VoiceBox) -> None:
        rang = box.clock.monotonic()
        box.modem.ring(number, identified=identified)
        leg = await box.next_leg()
        assert leg.rang.monotonic_s == pytest.approx(rang, abs=0.1)
        assert await leg.caller() == told
        waited = box.clock.monotonic() - rang
        assert waited <= 5.2
        await leg.answer()
        assert leg.ended is None

    with_voice_box(test, tmp_path, family)


def test_a_number_that_comes_before_the_first_ring_is_this_callers(tmp_path: Path) -> None:
    async def test(box: VoiceBox) -> None:
        box.modem.urc("DATE = 1121", "NMBR = 0509998877")
        await asyncio.sleep(1.0)
        box.modem.ring(identified="none")
        assert await (await box.next_leg()).caller() == "0509998877"

    with_voice_box(test, tmp_path)


def test_a_number_left_over_from_an_hour_ago_is_nobodys(tmp_path: Path) -> None:
    async def test(box: VoiceBox) -> None:
        box.modem.urc("NMBR = 0509998877")
        await asyncio.sleep(60.0)
        box.modem.ring(identified="none")
        assert await (await box.next_leg()).caller() is None

    with_voice_box(test, tmp_path)


def test_a_modem_that_needs_a_power_cycle_to_tell_numbers_still_answers(tmp_path: Path) -> None:
    async def test(box: VoiceBox) -> None:
        caller, call = await box.answered()
        await call.play(HELLO)
        await caller.wait_for(HELLO.pcm, 3.0)

    with_voice_box(test, tmp_path, faults=VoiceFaults(caller_id_dead=True))


def test_who_rings_off_is_gone_when_the_next_ring_does_not_come(tmp_path: Path) -> None:
    async def test(box: VoiceBox) -> None:
        caller = box.modem.ring(give_up_after_s=11.0)
        leg = await box.next_leg()
        assert await leg.wait_ended() is EndedBy.CALLER
        assert caller.ended_at is not None
        assert box.clock.monotonic() - caller.ended_at <= 7.0
        await box.until(LineState.IDLE, 1.0)
        with pytest.raises(CallEnded):
            await leg.answer()
        assert box.modem.line.hook_is_off is False

    with_voice_box(test, tmp_path)


def test_one_ringing_is_one_call_however_often_the_bell_rings(tmp_path: Path) -> None:
    async def test(box: VoiceBox) -> None:
        box.modem.ring()
        await box.next_leg()
        with pytest.raises(TimeoutError):
            await box.next_leg(within_s=30.0)
        assert box.line.status.state is LineState.RINGING

    with_voice_box(test, tmp_path)


def test_a_call_that_the_box_will_not_take_goes_on_ringing_and_is_no_new_one(tmp_path: Path) -> None:
    async def test(box: VoiceBox) -> None:
        box.modem.ring(give_up_after_s=23.0)
        leg = await box.next_leg()
        await leg.hang_up()
        with pytest.raises(TimeoutError):
            await box.next_leg(within_s=40.0)
        box.modem.ring()
        await box.next_leg()

    with_voice_box(test, tmp_path)


@pytest.mark.parametrize("ring", ["RING", "code"])
def test_a_ring_is_a_ring_in_words_and_as_an_event(tmp_path: Path, ring: str) -> None:
    async def test(box: VoiceBox) -> None:
        if ring == "code":
            box.modem.code("R")
        else:
            box.modem.urc(ring)
        await box.next_leg()

    with_voice_box(test, tmp_path)


def test_a_second_caller_finds_the_line_engaged(tmp_path: Path) -> None:
    async def test(box: VoiceBox) -> None:
        caller, call = await box.answered()
        box.modem.second_call()
        await call.play(HELLO)
        assert [away.reason for away in box.modem.turned_away] == ["busy"]
        assert caller.ended_at is None

    with_voice_box(test, tmp_path)
