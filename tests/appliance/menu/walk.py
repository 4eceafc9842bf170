"""Walks through a menu whose prompts are noise: the real session on a real call over a leg in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from appliance.calls.call import CallRules, PhoneCall
from appliance.calls.media_clock import MediaClock
from appliance.calls.recording import Recorder
from appliance.casework.office.calendar import WorkCalendar
from appliance.clock import Moment
from appliance.contracts import FRAME_BYTES, CallEnded, CallTrace, EndedBy, Leg, Prompt, Recorded
from appliance.contracts.office import (
    Admission,
    KeptMessage,
    NobodyReady,
    NotFit,
    NotKept,
    PresenceState,
    Search,
    ServiceHow,
    SlotTaken,
)
from appliance.menu.content import Background, Content
from appliance.menu.flow import read_flow
from appliance.menu.node import Spoken
from appliance.menu.nodes.record import BEEP
from appliance.menu.notices import NO_NOTICES, Notices
from appliance.menu.published import Published, publish
from appliance.menu.session import Session
from audio.line.wav import header, read_wav
from audio.speech.pace import SLOWER
from tests.appliance.calls.scripted_leg import Listener, ScriptedLeg, noise
from tests.fakes.virtual_time import VirtualClock, run_virtually

HOURS = "round_the_clock = true\n"
SLOWLY = "slowly "


class NoiseWords:
    """Every text is spoken: as noise of its own. `seconds` gives single texts another length."""

    def __init__(self, directory: Path, seconds: Mapping[str, float] | None = None) -> None:
        self._directory = directory
        self._seconds = seconds or {}

    def find(self, text: str, pace: int, language: str = "") -> Path:
        self._directory.mkdir(parents=True, exist_ok=True)
        sound = noise(text + language, self._seconds.get(text, 0.6) * 100 / pace)
        path = self._directory / f"{abs(hash((text, pace, language))):x}.wav"
        path.write_bytes(header(len(sound)) + sound)
        return path


def publish_noise(flow: str, tmp_path: Path, *, hours: str = HOURS, seconds: Mapping[str, float] | None = None) -> Path:
    """Publish a flow in `tmp_path/published` with noise for words; return that directory."""
    source = tmp_path / "source"
    source.mkdir(parents=True, exist_ok=True)
    (source / "flow.toml").write_text(flow, encoding="utf-8")
    (source / "hours.toml").write_text(hours, encoding="utf-8")
    publish(source, tmp_path / "published", NoiseWords(tmp_path / "words", seconds))
    return tmp_path / "published"


def sounding(
    flow: str,
    calendar: WorkCalendar | None = None,
    seconds: Mapping[str, float] | None = None,
    content: Mapping[str, Any] | None = None,
) -> Published:
    """Return the flow ready to be played, every prompt noise of 0.6 s or as `seconds` says by name.

    What is said slower is heard by another name, with `SLOWLY` before it.
    """
    read, lengths = read_flow(flow), seconds or {}
    background = Background(calendar or WorkCalendar.round_the_clock(), Content(content or {}))
    texts = {text for node in read.nodes.values() for text in node.texts(background)}

    def at(pace: str) -> Spoken:
        sounds = {name: noise(pace + name, lengths.get(name, 0.6)) for name in read.prompts}
        return Spoken(
            {name: Prompt(pace + name, text, sounds[name]) for name, text in read.prompts.items()},
            {text: Prompt("", pace + text, noise(pace + text, 0.3)) for text in texts},
        )

    usual, slower = at(""), at(SLOWLY)
    read_slower = (lambda: slower) if SLOWER in read.paces else None
    return Published("noise", read, background, usual.prompts, usual.phrases, read_slower)


class ScriptedSearch:
    """A search for a person; the test is the person."""

    def __init__(self) -> None:
        self.found: asyncio.Future[Leg | None] = asyncio.get_running_loop().create_future()
        self.position = 0
        self.expected_s: float | None = None
        self.told_at: list[float] = []
        self.over = False

    def told(self) -> None:
        self.told_at.append(asyncio.get_running_loop().time())

    def answer(self) -> ScriptedLeg:
        leg = ScriptedLeg()
        leg.port.hush = bytes(FRAME_BYTES)
        self.found.set_result(leg)
        return leg


@dataclass
class NoiseOffice:
    """A house that remembers what it was asked."""

    clock: VirtualClock
    number: int | None = 12
    refuses: bool = False
    full: bool = False
    unreadable: bool = False
    unfit: bool = False
    admissions: list[Admission] = field(default_factory=list)
    pins: list[str] = field(default_factory=list)
    prompts: dict[str, bytes] = field(default_factory=dict)
    kept: list[tuple[Recorded, str]] = field(default_factory=list)
    dropped: list[Recorded] = field(default_factory=list)
    nobody: bool = False
    search: ScriptedSearch | None = None
    caller_can_be_called: bool = True
    caller_can_be_texted: bool = True
    texted: list[str] = field(default_factory=list)
    told: list[tuple[str, ServiceHow]] = field(default_factory=list)
    rated: list[int] = field(default_factory=list)
    booked: list[str] = field(default_factory=list)
    slots: dict[int, list[datetime]] = field(default_factory=dict)
    """The free times of each reception."""
    taken: set[datetime] = field(default_factory=set)
    """Those that somebody else takes meanwhile."""
    received: list[tuple[int, datetime]] = field(default_factory=list)
    staff: PresenceState | None = None
    """How the operator stands who calls; None: a stranger calls."""
    changed: list[PresenceState] = field(default_factory=list)
    homes: frozenset[int] | None = None
    """The settlements of who calls, as far as the register knows them."""
    emergency_orders: list[tuple[int, int] | None] = field(default_factory=list)
    """Which text was put on, for how many hours; None: it was ended."""

    @asynccontextmanager
    async def seek_operator(self) -> AsyncIterator[Search]:
        if self.nobody:
            raise NobodyReady("нікого")
        self.search = ScriptedSearch()
        try:
            yield self.search
        finally:
            self.search.over = True

    async def rate(self, value: int) -> None:
        if self.refuses:
            raise NotKept("диск не приймає запису")
        self.rated.append(value)

    async def book_callback(self, typed: str = "") -> None:
        if self.refuses:
            raise NotKept("диск не приймає запису")
        if self.unfit or (typed and len(typed) < 9):
            raise NotFit("не номер")
        self.booked.append(typed)

    async def text_caller(self, text: str) -> None:
        if self.refuses:
            raise NotKept("диск не приймає запису")
        if self.unfit:
            raise NotFit("не мобільний")
        self.texted.append(text)

    def note_service(self, code: str, how: ServiceHow) -> None:
        self.told.append((code, how))

    async def reception_slots(self, reception: int, limit: int) -> list[datetime]:
        if self.refuses:
            raise NotKept("база не відповідає")
        return self.slots.get(reception, [])[:limit]

    async def book_reception(self, reception: int, starts_at: datetime) -> datetime:
        if self.refuses:
            raise NotKept("диск не приймає запису")
        if starts_at in self.taken:
            self.slots[reception].remove(starts_at)
            raise SlotTaken("зайнято")
        self.received.append((reception, starts_at))
        return starts_at

    @property
    def caller_is_staff(self) -> bool:
        return self.staff is not None

    async def presence(self) -> PresenceState | None:
        return None if self.refuses else self.staff

    async def change_presence(self, state: PresenceState) -> None:
        if self.refuses:
            raise NotKept("диск не приймає запису")
        self.staff = state
        self.changed.append(state)

    @property
    def can_record(self) -> bool:
        return not self.full

    async def keep_message(self, recorded: Recorded, purpose: str) -> KeptMessage:
        if self.refuses:
            raise NotKept("диск не приймає запису")
        self.kept.append((recorded, purpose))
        return KeptMessage(self.number)

    async def drop_recording(self, recorded: Recorded) -> None:
        self.dropped.append(recorded)

    async def play_back(self, recorded: Recorded) -> Prompt:
        if self.unreadable:
            raise OSError("unreadable")
        return Prompt("played back", "", read_wav(recorded.path))

    async def admit(self, pin: str) -> Admission:
        self.pins.append(pin)
        return self.admissions.pop(0)

    async def caller_settlements(self) -> frozenset[int] | None:
        return self.homes

    async def put_on_emergency_text(self, text_id: int, hours: int) -> None:
        if self.refuses:
            raise NotKept("диск не приймає запису")
        self.emergency_orders.append((text_id, hours))

    async def end_emergency_text(self) -> None:
        if self.refuses:
            raise NotKept("диск не приймає запису")
        self.emergency_orders.append(None)

    async def keep_prompt(self, recorded: Recorded, prompt: Prompt) -> None:
        if self.refuses:
            raise NotKept("диск не приймає запису")
        if self.unfit:
            raise NotFit("тиша")
        self.prompts[prompt.name] = read_wav(recorded.path)

    def now(self) -> Moment:
        return self.clock.now()


@dataclass
class Walk:
    """A caller in a menu."""

    leg: ScriptedLeg
    office: NoiseOffice
    trace: CallTrace
    ear: Listener
    running: asyncio.Future[EndedBy]

    @property
    def nodes(self) -> list[str]:
        return self.trace.nodes

    @property
    def said(self) -> list[str]:
        return self.ear.said

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    async def hears(self, name: str, within_s: float = 120.0, *, times: int = 1) -> float:
        return await self.ear.hears(name, within_s, times=times)

    async def arrives(self, node: str, within_s: float = 60.0, *, times: int = 1) -> None:
        """Wait until the caller stands at `node` for the `times`-th time."""
        async with asyncio.timeout(within_s):
            while self.nodes.count(node) < times:
                await asyncio.sleep(0.02)

    async def after_beep(self, *, times: int = 1) -> float:
        """Wait until the beep is over; return when that was."""
        await self.hears("beep", times=times)
        await self.until_quiet()
        return self.now()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def until_quiet(self) -> None:
        """Wait until nothing has been said for a moment."""
        while any(any(frame) for frame in self.leg.port.frames[-5:]):
            await asyncio.sleep(0.02)

    async def press(self, keys: str) -> None:
        self.leg.press(keys)
        await asyncio.sleep(0.04)

    async def ended(self, within_s: float = 300.0) -> EndedBy:
        """Wait for the end of the call; return who ended it."""
        return await asyncio.wait_for(asyncio.shield(self.running), within_s)


Scene = Callable[[Walk], Awaitable[None]]


def walk(
    scene: Scene,
    menu: Published,
    tmp_path: Path,
    *,
    clock: Callable[[asyncio.AbstractEventLoop], VirtualClock] = VirtualClock,
    rules: CallRules | None = None,
    notices: Notices = NO_NOTICES,
    known: Sequence[Prompt] = (),
    homes: frozenset[int] | None = None,
) -> Walk:
    """Run `scene` with a caller who was just answered. `known`: more that can be heard, `homes`: where he lives."""

    async def main() -> Walk:
        leg, trace, media, recorder = ScriptedLeg(), CallTrace(), MediaClock(), Recorder(tmp_path / "recordings")
        leg.port.hush = bytes(FRAME_BYTES)
        rules_kept = rules or CallRules(warning=menu.prompts["warning"], goodbye=menu.prompts["goodbye"])
        call = PhoneCall(leg, "uid", rules=rules_kept, media=media, recorder=recorder, trace=trace)
        office = NoiseOffice(clock(asyncio.get_running_loop()), homes=homes)
        spoken = [Spoken(menu.prompts, menu.phrases), *([menu.slower()] if menu.slower else [])]
        of_menu = [prompt for each in spoken for prompt in (*each.prompts.values(), *each.phrases.values())]
        ear = Listener(leg.port, [*of_menu, *known, BEEP])

        async def talk() -> EndedBy:
            try:
                await call.answer(lambda: None)
                await Session(menu, call, office, trace, notices).run()
            except CallEnded as over:
                return over.by
            finally:
                await call.close()
            raise AssertionError("the walk ended without an end")

        walking = Walk(leg, office, trace, ear, asyncio.ensure_future(talk()))
        try:
            await scene(walking)
        finally:
            leg.end()
            await asyncio.gather(walking.running, return_exceptions=True)
            recorder.stop()
        walking.running.result()
        return walking

    return run_virtually(main)
