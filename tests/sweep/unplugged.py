"""Row 3: the modem is pulled out at any moment of a call, and comes back under another number."""

from __future__ import annotations

import asyncio
import random
import wave
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from appliance.calls.recording import undecided
from appliance.casework.contacts.calls import CallRecord
from appliance.casework.entrance.accounts import Actor, Origin
from appliance.casework.staff.presence import Presence
from appliance.commands.operators import register
from appliance.contracts import EndedBy, LineState
from appliance.contracts.office import PresenceState
from tests.acceptance.staff import hire
from tests.appliance.calls.scripted_leg import speech
from tests.appliance.menu.small_flow import FRAME, KINDS_OF_IT, PROMPTS
from tests.appliance.menu.walk import publish_noise
from tests.fakes.box import FAMILIES, Box, with_lines
from tests.fakes.kinds import Gsm
from tests.fakes.modem import FakeCaller, FakeModem
from tests.fakes.modem.caller import CallOverError, Party
from tests.sweep.held import Held, held
from tests.sweep.tally import Progress, Sweep, Tally

BACK_S = 30.0
LOST_S = 2.0
"""What of a recording may be missing."""
LONG_SPEECH_S = 12.0
SAID = speech("caller", LONG_SPEECH_S)
IS_MESSAGE_S = 5.0
"""Who has spoken for so long has left a message for certain."""
PROMPT_S = {"it": 0.6, "top": 3.0, "operator": 0.6}
OPERATOR = "+380671112299"
BY = Actor(Origin.COMMAND)
SAYS_OPERATOR = '[nodes.operator]\nkind = "say"\nprompt = "operator"\nexits = { done = "end" }'


def menu() -> str:
    """A menu in which 1 1 records and 0 leads to a person."""
    person = f'[nodes.operator]\nkind = "operator"\n{KINDS_OF_IT["operator"]}'
    return f'{FRAME.replace(SAYS_OPERATOR, person)}kind = "record"\n{KINDS_OF_IT["record"]}\n{PROMPTS}'


@dataclass
class Pull:
    """One trial in a box: the call, the moment, and what must be there afterwards."""

    box: Box
    chance: random.Random
    number: str
    member: int
    """The operator."""
    spoken_s: float = 0.0
    parties: list[Party] = field(default_factory=list)
    over: bool = False
    """Somebody may have ended the call before the modem went."""

    async def answered(self) -> FakeCaller:
        call = self.ring()
        await call.answered(20.0)
        return call

    def ring(self) -> FakeCaller:
        call = self.box.ring(self.number)
        self.parties.append(call)
        return call

    async def moment(self, most_s: float) -> None:
        await asyncio.sleep(self.chance.uniform(0.0, most_s))


async def ringing(pull: Pull) -> None:
    pull.ring()
    await pull.moment(1.6)


async def greeting(pull: Pull) -> None:
    await pull.answered()
    await pull.moment(4.0)


async def key(pull: Pull) -> None:
    call = await pull.answered()
    await asyncio.sleep(1.0)
    pressing = asyncio.ensure_future(call.press(pull.chance.choice(("1", "11", "9", "*", "2"))))
    await pull.moment(0.7)
    pressing.add_done_callback(_heard)


async def recording(pull: Pull) -> None:
    call = await pull.answered()
    await asyncio.sleep(1.0)
    await call.press("11")
    await asyncio.sleep(3.2)
    began = call.now()
    speaking = asyncio.ensure_future(call.say(SAID))
    speaking.add_done_callback(_heard)
    await pull.moment(LONG_SPEECH_S)
    pull.spoken_s = call.now() - began


async def operator(pull: Pull) -> None:
    mobile = pull.box.wires["gsm2"]
    assert isinstance(mobile, FakeModem)
    callee = mobile.callee(OPERATOR, after_s=0.5)
    await asyncio.to_thread(_ready, pull.box, pull.member)
    call = await pull.answered()
    await asyncio.sleep(1.0)
    await call.press("0")
    await callee.answered(20.0)
    pull.parties.append(callee)
    await pull.moment(6.0)


async def hanging_up(pull: Pull) -> None:
    call = await pull.answered()
    pull.over = True
    if pull.chance.random() < 0.5:
        await pull.moment(3.0)
        await call.hang_up()
    else:  # the box says good-bye and hangs up
        await asyncio.sleep(1.0)
        await call.press("2")
        with suppress(AssertionError):
            await call.ended(pull.chance.uniform(1.0, 3.0))
    await pull.moment(0.8)


PHASES: Mapping[str, Callable[[Pull], Coroutine[Any, Any, None]]] = {
    each.__name__: each for each in (ringing, greeting, key, recording, operator, hanging_up)
}
WARM = ("operator", "recording")
"""What is begun lazily is begun by these."""


@dataclass
class _Boxes:
    tally: Tally
    chance: random.Random
    done: Progress
    number: int = 0
    member: int = 0

    async def live(self, trials: int, box: Box) -> None:
        """Pull so often in this box; what it held after it was warm it holds to the end."""
        self.member = await hire(box, "Олена", "0671112299")
        first: Held | None = None
        for place in range(trials + len(WARM)):
            phase = WARM[place] if place < len(WARM) else self.chance.choice(list(PHASES))
            about = f"{box.modem.family.name}, {phase}, trial {self.number + 1}"
            try:
                await self._once(box, phase, about)
            except (AssertionError, TimeoutError, CallOverError) as error:
                self.tally.fault(f"{about}: {type(error).__name__}: {error}")
            await asyncio.sleep(40.0)
            if place >= len(WARM):
                self.tally.seen(phase)
                self.done(self.tally.trials)
            if first and (more := held().more_than(first)):
                self.tally.fault(f"{about}: leaked {more}")
            first = first or (held() if place == len(WARM) - 1 else None)

    async def _once(self, box: Box, phase: str, about: str) -> None:
        await box.until_line(LineState.IDLE, 120.0)
        self.number += 1
        pull = Pull(box, self.chance, f"+38067{self.number:07}", self.member)
        await PHASES[phase](pull)
        before = _node(box)
        box.modem.unplug()
        await asyncio.sleep(self.chance.choice((self.chance.uniform(0.3, 20.0), self.chance.uniform(20.0, 300.0))))
        box.modem.plug()
        back = box.modem.loop.time()
        async with asyncio.timeout(60.0):
            while not box.modem.registered:
                await asyncio.sleep(0.1)
        assert _node(box) != before, "the modem came back under its old number"
        again = box.ring(f"+38050{self.number:07}")
        answered_s = await again.answered(60.0) - back
        self.tally.measured("from the plug to the answer", answered_s, BACK_S, "s", about)
        await asyncio.sleep(4.0)
        assert any(again.heard), "the next caller hears nothing"
        await again.hang_up()
        assert all(party.ended_at is not None for party in pull.parties), "somebody is still held"
        await asyncio.sleep(3.0)
        self._judge(await _record(box, pull.number), pull, about)

    def _judge(self, record: CallRecord, pull: Pull, about: str) -> None:
        settings = pull.box.settings
        assert record.result, "the call's row is open"
        assert record.ended_by == EndedBy.FAULT or pull.over, f"ended by {record.ended_by}"
        assert not undecided(settings.recordings), "a recording waits for nothing"
        if pull.spoken_s > IS_MESSAGE_S:
            assert record.messages, f"{pull.spoken_s:.1f} s of words are lost"
        for message in record.messages:
            with wave.open(str(settings.recordings / message.path)) as file:
                length_s = file.getnframes() / 8000
                assert len(file.readframes(file.getnframes())) == file.getnframes() * 2
            assert abs(length_s - message.duration_s) < 0.02, f"{length_s} s, in the row {message.duration_s}"
            self.tally.measured("lost of a recording", pull.spoken_s - length_s, LOST_S, "s", about)


async def _record(box: Box, number: str) -> CallRecord:
    [record] = [record for record in await box.records() if record.number == number]
    return record


def _node(box: Box) -> str:
    return str((box.modem.directory / f"if{box.modem.family.at_interface:02d}").readlink())


def _ready(box: Box, member: int) -> None:
    with register(box.settings):
        Presence.change(member, PresenceState.READY, by=BY, now=box.clock.now())


def _heard(task: asyncio.Future[bool]) -> None:
    """Whoever speaks or presses a key in a call that ends is not surprised."""
    if not task.cancelled() and (error := task.exception()) and not isinstance(error, CallOverError):
        raise error


def pulled(times: int, seed: int, done: Progress, families: tuple[str, ...] = FAMILIES) -> Tally:
    """Pull so often, in a box of each family in turn."""
    tally = Tally()
    boxes = _Boxes(tally, random.Random(seed), done)
    shares = [times // len(families) + (place < times % len(families)) for place in range(len(families))]
    for place, family in enumerate(families):
        if not shares[place]:
            continue
        other = FAMILIES[(FAMILIES.index(family) + 1) % len(FAMILIES)]
        with TemporaryDirectory(prefix="sweep-") as name:
            published = publish_noise(menu(), Path(name) / "menu", seconds=PROMPT_S)
            kinds = (Gsm(family, options={"noise_every_s": None}), Gsm(other, line="gsm2"))
            with_lines(partial(boxes.live, shares[place]), Path(name), *kinds, published=published)
    return tally


UNPLUGGED = Sweep(
    "3",
    "the row is closed with a reason, what was said is playable, answering within 30 s of the plug, nothing leaks",
    100,
    pulled,
)
