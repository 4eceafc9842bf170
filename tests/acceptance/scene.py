"""One scene for every kind of line: the same caller, the same menu, the same expectations."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from appliance.casework.contacts.calls import CallRecord
from appliance.menu.published import Published
from tests.fakes.box import Box, quick, with_lines
from tests.fakes.kinds import FAMILIES, VOICE_FAMILIES, Gsm, Kind, Sip, Voice
from tests.fakes.modem import FakeCaller
from tests.fakes.sip.caller import Telephone

GSM = tuple(Gsm(family) for family in FAMILIES)
LANDLINES = tuple(Voice(family) for family in VOICE_FAMILIES)
BY_TURNS = tuple(Voice(family, by_turns=True) for family in VOICE_FAMILIES)
TELEPHONES = (Telephone(), Telephone("µ-law"), Telephone(keys="info"), Telephone("µ-law", keys="in-band"))
KINDS: tuple[Kind, ...] = (*GSM, *LANDLINES, *BY_TURNS, Sip(TELEPHONES))


@dataclass
class Caller:
    """One caller's place in the scene: his number, and how he rings."""

    box: Box
    kind: Kind
    number: str
    way: Mapping[str, Any]

    def ring(self) -> FakeCaller:
        """Call the box."""
        return self.box.ring(self.number, self.kind.line, **self.way)

    async def record(self) -> CallRecord:
        """Return the record of his call once it is over."""
        [record] = await self.box.closed_records(1, number=self.number)
        return record


@dataclass
class Scene:
    """A box with one line of a kind. In real time what it says is short: the menu's own flow, noise for words."""

    kind: Kind
    menu: Published
    published: Path
    tmp_path: Path

    def run(self, talk: Callable[[Box], Coroutine[Any, Any, None]], *, most_calls: int = 0) -> None:
        """Run a talk with a box; `most_calls`: how many it takes at once on a line that could take many."""
        call = quick(answer_after_s=0.1, opening_silence_s=0.2) if self.kind.real_time else None
        kind = self.kind
        if isinstance(kind, Sip) and most_calls:
            kind = replace(kind, more={"max_calls": most_calls})
        with_lines(talk, self.tmp_path, kind, published=self.published, call=call)

    def each(self, talk: Callable[[Caller], Coroutine[Any, Any, None]]) -> None:
        """Run a talk for every telephone of this kind, all at the same time."""

        async def all_of_them(box: Box) -> None:
            ways = enumerate(self.kind.ways)
            callers = [Caller(box, self.kind, f"+3806711122{number:02}", way) for number, way in ways]
            await asyncio.gather(*(talk(caller) for caller in callers))

        self.run(all_of_them)
