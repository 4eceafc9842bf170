"""Row 4: a modem hangs in one of four ways at any moment; it is found dead, mended, and nothing is reset too often."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from appliance.contracts import LineState, Trouble
from appliance.lines.gsm import GsmLine
from appliance.upkeep.mending.reboots import HOUR_S, LONG_S, MOST_IN_LONG
from tests.appliance.calls.scripted_leg import speech
from tests.appliance.upkeep.mending.hangs import dead, echoing, stuck
from tests.appliance.upkeep.mending.root import DEVICE, Root, beside, heal, sysfs
from tests.fakes.box import FAMILIES, Box, with_box
from tests.fakes.modem import FakeCaller
from tests.sweep.tally import Progress, Sweep, Tally

FOUND_S, MENDED_S = 60.0, 300.0
BOOT_S = 60.0
DEEDS = {"rebound": "перепід'єднано", "powered": "вимкнено й увімкнено"}
RESET = {"huawei_e1550": b"AT+CFUN=1,1\r", "quectel_ec25": b"AT+CFUN=1,1\r", "sim7600": b"AT+CRESET\r"}
SAID = speech("caller", 30.0)
STAYS_DEAD_S = 6.5 * HOUR_S


def ringless(box: Box) -> None:
    box.modem.faults.urcs_lost = True


HANGS: tuple[Callable[[Box], None], ...] = (dead, echoing, stuck, ringless)
PHASES = ("idle", "ringing", "talking")
HELP = ("rebound", "powered", "restarted", "reset")
"""What brings it back: a deed of root, only a restart of the box, or a word of the line."""


@dataclass
class Hang:
    """One trial."""

    box: Box
    root: Root
    chance: random.Random
    hang: Callable[[Box], None]
    phase: str
    help: str
    tally: Tally
    about: str

    async def run(self) -> None:
        """Hang at the moment, be found and mended, answer again."""
        caller = await self._call()
        heard = self._overhear()
        self.hang(self.box)
        hung_at = self.box.clock.monotonic()
        if caller is not None and self.phase == "talking":
            await self._talk_on(caller, heard)
            hung_at = self.box.clock.monotonic()
        if self.hang is ringless:
            await self._be_called_unheard()
        else:
            await self._be_found(hung_at)
        await self._answers(hung_at)

    async def _call(self) -> FakeCaller | None:
        """Bring the box to the phase; return who calls, if anybody."""
        if self.phase == "idle":
            await asyncio.sleep(self.chance.uniform(0.0, 30.0))
            return None
        caller = self.box.ring()
        if self.phase == "ringing":
            await asyncio.sleep(self.chance.uniform(0.0, 1.0))
            return caller
        await caller.answered(20.0)
        await asyncio.sleep(self.chance.uniform(0.5, 5.0))
        return caller

    def _overhear(self) -> bytearray:
        """Return what the modem's AT port will have received, also while it is dead."""
        heard, port = bytearray(), self.box.modem.nodes.ports[self.box.modem.family.at_interface]
        listen = port._on_bytes

        def receive(octets: bytes) -> None:
            heard.extend(octets)
            if self.help == "reset" and self._reset in bytes(heard) and not self.root.done:
                heard.clear()
                self.box.modem.loop.call_soon(heal, self.box)
            listen(octets)

        port._on_bytes = receive
        return heard

    @property
    def _reset(self) -> bytes:
        return RESET[self.box.modem.family.name]

    async def _talk_on(self, caller: FakeCaller, heard: bytearray) -> None:
        """A call that has sound is left alone, however long the modem is silent."""
        for _ in range(self.chance.randint(1, 3)):
            assert caller.ended_at is None, "the call was ended"
            await caller.say(SAID)
        assert self._reset not in bytes(heard), "it was reset in a living call"
        assert not self.root.done, f"in a living call: {self.root.done}"
        assert not self.root.reboots, "the box was restarted in a living call"
        await caller.hang_up()

    async def _be_called_unheard(self) -> None:
        """Calls that are not announced are found by asking; the modem is mended after the second."""
        for number in ("+380671112255", "+380671112266"):
            await self.box.until_line(LineState.IDLE, 120.0)
            began = self.box.clock.monotonic()
            caller = self.box.ring(number, give_up_after_s=90.0)
            answered_s = await caller.answered(90.0) - began
            self.tally.measured("found: a call that is not announced", answered_s, FOUND_S, "s", self.about)
            await asyncio.sleep(self.chance.uniform(2.0, 6.0))
            await caller.hang_up()
            await asyncio.sleep(15.0)
        heal(self.box)

    async def _be_found(self, hung_at: float) -> None:
        async with asyncio.timeout(150.0):
            while self.box.line().status.trouble is not Trouble.SILENT:
                await asyncio.sleep(0.2)
        self.tally.measured("found dead", self.box.clock.monotonic() - hung_at, FOUND_S, "s", self.about)
        if self.help == "restarted":
            async with asyncio.timeout(MENDED_S + 60.0):
                while not self.root.reboots:
                    await asyncio.sleep(0.5)
            heal(self.box, BOOT_S)

    async def _answers(self, hung_at: float) -> None:
        async with asyncio.timeout(900.0):
            while not (self.box.modem.registered and not _hangs(self.box)):
                await asyncio.sleep(0.5)
        caller = self.box.ring("+380501112277", give_up_after_s=400.0)
        answered_s = await caller.answered(400.0) - hung_at
        if self.hang is not ringless:
            self.tally.measured("answering again", answered_s, MENDED_S, "s", self.about)
        await asyncio.sleep(4.0)
        assert any(caller.heard), "the next caller hears nothing"
        await caller.hang_up()


def _hangs(box: Box) -> bool:
    faults = box.modem.faults
    return faults.interpreter_dead or bool(faults.mute) or faults.at_port != "open" or faults.urcs_lost


def _heals(help_: str) -> Callable[[str], bool]:
    """Tell of a sentence of root whether it is the deed that brings this modem back."""
    return lambda sentence: help_ in DEEDS and DEEDS[help_] in sentence


def _capped(reboots: list[float]) -> bool:
    """Tell whether the box was restarted no more than it may be."""
    hourly = all(later - earlier >= HOUR_S for earlier, later in pairwise(reboots))
    long = all(sum(at <= each < at + LONG_S for each in reboots) <= MOST_IN_LONG for at in reboots)
    return hourly and long


async def _one(tally: Tally, seed: int, place: Path, about: list[str], box: Box) -> None:
    chance = random.Random(seed)
    hang, phase, help_ = chance.choice(HANGS), chance.choice(PHASES), chance.choice(HELP)
    if hang is stuck and help_ == "reset":  # no word reaches it
        help_ = "rebound"
    about[:] = [f"{box.modem.family.name}, {hang.__name__}, {phase}, {help_}, seed {seed}"]
    tally.seen(hang.__name__)
    line = box.line()
    assert isinstance(line, GsmLine)
    line.device = DEVICE
    root = Root(box, sysfs(place / "sys"), heals=_heals(help_))
    await beside(root, Hang(box, root, chance, hang, phase, help_, tally, about[0]).run)
    assert _capped(root.reboots), f"restarted at {root.reboots}"


async def _stays_dead(tally: Tally, seed: int, place: Path, about: list[str], box: Box) -> None:
    """Nothing helps, for six hours and a half."""
    hang = random.Random(seed).choice((dead, echoing, stuck))
    about[:] = [f"{box.modem.family.name}, {hang.__name__}, stays dead"]
    tally.seen("for 6.5 hours")
    line = box.line()
    assert isinstance(line, GsmLine)
    line.device = DEVICE
    root = Root(box, sysfs(place / "sys"), heals=lambda _sentence: False)

    async def waiting() -> None:
        hang(box)
        await asyncio.sleep(STAYS_DEAD_S)

    await beside(root, waiting)
    tally.measured("restarts of the box in 6.5 h of deafness", float(len(root.reboots)), MOST_IN_LONG + 1, "times")
    assert _capped(root.reboots), f"restarted at {root.reboots}"


Trial = Callable[[Tally, int, Path, list[str], Box], Coroutine[Any, Any, None]]
LONG_EVERY = 25
TRIALS: Mapping[bool, Trial] = {False: _one, True: _stays_dead}


def hung(times: int, seed: int, done: Progress) -> Tally:
    """Let it hang so often, each time in a box of its own."""
    tally = Tally()
    for trial in range(times):
        about: list[str] = [""]
        with TemporaryDirectory(prefix="sweep-") as name:
            place = Path(name)
            scene = partial(TRIALS[trial % LONG_EVERY == LONG_EVERY - 1], tally, seed + trial, place, about)
            try:
                with_box(scene, place, FAMILIES[trial % len(FAMILIES)], noise_every_s=None)
            except (AssertionError, TimeoutError) as error:
                tally.fault(f"{about[0]}: {type(error).__name__}: {error}")
        done(trial + 1)
    return tally


HUNG = Sweep(
    "4",
    "found within 60 s, answering within 5 min, restarts ≤ 1 an hour and ≤ 3 in six, no reset in a living call",
    100,
    hung,
)
