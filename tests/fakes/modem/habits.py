"""What a modem says and does on its own as long as it has power."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.fakes.modem.at_common import registration_urcs

if TYPE_CHECKING:
    from random import Random

    from tests.fakes.modem.modem import FakeModem

_LOOK_EVERY_S = 5.0


async def boot(modem: FakeModem) -> None:
    """Say what the family says after power-up."""
    for delay_s, line in modem.family.boot:
        await asyncio.sleep(delay_s)
        modem.urc(line)


async def report_signal(modem: FakeModem, between_s: tuple[float, float], random: Random) -> None:
    """Report the signal unasked, if the family does and the host wants it."""
    while True:
        await asyncio.sleep(random.uniform(*between_s))
        if modem.family.noisy(modem):
            modem.urc(modem.family.noise(modem))


async def say_stray_ok(modem: FakeModem) -> None:
    """Say OK out of the blue, as the fault wants it."""
    while True:
        period_s = modem.faults.stray_ok_s
        await asyncio.sleep(period_s or _LOOK_EVERY_S)
        if period_s:
            modem.output.send(modem.output.block("OK"))


async def announce_registration(modem: FakeModem, after_s: float) -> None:
    """Tell the registration once it is reached."""
    await asyncio.sleep(after_s)
    modem.urc(*registration_urcs(modem))
