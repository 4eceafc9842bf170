"""What happens to a box: calls of every kind, SMS in and out, a modem that goes away."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from appliance.casework.contacts.calls import CallRecord, VoiceMessage
from appliance.casework.database import reading
from appliance.casework.row import bind
from appliance.casework.texts.messages import Message, NewMessage
from appliance.contracts import LineState
from appliance.control import ask
from appliance.numbers import Purpose, parse
from tests.appliance.calls.scripted_leg import speech
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import publish_noise
from tests.fakes.box import Box, with_box
from tests.fakes.modem.caller import CallOverError, FakeCaller
from tests.soak.figures import Sample, look
from tests.soak.memory import fill_free_lists, python_blocks

SAID = speech("caller", 4.0)
PAUSE_S = 2.0
VILLAGE = 300
"""So many telephones call: what the box remembers of each is soon all there."""
WARM_CALLS = 1500
"""After so many everybody has called and the register is larger than what SQLite keeps of it in memory."""


@dataclass
class Life:
    """One box; `samples` grow as it lives. `blocks`: of Python, in use when it was warm and at the end."""

    calls: int
    every: int
    on_sample: Callable[[Sample], None]
    samples: list[Sample] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)
    events: int = 0
    done: int = 0
    logged: dict[str, int] = field(default_factory=dict)
    _warm_at: int = 0

    @property
    def warm_from(self) -> int:
        """The call from which on its caches are full; of a short life the half."""
        return min(WARM_CALLS, self.calls // 2)

    @property
    def warm(self) -> list[Sample]:
        """The samples that count."""
        return [sample for sample in self.samples if sample.calls > self.warm_from]

    @property
    def warm_events(self) -> int:
        """How much happened since."""
        return self.events - self._warm_at

    def live(self, directory: Path) -> None:
        """Let it be called so often; `logged` says afterwards what its register has."""
        publish_noise(small_flow("record"), directory / "menu", seconds={"it": 0.6, "top": 1.0})
        with_box(self._live, directory, published=directory / "menu" / "published", noise_every_s=None)

    async def _live(self, box: Box) -> None:
        chance = random.Random(1)
        kinds = list(_KINDS)
        weights = [_KINDS[kind] for kind in kinds]
        while self.done < self.calls:
            [kind] = chance.choices(kinds, weights)
            number = f"+38067{chance.randrange(VILLAGE):07}"
            rang = await kind(box, number)
            self.events += 1
            _forget(box)
            if rang:
                self.done += 1
                await self._look(box)
            await asyncio.sleep(PAUSE_S)
        self.blocks.append(python_blocks())
        await asyncio.sleep(10.0)
        self.logged = await asyncio.to_thread(_logged, box)

    async def _look(self, box: Box) -> None:
        if self.done % self.every == 0:
            sample = look(self.done, self.events, box.settings.database)
            self.samples.append(sample)
            self.on_sample(sample)
        if self.done == self.warm_from:
            self.blocks.append(python_blocks())
            await box.daemon._database.run(_read_through, box.settings.database)
            fill_free_lists()
            self._warm_at = self.events


async def _listens(box: Box, number: str) -> bool:
    call = await _answered(box, number)
    await call.press("2")
    await asyncio.sleep(2.0)
    await _leaves(call)
    return True


async def _walks(box: Box, number: str) -> bool:
    call = await _answered(box, number)
    for key in "9*1#0":
        await asyncio.sleep(0.7)
        if call.ended_at is None:
            await call.press(key)
    await _leaves(call)
    return True


async def _speaks(box: Box, number: str) -> bool:
    call = await _answered(box, number)
    await call.press("11")
    await asyncio.sleep(3.2)
    try:
        await call.say(SAID)
        await call.press("5")
        await asyncio.sleep(1.0)
        await call.press("4")
        await asyncio.sleep(1.5)
    except CallOverError:
        return True
    await _leaves(call)
    return True


async def _gives_up(box: Box, number: str) -> bool:
    call = box.modem.ring(number)
    await asyncio.sleep(0.3)
    await _leaves(call)
    return True


async def _hangs_up_in_words(box: Box, number: str) -> bool:
    call = await _answered(box, number)
    await call.press("11")
    await asyncio.sleep(3.2)
    await call.say(SAID)
    await _leaves(call)
    return True


async def _texts(box: Box, number: str) -> bool:
    box.modem.mail.deliver("Нема води на Шевченка", number)
    await asyncio.sleep(3.0)
    return False


async def _is_texted(box: Box, number: str) -> bool:
    new = NewMessage(parse(number, "4644"), "Бригада виїхала.", "test", Purpose.CARD, confirmed=True)

    def queue() -> None:
        with bind(box.settings.database).connection_context():
            Message.queue(new, box.clock.now())

    await asyncio.to_thread(queue)
    await asyncio.to_thread(ask, box.settings.control, "wake_outbox")
    await asyncio.sleep(5.0)
    return False


async def _loses_its_modem(box: Box, number: str) -> bool:
    """In the middle of a call."""
    await _answered(box, number)
    box.modem.unplug()
    await asyncio.sleep(5.0)
    box.modem.plug()
    await box.until_line(LineState.IDLE, 120.0)
    return True


_KINDS: dict[Callable[[Box, str], Coroutine[Any, Any, bool]], int] = {
    _listens: 40,
    _walks: 15,
    _speaks: 12,
    _hangs_up_in_words: 5,
    _gives_up: 10,
    _texts: 10,
    _is_texted: 6,
    _loses_its_modem: 2,
}


async def _answered(box: Box, number: str) -> FakeCaller:
    await box.until_line(LineState.IDLE, 120.0)
    call = box.modem.ring(number)
    await call.answered(20.0)
    await asyncio.sleep(0.6)
    return call


async def _leaves(call: FakeCaller) -> None:
    if call.ended_at is None:
        await call.hang_up()


def _forget(box: Box) -> None:
    """What the simulator notes for tests would be taken for the box's."""
    box.modem.commands.clear()
    box.modem.mail.sent.clear()
    box.modem.turned_away.clear()


def _read_through(database: Path) -> None:
    """Let SQLite keep all it will: else its cache would grow slowly for months."""
    bind(database).pragma("quick_check(1)")


def _logged(box: Box) -> dict[str, int]:
    with reading(box.settings.database):
        return {table.__name__: table.select().count() for table in (CallRecord, VoiceMessage, Message)}
