"""Takes the calls of all lines, each as a task of its own, and keeps their records."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from appliance.calls.recording import undecided
from appliance.casework.contacts.calls import CallStart
from appliance.contracts import Leg, Line
from appliance.desk.cut_off import enter_cut_off
from appliance.desk.one_call import House, OneCall

log = logging.getLogger(__name__)

FAREWELL_S = 5.0


class Reception:
    """One desk for all lines; each line has one caller at a time."""

    def __init__(self, house: House) -> None:
        """Nothing is taken before `serve`."""
        self._house = house
        self._closing = False
        self._open: dict[str, OneCall] = {}
        self._under_way: set[asyncio.Task[None]] = set()

    async def serve(self, lines: Sequence[Line]) -> None:
        """Take the calls of all `lines` until cancelled, after a look for what an earlier run left half done."""
        self._spawn(enter_cut_off(await self._cut_off(), self._house.ledger, self._house.clock.now()))
        await asyncio.gather(*(self._serve_line(line) for line in lines))

    async def _cut_off(self) -> list[Path]:
        try:
            return await asyncio.to_thread(undecided, self._house.recordings)
        except OSError:
            log.exception("the recordings cannot be looked through")
            return []

    async def close(self) -> None:
        """End every call politely, take no new one, and return when their records are kept."""
        self._closing = True
        for call in self._open.values():
            call.stop()
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=FAREWELL_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _serve_line(self, line: Line) -> None:
        async for leg in line.incoming():
            self._spawn(self._receive(leg))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _receive(self, leg: Leg) -> None:
        reception = OneCall(leg, self._house)
        if self._closing:
            reception.stop()
        self._open[reception.start.uid] = reception
        self._spawn(self._tell(reception.start, leg))
        try:
            await reception.run()
        finally:
            del self._open[reception.start.uid]
            await asyncio.shield(self._close_record(reception))

    async def _tell(self, call: CallStart, leg: Leg) -> None:
        """Keep that it rings and, as soon as the network has said it, who calls. The answer does not wait for either.

        `news("call", uid=…)` is told when it rings, when the caller is known, and when the call is over.
        """
        house = self._house
        caller = asyncio.ensure_future(leg.caller())
        await asyncio.sleep(0)
        # A SIP call names its caller at once: then one commit is enough.
        rung = call.shows(caller.result(), house.area_code) if caller.done() else call
        await house.ledger.began(rung)
        house.news("call", uid=call.uid)
        shown = call.shows(await caller, house.area_code)
        if shown != rung:
            await house.ledger.caller_known(shown)
            house.news("call", uid=call.uid)

    async def _close_record(self, reception: OneCall) -> None:
        call, end = reception.start, reception.end()
        await self._house.ledger.ended(call, end)
        self._house.news("call", uid=call.uid)
        self._house.missed_calls.ended(call, end, calls_again=partial(self._talks_with, call.number))

    def _talks_with(self, number: str | None) -> bool:
        return any(each.start.number == number for each in self._open.values())
