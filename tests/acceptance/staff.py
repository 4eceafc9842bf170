"""Operators of a running box, made ready through the register."""

from __future__ import annotations

import asyncio

from appliance.casework.database import DatabaseUnavailable
from appliance.casework.entrance.accounts import Actor, Origin
from appliance.casework.row import write
from appliance.casework.staff.operators import Operator, Reach
from appliance.casework.staff.presence import Presence
from appliance.commands.operators import register
from appliance.contracts.office import PresenceState
from tests.fakes.box import Box

BY = Actor(Origin.COMMAND)
STARTED_S = 10.0


async def hire(box: Box, name: str, reach: str, *, priority: int = 1) -> int:
    """Make somebody an operator who is ready; `reach` as a clerk writes it. Return the id of the row."""

    def enter() -> int:
        now = box.clock.now()
        # Both or none: what fails beside a register that is still being made is entered anew.
        with register(box.settings), write():
            operator = Operator.add(name, Reach.read(reach, box.settings.box.area_code), now=now, priority=priority)
            Presence.change(operator, PresenceState.READY, by=BY, now=now)
        return operator

    async with asyncio.timeout(STARTED_S):
        while True:
            try:
                return await asyncio.to_thread(enter)
            except DatabaseUnavailable:
                # The box has just started: it takes calls before it has a register.
                await asyncio.sleep(0.05)
