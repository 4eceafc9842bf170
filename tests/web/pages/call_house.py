"""A console whose daemon is stood in for by a socket that answers, and what tests of calls put into its register."""

from __future__ import annotations

import asyncio
import re
import threading
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any
from uuid import uuid4

from appliance.casework.contacts.calls import CallEnd, CallRecord, CallStart, VoiceMessage
from appliance.contracts import CallResult, EndedBy
from appliance.control import ControlServer
from tests.web.house import House

CALLER = "+380662838182"
NEIGHBOUR = "+380671112233"
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}"


def rang(house: House, number: str | None = CALLER, result: CallResult | None = None, **changes: Any) -> str:
    """Enter a call, which lives unless it has a `result`; return its uid."""
    known = {"number_raw": number or "", "number": number, "number_kind": "normal" if number else "withheld"}
    start = CallStart(**{"uid": uuid4().hex, "line": "gsm1", "incoming": True, "rang": house.now(), **known, **changes})
    with house.database():
        CallRecord.begin(start)
        if result:
            CallRecord.finish(start, CallEnd(None, house.now().wall, 60.0, result, EndedBy.CALLER))
    return start.uid


def left_message(
    house: House, number: str | None = CALLER, purpose: str = "message", *, ended_by: EndedBy = EndedBy.CALLER
) -> int:
    """Enter a call in which a message was left, with a second of sound; return the message's number."""
    start = CallStart(uuid4().hex, "gsm1", True, house.now(), number or "", number, "normal" if number else "withheld")
    name = f"{start.uid}.wav"
    with wave.open(str(house.settings.recordings / name), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(b"\1\0" * 8000)
    with house.database():
        CallRecord.finish(start, CallEnd(house.now().wall, house.now().wall, 9.0, CallResult.SERVED, ended_by))
        return VoiceMessage.keep(
            start, uid=uuid4().hex, purpose=purpose, kept=house.now(), path=name, duration_s=1, sound_s=1
        )


def text_of(html: str) -> str:
    """What is read on a page."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


@contextmanager
def daemon_of(house: House, call_back: Callable[[dict[str, Any]], dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Answer on the box's socket as the daemon does; yields what was asked."""
    asked: list[dict[str, Any]] = []

    def heard(answer: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[dict[str, Any]], dict[str, Any]]:
        def hear(request: dict[str, Any]) -> dict[str, Any]:
            asked.append(request)
            return answer(request)

        return hear

    ready, stop = threading.Event(), threading.Event()

    async def serve() -> None:
        answers = {"wake_callbacks": heard(lambda _request: {}), "call_back": heard(call_back)}
        server = ControlServer(house.settings.control, answers)
        await server.start()
        ready.set()
        await asyncio.to_thread(stop.wait)
        await server.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert ready.wait(60)
    try:
        yield asked
    finally:
        stop.set()
        thread.join()
