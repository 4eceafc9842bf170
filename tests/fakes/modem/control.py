"""The simulator's verbs over a unix socket: one JSON object a line, answers carry the `id` of their request.

Request: `{"id": 1, "verb": "ring", "args": {"number": "+380671112244"}}`, for a call also `"call": 1`.
Answer: `{"id": 1, "value": ...}` or `{"id": 1, "error": "..."}`. A call is `{"call": 1, "rang_at": ...}`, bytes are
`{"b64": "..."}`. Times are seconds of CLOCK_MONOTONIC, the same in every process of the machine.
"""

from __future__ import annotations

import asyncio
import base64
import json
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

from tests.fakes.modem.caller import Party
from tests.fakes.modem.modem import FakeModem

MODEM_VERBS = frozenset(
    {"ring", "second_call", "callee", "report", "unplug", "plug", "reset", "remove_sim", "urc"}
    | {"hold_downlink", "lose_byte", "pause_uplink"}
)
PARTY_VERBS = frozenset(
    {"answered", "ended", "press", "say", "hang_up", "echo", "noise", "busy_tone", "wait_for", "save"}
)
PARTY_STATE = ("number", "rang_at", "answered_at", "ended_at", "ended_by", "heard_from", "keys_received")
LINE_LIMIT = 64 * 2**20


class Control:
    """Serves one modem to any number of clients."""

    def __init__(self, modem: FakeModem, path: Path) -> None:
        self._modem = modem
        self._path = path
        self._parties: dict[int, Party] = {}
        self._server: asyncio.AbstractServer | None = None
        self._work: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()

    async def start(self) -> None:
        """Listen."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._serve, self._path, limit=LINE_LIMIT)

    async def stop(self) -> None:
        """Listen no more."""
        if self._server:
            self._server.close()
        for task in list(self._work):
            task.cancel()
        for writer in list(self._writers):
            writer.close()
            await writer.wait_closed()
        self._path.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        while line := await reader.readline():
            task = asyncio.create_task(self._handle(json.loads(line), writer))
            self._work.add(task)
            task.add_done_callback(self._work.discard)
        self._writers.discard(writer)
        writer.close()

    async def _handle(self, request: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        """Do one thing; whatever goes wrong is the client's to know."""
        answer: dict[str, Any] = {"id": request["id"]}
        try:
            answer["value"] = self._encode(await self._do(request))
        except Exception as error:
            answer["error"] = f"{type(error).__name__}: {error}"
        if not writer.is_closing():
            writer.write(json.dumps(answer).encode() + b"\n")
            await writer.drain()

    async def _do(self, request: dict[str, Any]) -> object:
        verb, args = request["verb"], {name: decode(value) for name, value in request.get("args", {}).items()}
        if "call" in request:
            return await self._do_in_call(self._parties[request["call"]], verb, args)
        if verb == "set_fault":
            setattr(self._modem.faults, args["name"], args["value"])
            return None
        if verb in ("commands", "turned_away"):
            return getattr(self._modem, verb)
        if verb not in MODEM_VERBS:
            raise ValueError(f"no such verb: {verb}")
        return getattr(self._modem, verb)(*args.pop("lines", ()), **args)

    async def _do_in_call(self, party: Party, verb: str, args: dict[str, Any]) -> object:
        if verb == "heard":
            return party.heard[args["since"] :]
        if verb == "state":
            return party
        if verb not in PARTY_VERBS:
            raise ValueError(f"no such verb in a call: {verb}")
        result = getattr(party, verb)(**args)
        return await result if asyncio.iscoroutine(result) else result

    def _encode(self, value: object) -> object:
        if isinstance(value, Party):
            return self._encode_party(value)
        if isinstance(value, bytes):
            return {"b64": base64.b64encode(value).decode()}
        if is_dataclass(value) and not isinstance(value, type):
            return asdict(value)
        if isinstance(value, list):
            return [self._encode(item) for item in value]
        return value

    def _encode_party(self, party: Party) -> dict[str, Any]:
        known = next((number for number, other in self._parties.items() if other is party), None)
        number = known or len(self._parties) + 1
        self._parties[number] = party
        return {"call": number} | {name: getattr(party, name) for name in PARTY_STATE}


def decode(value: Any) -> Any:
    """Undo the wrapping of bytes."""
    if isinstance(value, dict) and "b64" in value:
        return base64.b64decode(value["b64"])
    return value
