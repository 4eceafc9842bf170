"""A V.253 voice modem on a pty: the wiring of its parts and the verbs of a test, those of `FakeModem`."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, cast

from tests.fakes.modem.caller import FakeCallee, FakeCaller, Party
from tests.fakes.modem.modem import FakeModem
from tests.fakes.modem.nodes import UsbNodes
from tests.fakes.modem.playout import AudioReport
from tests.fakes.modem.state import TurnedAway
from tests.fakes.voice_modem.interpreter import Interpreter
from tests.fakes.voice_modem.state import FAMILIES, VoiceFaults
from tests.fakes.voice_modem.stream import SoundClock
from tests.fakes.voice_modem.subscriber import Ring, SubscriberLine

INTERFACE = 0
BOOT_S = 3.0
KEY_REPORT_EVERY_S = 0.07
TICK_S = 0.02


class FakeVoiceModem:
    """One modem on its line. Made and used inside a running loop; all times are the loop's.

    Its port is `if00` in `directory`. `ppm`: how much faster than nominal its sound clock runs. `playout_s`: how much
    sound its buffer takes before the wire is blocked. `hybrid_db`: how much of the host's own sound it hears.
    `complaints`: what the host did that V.253 does not allow.
    """

    def __init__(
        self,
        family: str,
        directory: Path | str,
        faults: VoiceFaults | None = None,
        *,
        number: str = "0441234567",
        seed: int = 1,
        ppm: float = 0.0,
        playout_s: float = 0.5,
        prime_s: float = 0.02,
        hybrid_db: float | None = -14.0,
    ) -> None:
        self.loop = asyncio.get_running_loop()
        self.habits = FAMILIES[family]
        self.directory = Path(directory)
        self.faults = faults or VoiceFaults()
        self.number = number
        self.commands: list[tuple[float, str]] = []
        self.complaints: list[str] = []
        self.nodes = UsbNodes(self.directory, self.loop)
        self.line = SubscriberLine(self)
        self.interpreter = Interpreter(self)
        self.sound = SoundClock(self, ppm=ppm, playout_s=playout_s, prime_s=prime_s, hybrid_db=hybrid_db)
        self._random = random.Random(seed)
        self._callees: list[FakeCallee] = []
        self._powered: set[asyncio.Task[None]] = set()
        self._lasting: set[asyncio.Task[None]] = set()
        self._broken: BaseException | None = None

    @property
    def plugged(self) -> bool:
        """Whether it is there."""
        return bool(self.nodes.ports)

    @property
    def turned_away(self) -> list[TurnedAway]:
        """Who did not get through."""
        return self.line.turned_away

    async def start(self) -> None:
        """Plug it in."""
        self._power_on()

    async def stop(self) -> None:
        """Take everything down. Raises what went wrong inside the simulator."""
        self.unplug()
        tasks = [*self._lasting]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._broken:
            raise self._broken

    def ring(
        self,
        number: str | None = "0671112244",
        *,
        identified: str = "formatted",
        number_after_s: float = 2.2,
        ring_period_s: float = 5.0,
        give_up_after_s: float | None = None,
    ) -> FakeCaller:
        """Call the modem now. `number`: "" withheld, None unavailable; `identified`: a key of `IDENTIFICATIONS`."""
        caller = FakeCaller(self._as_modem(), number, self._random.getrandbits(32))
        self.line.ring(caller, Ring(identified, number_after_s, ring_period_s, give_up_after_s))
        return caller

    def second_call(self, number: str | None = "0509998877", give_up_after_s: float = 30.0) -> FakeCaller:
        """Call while the line is taken: he is in `turned_away`."""
        return self.ring(number, give_up_after_s=give_up_after_s)

    def callee(
        self,
        number: str | None = None,
        outcome: str = "answers",
        after_s: float = 2.0,
        alerting_after_s: float = 1.0,
    ) -> FakeCallee:
        """Prepare who picks up when the host dials `number` (None: any number, once)."""
        callee = FakeCallee(
            self._as_modem(),
            number,
            self._random.getrandbits(32),
            outcome=outcome,
            after_s=after_s,
            alerting_after_s=alerting_after_s,
        )
        self._callees.append(callee)
        return callee

    def report(self) -> AudioReport:
        """Return how the host paced its sound in the current or last stream, as S16LE bytes."""
        return self.sound.report()

    def unplug(self) -> None:
        """Pull it out: the node vanishes, the call is lost."""
        for task in self._powered:
            task.cancel()
        self._powered = set()
        self.line.lose_everything()
        self.interpreter.reset()
        self.nodes.vanish()

    def plug(self, after_s: float = 0.0) -> None:
        """Put it in again."""
        self._track(self._plug_later(after_s), self._lasting)

    def reset(self, back_after_s: float | None = None) -> None:
        """Let it reset itself: gone at once, back after its time or the one given."""
        self.unplug()
        self.plug(BOOT_S if back_after_s is None else back_after_s)

    def urc(self, *lines: str) -> None:
        """Say lines that nobody asked for."""
        self.interpreter.say(*lines)

    def code(self, *codes: str) -> None:
        """Send events that nobody asked for."""
        self.interpreter.code(*codes)

    def lift_parallel_phone(self) -> None:
        """Somebody lifts another telephone on the line."""
        self.interpreter.code("H")

    # What the people on the line need of their modem.

    def report_key(self, party: Party, key: str) -> None:
        """A key is heard on the line: it is reported as long as it is held."""
        if party is self.line.talking:
            self.spawn(self._report_key(key))

    def far_end_hangs_up(self, party: Party) -> None:
        """Somebody hangs up."""
        self.line.far_end_hangs_up(party)

    # What the parts need of one another.

    def callee_for(self, number: str) -> FakeCallee:
        """Return who was prepared for a number; nobody: the number does not exist."""
        for callee in self._callees:
            if callee.number in (None, number) and callee.dialled_at is None:
                return callee
        return FakeCallee(self._as_modem(), number, 0, outcome="no_carrier", after_s=1.0, alerting_after_s=0.5)

    def write(self, octets: bytes) -> None:
        """Send to the host; a host that does not read loses it."""
        if not self.nodes.ports:
            return
        pieces = [octets[at : at + 1] for at in range(len(octets))] if self.faults.byte_by_byte else [octets]
        for piece in pieces:
            self.nodes.ports[INTERFACE].write(piece)

    def port_hold(self, reason: str) -> None:
        """Take nothing more from the host."""
        self.nodes.ports[INTERFACE].hold(reason)

    def port_release(self, reason: str) -> None:
        """Take it again."""
        self.nodes.ports[INTERFACE].release(reason)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something as long as the modem has power."""
        self._track(work, self._powered)

    def _as_modem(self) -> FakeModem:
        """A caller needs no more of a modem than this one has: loop, directory, sound.rate, report_key, hanging up."""
        return cast(FakeModem, self)

    def _power_on(self) -> None:
        self.interpreter.reset()
        self.nodes.appear([INTERFACE], {INTERFACE: self.interpreter.receive})
        self.spawn(self.interpreter.run())
        self.spawn(self._watch_streams())

    async def _plug_later(self, after_s: float) -> None:
        await asyncio.sleep(after_s)
        self.faults.interpreter_dead = False
        self._power_on()

    async def _watch_streams(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self.interpreter.tick()

    async def _report_key(self, key: str) -> None:
        code = self.interpreter.code
        if not self.faults.bare_keys:
            code("/")
        for turn in range(self.faults.key_repeats):
            await asyncio.sleep(KEY_REPORT_EVERY_S if turn else 0.0)
            code(key)
        if not self.faults.bare_keys:
            code("~")

    def _track(self, work: Coroutine[Any, Any, None], group: set[asyncio.Task[None]]) -> None:
        task = self.loop.create_task(work)
        group.add(task)
        task.add_done_callback(group.discard)
        task.add_done_callback(self._note_end)

    def _note_end(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            self._broken = self._broken or error
