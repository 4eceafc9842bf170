"""A voice modem that is not there, not able, not answering, or pulled out: what is said, and that it comes back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.contracts import EndedBy, LineFault, LineState
from appliance.lines.ports import find_ports
from appliance.lines.voice_family import load_voice_family
from appliance.lines.voice_line import VoiceLine
from appliance.numbers import Allowed
from tests.appliance.lines.voice_calls import FAMILIES, HELLO, LONG, VOICE_MODEMS, VoiceBox, with_voice_box
from tests.fakes.virtual_time import VirtualClock, run_virtually
from tests.fakes.voice_modem import FakeVoiceModem, VoiceFaults


async def answers(box: VoiceBox) -> None:
    caller, call = await box.answered()
    await call.play(HELLO)
    await caller.wait_for(HELLO.pcm, 3.0)
    await call.close()
    await box.until(LineState.IDLE, 3.0)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("moment", ["idle", "ringing", "talking"])
def test_a_modem_that_is_pulled_out_and_put_back_answers_again(tmp_path: Path, family: str, moment: str) -> None:
    async def test(box: VoiceBox) -> None:
        if moment == "ringing":
            box.modem.ring()
            await box.next_leg()
        elif moment == "talking":
            _caller, call = await box.answered()
            playing = asyncio.ensure_future(call.play(LONG))
            await asyncio.sleep(1.0)
        box.modem.unplug()
        await box.until(LineState.DOWN, 2.0)
        assert "порт" in box.line.status.reason
        if moment == "talking":
            await asyncio.gather(playing, return_exceptions=True)
            await call.close()
        assert all(leg.ended is EndedBy.FAULT for leg in box.legs)
        with pytest.raises(LineFault):
            await box.line.place_call(Allowed("+380441112233"))
        box.modem.plug(after_s=20.0)
        await box.until(LineState.IDLE, 50.0)
        await answers(box)

    with_voice_box(test, tmp_path, family)


@pytest.mark.parametrize("state", ["AT+VTR", "AT+VTX", "AT+VRX"])
def test_a_modem_left_in_the_middle_of_a_stream_is_brought_back(tmp_path: Path, state: str) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        modem = FakeVoiceModem("conexant_cx93010", tmp_path)
        await modem.start()
        left = {"AT+VTR": "duplex", "AT+VTX": "transmit", "AT+VRX": "receive"}
        modem.interpreter.state = left[state]
        modem.interpreter.fclass = "8"
        modem.line.off_hook()
        port = str(tmp_path / "if00")
        line = VoiceLine(
            "landline",
            load_voice_family("conexant_cx93010", VOICE_MODEMS),
            find_ports=lambda: find_ports(port, port, {}),
            clock=VirtualClock(loop),
            on_status=lambda _status: None,
        )
        running = asyncio.ensure_future(line.run())
        await asyncio.sleep(4.0)
        assert line.status.state is LineState.IDLE
        assert modem.line.hook_is_off is False
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await modem.stop()

    run_virtually(main)


def test_a_modem_that_falls_silent_while_idle_is_opened_again_and_again_until_it_answers(tmp_path: Path) -> None:
    async def test(box: VoiceBox) -> None:
        box.modem.faults.interpreter_dead = True
        await box.until(LineState.DOWN, 20.0)
        assert "не відповів" in box.line.status.reason
        await asyncio.sleep(60.0)
        box.modem.faults.interpreter_dead = False
        await box.until(LineState.IDLE, 30.0)
        await answers(box)

    with_voice_box(test, tmp_path)


@pytest.mark.parametrize("command", ["AT+VLS=1", "AT+VSM", "AT+VTR", "AT+FCLASS=8"])
def test_a_modem_that_does_not_answer_when_a_call_comes_costs_this_call_only(tmp_path: Path, command: str) -> None:
    async def test(box: VoiceBox) -> None:
        box.modem.faults.mute.add(command)
        box.modem.ring(give_up_after_s=8.0)
        leg = await box.next_leg()
        with pytest.raises(LineFault):
            await leg.answer()
        await leg.hang_up()
        assert leg.ended is EndedBy.FAULT
        box.modem.faults.mute.clear()
        await asyncio.sleep(40.0)
        await box.until(LineState.IDLE, 30.0)
        while not box.line._incoming.empty():
            box.line._incoming.get_nowait()
        await answers(box)

    with_voice_box(test, tmp_path)


def test_a_modem_without_voice_is_named_as_such(tmp_path: Path) -> None:
    async def test(box: VoiceBox) -> None:
        box.modem.faults.data_only = True
        box.modem.reset(0.5)
        await asyncio.sleep(10.0)
        assert box.line.status.state is LineState.DOWN
        assert "не має голосового режиму" in box.line.status.reason

    with_voice_box(test, tmp_path)


def test_slow_answers_and_rubbish_between_lines_keep_no_call_from_being_taken(tmp_path: Path) -> None:
    faults = VoiceFaults(slow={"AT": 0.3}, garbage=b"\xff\xfe\r\n")
    with_voice_box(answers, tmp_path, faults=faults)


def test_commands_that_only_tune_the_modem_may_be_refused(tmp_path: Path) -> None:
    faults = VoiceFaults(refuse={"AT+VRA": "ERROR", "AT+VIT": "ERROR", "AT-SCID": "ERROR", "ATX4": "ERROR"})
    with_voice_box(answers, tmp_path, faults=faults)
