"""How a call on a landline ends: every sign that a caller has gone, and what is none."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.contracts import CallEnded, EndedBy, LineState
from tests.appliance.lines.voice_calls import BEEP, FAMILIES, HELLO, LONG, VoiceBox, with_voice_box
from tests.fakes.voice_modem import VoiceFaults

each_way = pytest.mark.parametrize("no_duplex", [False, True], ids=["duplex", "by turns"])


async def over(box: VoiceBox, within_s: float = 10.0) -> EndedBy:
    """Return who ended the last call, once the line is free again."""
    async with asyncio.timeout(within_s):
        by = await box.legs[-1].wait_ended()
    await box.until(LineState.IDLE, 2.0)
    assert box.modem.line.hook_is_off is False
    return by


@each_way
@pytest.mark.parametrize(
    "gone",
    [
        {},
        {"lose_end_urc": True},
        {"after_hang_up": "dial"},
        {"after_hang_up": "dial", "lose_end_urc": True},
        {"after_hang_up": "nothing", "loop_break": True},
        {"after_hang_up": "nothing", "modem_ends_stream": True},
    ],
    ids=str,
)
def test_who_hangs_up_while_the_box_listens_frees_the_line_within_ten_seconds(
    tmp_path: Path, no_duplex: bool, gone: dict[str, object]
) -> None:
    async def test(box: VoiceBox) -> None:
        caller, call = await box.answered()
        await call.play(HELLO)
        reading = asyncio.ensure_future(call.read_digits(1, first_s=60.0))
        await asyncio.sleep(2.5)
        await caller.hang_up()
        with pytest.raises(CallEnded) as ended:
            async with asyncio.timeout(9.0):
                await reading
        assert ended.value.by is EndedBy.CALLER
        await call.close()
        await over(box)
        again, call = await box.answered()
        await call.play(HELLO)
        await again.wait_for(HELLO.pcm, 3.0)

    with_voice_box(test, tmp_path, faults=VoiceFaults(no_duplex=no_duplex, **gone))  # type: ignore[arg-type]  # any fault


def test_who_hangs_up_during_a_prompt_is_noticed_at_once_with_duplex(tmp_path: Path) -> None:
    async def test(box: VoiceBox) -> None:
        caller, call = await box.answered()
        playing = asyncio.ensure_future(call.play(LONG))
        await asyncio.sleep(2.5)
        await caller.hang_up()
        with pytest.raises(CallEnded):
            async with asyncio.timeout(7.0):
                await playing
        await call.close()
        await over(box)

    with_voice_box(test, tmp_path)


def test_by_turns_who_hangs_up_during_a_prompt_is_noticed_after_it(tmp_path: Path) -> None:
    async def test(box: VoiceBox) -> None:
        caller, call = await box.answered()
        playing = asyncio.ensure_future(call.play(LONG))
        await asyncio.sleep(2.5)
        await caller.hang_up()
        await playing
        with pytest.raises(CallEnded):
            async with asyncio.timeout(9.0):
                await call.read_digits(1, first_s=60.0)
        await call.close()
        await over(box)

    with_voice_box(test, tmp_path, faults=VoiceFaults(no_duplex=True))


@pytest.mark.parametrize("code", ["b", "d", "K"])
def test_by_turns_a_tone_reported_while_the_modem_speaks_is_its_own(tmp_path: Path, code: str) -> None:
    async def test(box: VoiceBox) -> None:
        _caller, call = await box.answered()
        playing = asyncio.ensure_future(call.play(LONG))
        for _ in range(2):
            await asyncio.sleep(3.0)
            box.modem.code(code)
        await playing
        assert box.legs[0].ended is None

    with_voice_box(test, tmp_path, faults=VoiceFaults(no_duplex=True))


def test_one_report_of_a_busy_tone_and_what_means_nothing_end_no_call(tmp_path: Path) -> None:
    async def test(box: VoiceBox) -> None:
        caller, call = await box.answered()
        await call.play(HELLO)
        await asyncio.sleep(2.0)
        box.modem.code("b", "s", "q", "v", "V", "c", "r", "w", "L", "o", "\x7f")
        await asyncio.sleep(12.0)
        box.modem.code("b")
        await call.play(HELLO)
        assert caller.ended_at is None

    with_voice_box(test, tmp_path)


@each_way
def test_a_parallel_phone_that_is_lifted_takes_the_call(tmp_path: Path, no_duplex: bool) -> None:
    async def test(box: VoiceBox) -> None:
        _caller, call = await box.answered()
        playing = asyncio.ensure_future(call.play(LONG))
        await asyncio.sleep(3.5)
        box.modem.lift_parallel_phone()
        with pytest.raises(CallEnded) as ended:
            await playing
        assert ended.value.by is EndedBy.OPERATOR
        await call.close()
        assert await over(box) is EndedBy.OPERATOR

    with_voice_box(test, tmp_path, faults=VoiceFaults(no_duplex=no_duplex))


@each_way
def test_what_a_caller_said_before_he_hung_up_is_kept_without_the_tone(tmp_path: Path, no_duplex: bool) -> None:
    async def test(box: VoiceBox) -> None:
        caller, call = await box.answered()
        recording = asyncio.ensure_future(call.record(max_s=60.0, silence_s=20.0, begin=BEEP))
        await caller.wait_for(BEEP.pcm, 3.0)
        await asyncio.sleep(0.5)
        await caller.say(LONG.pcm)
        await caller.hang_up()
        async with asyncio.timeout(10.0):
            recorded = await recording
        # Three seconds are cut off as the tone's; it was noticed after two.
        assert recorded.duration_s >= len(LONG.pcm) / 16000 - 1.0
        await call.close()
        await over(box)

    with_voice_box(test, tmp_path, faults=VoiceFaults(no_duplex=no_duplex))


@pytest.mark.parametrize("family", FAMILIES)
def test_every_way_to_put_down_leaves_the_modem_ready_for_the_next_ring(tmp_path: Path, family: str) -> None:
    async def test(box: VoiceBox) -> None:
        for _ in range(3):
            _caller, call = await box.answered()
            await call.play(HELLO)
            with pytest.raises(CallEnded):
                await call.hang_up()
            await box.until(LineState.IDLE, 2.0)
        said = [text for _at, text in box.modem.commands]
        assert said[-3:] == ["AT+VLS=0", "ATH0", "AT+FCLASS=0"]

    with_voice_box(test, tmp_path, family)
