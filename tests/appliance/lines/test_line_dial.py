"""Calls that the box places: only permitted numbers, one at a time, and every way they can end."""

import asyncio
from pathlib import Path

import pytest

from appliance.contracts import CallEnded, EndedBy, Leg, LineFault, LineState
from appliance.numbers import Allowed
from audio.line.tones import tone
from tests.appliance.lines.calls import answered, next_call_is_answered, spread
from tests.fakes.box import FAMILIES, Box, with_box
from tests.fakes.modem.listen import level_dbfs

each_family = pytest.mark.parametrize("family", FAMILIES)
PERMIT = Allowed("+380441112233")


async def place(box: Box) -> Leg:
    return await box.daemon.lines[0].place_call(PERMIT)


async def speak(leg: Leg, seconds: float) -> int:
    """Send a tone and read, as the media clock would; return how many bytes came."""
    frame, came = tone((600,), 0.02, -16.0), 0
    for _ in range(round(seconds / 0.02)):
        came += len(leg.port.read())
        leg.port.write(frame)
        await asyncio.sleep(0.02)
    return came


def dialled(box: Box) -> list[str]:
    return [text for _at, text in box.modem.commands if text.startswith("ATD")]


@each_family
def test_a_call_that_is_picked_up_carries_sound_both_ways_and_digits(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        callee = box.modem.callee("+380441112233", after_s=3.0)
        leg = await place(box)
        assert not leg.incoming and not leg.waiting
        await leg.answer()
        assert callee.answered_at and box.modem.loop.time() - callee.answered_at < 1.0
        assert await speak(leg, 2.0) > 30000
        await leg.send_digits("12*#")
        assert callee.keys_received == "12*#"
        assert level_dbfs(callee.heard[-16000:]) > -30
        await leg.hang_up()
        assert (callee.ended_by, leg.ended) == ("modem", EndedBy.BOX)
        await box.until_line(LineState.IDLE, 3.0)
        assert dialled(box) == ["ATD+380441112233;"]
        await next_call_is_answered(box)

    with_box(test, tmp_path, family)


@each_family
def test_who_picks_up_and_hangs_up_has_ended_the_call(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        callee = box.modem.callee()
        leg = await place(box)
        await leg.answer()
        await speak(leg, 1.0)
        await callee.hang_up()
        assert await leg.wait_ended() is EndedBy.CALLER

    with_box(test, tmp_path, family)


@each_family
@pytest.mark.parametrize("outcome", ["busy", "no_answer", "rejects", "no_carrier"])
def test_a_call_that_comes_to_nothing_ends_and_frees_the_line(tmp_path: Path, family: str, outcome: str) -> None:
    async def test(box: Box) -> None:
        box.modem.callee(outcome=outcome, after_s=4.0)
        leg = await place(box)
        with pytest.raises(CallEnded):
            async with asyncio.timeout(12.0):
                await leg.answer()
        await box.until_line(LineState.IDLE, 3.0)
        await next_call_is_answered(box)

    with_box(test, tmp_path, family)


@each_family
def test_a_telephone_that_rings_for_ever_is_given_up_after_a_minute(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        callee = box.modem.callee(after_s=1000.0)
        leg = await place(box)
        with pytest.raises(CallEnded):
            await leg.answer()
        assert callee.ended_by == "modem"
        assert leg.ended is EndedBy.BOX
        assert callee.dialled_at and box.modem.loop.time() - callee.dialled_at == pytest.approx(60.0, abs=1.0)

    with_box(test, tmp_path, family)


@pytest.mark.parametrize(("family", "final"), spread("ERROR", "NO CARRIER", "+CME ERROR: 30"))
def test_a_modem_that_will_not_dial_gives_a_fault_and_stays_usable(tmp_path: Path, family: str, final: str) -> None:
    async def test(box: Box) -> None:
        box.modem.faults.refuse = {"ATD": final}
        with pytest.raises(LineFault, match="Набрати номер не вдалося"):
            await place(box)
        await next_call_is_answered(box)

    with_box(test, tmp_path, family)


@each_family
def test_a_line_that_is_taken_or_down_does_not_dial(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        caller = await answered(box)
        with pytest.raises(LineFault, match="Лінія зайнята або не працює"):
            await place(box)
        await caller.hang_up()
        await box.until_line(LineState.IDLE, 3.0)
        box.modem.callee()
        first = await place(box)
        with pytest.raises(LineFault):
            await place(box)
        await first.hang_up()
        box.modem.unplug()
        await asyncio.sleep(2.0)
        with pytest.raises(LineFault):
            await place(box)
        assert len(dialled(box)) == 1

    with_box(test, tmp_path, family)


@each_family
def test_nothing_is_hung_up_before_the_far_telephone_rings(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        callee = box.modem.callee(alerting_after_s=4.0, after_s=1000.0)
        leg = await place(box)
        await leg.hang_up()
        assert callee.rang_at is not None
        hung_up_at = max(at for at, text in box.modem.commands if text == "AT+CHUP")
        assert hung_up_at >= callee.rang_at
        assert callee.ended_by == "modem"
        await next_call_is_answered(box)

    with_box(test, tmp_path, family)


@each_family
def test_no_call_that_comes_in_ever_makes_the_box_dial(tmp_path: Path, family: str) -> None:
    async def test(box: Box) -> None:
        await next_call_is_answered(box)
        assert dialled(box) == []

    with_box(test, tmp_path, family)
