"""Debian's baresip on an operator's desk: it rings for a caller of a simulated GSM modem, and both hear each other."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from appliance.menu.published import Published, load_current
from tests.acceptance.clients.baresip import baresip_at, heard_at
from tests.acceptance.clients.client import Client
from tests.acceptance.ear import head
from tests.acceptance.parties import greeted
from tests.acceptance.staff import hire
from tests.appliance.calls.scripted_leg import noise
from tests.bench_sip.subjects import HOST, free_udp_port
from tests.fakes.box import Box, quick, with_lines
from tests.fakes.kinds import Gsm, Sip
from tests.fakes.modem import FakeCaller
from tests.fakes.modem.listen import Ear, level_dbfs

QUICK = quick(answer_after_s=0.1, opening_silence_s=0.2)
OPERATOR_SAYS, CALLER_SAYS = noise("оператор", 1.0), noise("мешканець", 1.0)
PAUSE = bytes(2 * 4000)
SPEECH = PAUSE + OPERATOR_SAYS + bytes(2 * 8000 * 30)
KNOWN, ALIKE = 0.6, 0.95
"""A stall of this machine costs one of two calls a frame or two, hardly both."""
LOUD_WITHIN_DB = 1.0


def same_sound(heard: Sequence[bytes], phrase: bytes) -> None:
    """The phrase was heard in each call, and in the better one as it was said: the same wave, as loud."""
    matches = [Ear(phrase).hear(sound, KNOWN, over=True) for sound in heard]
    found = [
        (match.score, level_dbfs(sound[2 * match.start : 2 * match.end]))
        for match, sound in zip(matches, heard, strict=True)
        if match
    ]
    assert len(found) == len(heard)
    score, level = max(found)
    assert score > ALIKE
    assert level == pytest.approx(level_dbfs(phrase), abs=LOUD_WITHIN_DB)


async def doing(work: Any, *args: Any) -> None:
    """Wait for the other program; the box goes on meanwhile."""
    await asyncio.to_thread(work, *args)


async def joined(box: Box, menu: Published, baresip: Client) -> FakeCaller:
    """Call the modem, press 0, have the operator pick up; both speak and are heard."""
    caller = await greeted(box, menu)
    await caller.press("0")
    pressed = caller.now()
    await doing(baresip.until, "Incoming call from")
    assert caller.now() - pressed <= 3
    baresip.type("/accept\n")
    await doing(baresip.until, "Call established")
    await asyncio.gather(caller.say(PAUSE + CALLER_SAYS), caller.wait_for(OPERATOR_SAYS, 5))
    await asyncio.sleep(0.3)
    return caller


@pytest.mark.row("A10")
@pytest.mark.skipif(shutil.which("baresip") is None, reason="Debian's baresip is not installed")
def test_a_caller_by_gsm_and_a_real_telephone_hear_each_other_until_it_rings_off_or_the_modem_is_lost(
    tmp_path: Path, short_starter: Path
) -> None:
    menu, home, port = load_current(short_starter), tmp_path / "baresip", free_udp_port()

    async def talk(box: Box) -> None:
        await doing(baresip.until, "is ready")
        extension = f"201@{HOST}:{port}"
        operator = await hire(box, "Олена", extension)
        first = await joined(box, menu, baresip)
        baresip.type("/hangup\n")
        await first.wait_for(head(menu.prompts["rating"]), 5)
        await first.hang_up()
        await hire(box, "Петро", extension)
        second = await joined(box, menu, baresip)
        box.modem.unplug()
        await doing(baresip.until, "terminated")
        records = await box.closed_records(4)
        assert {each.operator_id for each in records if each.incoming} == {operator, operator + 1}
        assert [each.ended_by for each in records if each.incoming] == ["fault", "caller"]
        same_sound([first.heard, second.heard], OPERATOR_SAYS)

    with baresip_at(home, f"<sip:201@{HOST}>;regint=0;audio_codecs=PCMA\n", port=port, says=SPEECH) as baresip:
        with_lines(talk, tmp_path, Gsm(), Sip(), published=short_starter, call=QUICK)
        baresip.leave("/quit\n")
    heard = heard_at(home)
    assert len(heard) == 2
    same_sound(heard, CALLER_SAYS)
