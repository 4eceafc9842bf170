"""Calls that the box places on a landline: how they are dialled, and every way they can end."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.contracts import CallEnded, EndedBy, LineFault, LineState
from appliance.numbers import Allowed
from tests.appliance.lines.voice_calls import FAMILIES, HELLO, VoiceBox, with_voice_box
from tests.fakes.voice_modem import VoiceFaults

PERMIT = Allowed("+380441112233")


def dialled(box: VoiceBox) -> list[str]:
    return [text for _at, text in box.modem.commands if text.startswith("ATD")]


@pytest.mark.parametrize("no_duplex", [False, True], ids=["duplex", "by turns"])
@pytest.mark.parametrize("result", ["VCON", "OK"])
@pytest.mark.parametrize("family", FAMILIES)
def test_a_call_that_is_picked_up_carries_sound_and_digits(
    tmp_path: Path, family: str, result: str, no_duplex: bool
) -> None:
    async def test(box: VoiceBox) -> None:
        callee = box.modem.callee("0441112233", after_s=3.0)
        leg = await box.line.place_call(PERMIT)
        assert not leg.incoming and not leg.waiting
        call = box.call(leg)
        await call.answer(on_taken=lambda: None)
        await call.play(HELLO)
        await callee.wait_for(HELLO.pcm, 3.0)
        await leg.send_digits("12*#")
        assert callee.keys_received == "12*#"
        await call.play(HELLO)
        await callee.wait_for(HELLO.pcm, 3.0)
        await callee.press("9")
        assert await call.read_digits(1) == "9"
        with pytest.raises(CallEnded):
            await call.hang_up()
        assert (callee.ended_by, leg.ended) == ("modem", EndedBy.BOX)
        await box.until(LineState.IDLE, 3.0)
        assert dialled(box) == ["ATDT0441112233"]

    with_voice_box(test, tmp_path, family, faults=VoiceFaults(dialled_result=result, no_duplex=no_duplex))


@pytest.mark.parametrize("outcome", ["busy", "no_answer", "rejects", "no_carrier"])
def test_a_call_that_comes_to_nothing_ends_and_frees_the_line(tmp_path: Path, outcome: str) -> None:
    async def test(box: VoiceBox) -> None:
        box.modem.callee(outcome=outcome, after_s=4.0)
        leg = await box.line.place_call(PERMIT)
        with pytest.raises(CallEnded) as ended:
            async with asyncio.timeout(12.0):
                await leg.answer()
        assert ended.value.by is EndedBy.CALLER
        await box.until(LineState.IDLE, 3.0)
        caller, call = await box.answered()
        await call.play(HELLO)
        await caller.wait_for(HELLO.pcm, 3.0)

    with_voice_box(test, tmp_path)


def test_a_line_without_a_dial_tone_is_a_fault_and_the_line_stays(tmp_path: Path) -> None:
    async def test(box: VoiceBox) -> None:
        leg = await box.line.place_call(PERMIT)
        with pytest.raises(CallEnded):
            await leg.answer()
        assert leg.ended is EndedBy.FAULT
        await box.until(LineState.IDLE, 3.0)

    with_voice_box(test, tmp_path, faults=VoiceFaults(no_dial_tone=True))


def test_a_call_can_be_given_up_while_it_is_dialled(tmp_path: Path) -> None:
    async def test(box: VoiceBox) -> None:
        box.modem.callee(outcome="answers", after_s=60.0)
        leg = await box.line.place_call(PERMIT)
        await asyncio.sleep(5.0)
        async with asyncio.timeout(1.0):
            await leg.hang_up()
        assert leg.ended is EndedBy.BOX
        await box.until(LineState.IDLE, 3.0)
        assert box.modem.line.hook_is_off is False
        await box.answered()

    with_voice_box(test, tmp_path)


def test_a_line_that_is_taken_places_no_call(tmp_path: Path) -> None:
    async def test(box: VoiceBox) -> None:
        assert box.line.leads_to(PERMIT)
        await box.answered()
        assert not box.line.leads_to(PERMIT)
        with pytest.raises(LineFault, match="зайнята"):
            await box.line.place_call(PERMIT)
        assert dialled(box) == []

    with_voice_box(test, tmp_path)


def test_an_old_exchange_is_dialled_with_pulses(tmp_path: Path) -> None:
    async def test(box: VoiceBox) -> None:
        modem = box.line._modem
        assert modem is not None
        modem.family = replace(modem.family, call=replace(modem.family.call, dialling="P"))
        box.modem.callee()
        leg = await box.line.place_call(PERMIT)
        await leg.answer()
        await leg.hang_up()
        assert dialled(box) == ["ATDP0441112233"]

    with_voice_box(test, tmp_path)
