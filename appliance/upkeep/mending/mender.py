"""The supervisor of all mending: the lines, the clock, the SIM cards. The daemon runs it as one object."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from appliance.casework.database import Database
from appliance.clock import Clock
from appliance.contracts import Line, LineStatus
from appliance.contracts.mending import Subscribed
from appliance.outreach.ussd import UssdWindow
from appliance.settings import GsmLineSettings, Settings, house_lines
from appliance.upkeep.mending.clock_watch import ClockWatch
from appliance.upkeep.mending.line_mender import LineMender
from appliance.upkeep.mending.operators import OPERATORS, load_operators
from appliance.upkeep.mending.proof import Proof
from appliance.upkeep.mending.sim_keeper import SimKeeper


class Mender:
    """`line_changed` never waits."""

    def __init__(
        self,
        lines: Sequence[Line],
        cards: Sequence[Subscribed],
        database: Database,
        clock: Clock,
        *,
        settings: Settings,
        ussd: UssdWindow,
        wake_outbox: Callable[[], None],
        news: Callable[[str], None],
    ) -> None:
        """`cards`: the lines that have a SIM card. `ussd`: the window to USSD. Raises SettingsError."""
        outside = {line.name for line in settings.lines} - house_lines(settings.lines)
        mending, asked = settings.mending, settings.asked
        numbers = {line.name: line.number for line in settings.lines if isinstance(line, GsmLineSettings)}
        self._lines = LineMender(lines, database, clock, settings=mending, asked=asked, outside=outside, news=news)
        self._clock = ClockWatch(cards, database, clock, asked=asked, news=news)
        self._cards = SimKeeper(
            cards, database, clock, settings=mending, operators=load_operators(OPERATORS), ussd=ussd, news=news
        )
        self._proof = Proof(
            lines,
            cards,
            database,
            clock,
            settings=mending,
            numbers={name: number for name, number in numbers.items() if number},
            technicians=settings.self_test.technicians,
            wake_outbox=wake_outbox,
            news=news,
        )

    def line_changed(self, status: LineStatus) -> None:
        """Hear of a line; call it on the loop."""
        self._lines.line_changed(status)
        self._cards.line_changed(status)

    def answer_ask_balance(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Answer {"ask": "ask_balance", "line": ""}: the cards are asked for their balance soon."""
        self._cards.ask_soon(str(request.get("line", "")))
        return {}

    async def run(self) -> None:
        """Mend until cancelled."""
        await asyncio.gather(self._lines.run(), self._clock.run(), self._cards.run(), self._proof.run())
