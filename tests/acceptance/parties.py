"""What people at both ends of a call do in many scenes."""

from __future__ import annotations

import asyncio
from typing import Any

from appliance.menu.published import Published
from tests.acceptance.ear import head
from tests.appliance.calls.scripted_leg import noise
from tests.fakes.box import Box
from tests.fakes.modem import FakeCaller
from tests.fakes.modem.caller import Party

PHRASE_S = 0.6


async def greeted(box: Box, menu: Published, number: str = "+380671112244", line: str = "", **how: Any) -> FakeCaller:
    """Call a line, the first without a name, and listen to the beginning of the greeting."""
    call = box.ring(number, line, **how)
    await call.answered(15)
    await call.wait_for(head(menu.prompts["greeting"], 1.0), 10)
    return call


async def hear_each_other(one: Party, other: Party) -> None:
    """Both say something at once, and each hears it."""
    now = one.now()
    said = {party: noise(f"{party.number} {now}", PHRASE_S) for party in (one, other)}
    await asyncio.gather(
        *(party.say(phrase) for party, phrase in said.items()),
        one.wait_for(said[other], 4),
        other.wait_for(said[one], 4),
    )
