"""A client of a simulator that runs as a process of its own: the names of `FakeModem`, every verb awaited."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
from pathlib import Path
from typing import Any, Self

from tests.fakes.modem.control import LINE_LIMIT, decode
from tests.fakes.modem.playout import AudioReport
from tests.fakes.modem.state import TurnedAway


class RemoteError(AssertionError):
    """What the simulator answered instead of a value."""


class RemoteModem:
    """Use as `async with RemoteModem(path) as modem`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_unix_connection(self._path, limit=LINE_LIMIT)
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_exception: object) -> None:
        self._listening.cancel()
        self._writer.close()
        await self._writer.wait_closed()

    async def ring(self, number: str | None = "+380671112244", **how: Any) -> RemoteParty:
        """Call the modem; as `FakeModem.ring`."""
        return RemoteParty(self, await self.ask("ring", number=number, **how))

    async def second_call(self, number: str | None = "+380509998877", give_up_after_s: float = 30.0) -> RemoteParty:
        """Call while the line is taken."""
        return RemoteParty(self, await self.ask("second_call", number=number, give_up_after_s=give_up_after_s))

    async def callee(self, number: str | None = None, **how: Any) -> RemoteParty:
        """Prepare who picks up when the host dials; as `FakeModem.callee`."""
        return RemoteParty(self, await self.ask("callee", number=number, **how))

    async def report(self) -> AudioReport:
        """Return how the host paced its sound."""
        return AudioReport(**await self.ask("report"))

    async def commands(self) -> list[tuple[float, str]]:
        """Return every AT command so far."""
        return [(at, text) for at, text in await self.ask("commands")]

    async def turned_away(self) -> list[TurnedAway]:
        """Return who did not get through."""
        return [TurnedAway(**item) for item in await self.ask("turned_away")]

    async def set_fault(self, name: str, value: object) -> None:
        """Set a field of `Faults`."""
        await self.ask("set_fault", name=name, value=value)

    async def unplug(self) -> None:
        """Pull it out."""
        await self.ask("unplug")

    async def plug(self, after_s: float = 0.0) -> None:
        """Put it in again."""
        await self.ask("plug", after_s=after_s)

    async def reset(self, back_after_s: float | None = None) -> None:
        """Let it reset itself."""
        await self.ask("reset", back_after_s=back_after_s)

    async def remove_sim(self) -> None:
        """Take the SIM out."""
        await self.ask("remove_sim")

    async def urc(self, *lines: str) -> None:
        """Say lines on the AT port."""
        await self.ask("urc", lines=lines)

    async def hold_downlink(self, seconds: float) -> None:
        """Deliver no sound for a while, then all of it at once."""
        await self.ask("hold_downlink", seconds=seconds)

    async def lose_byte(self) -> None:
        """Lose one byte of the sound that goes to the host."""
        await self.ask("lose_byte")

    async def pause_uplink(self, seconds: float) -> None:
        """Ask the host to pause its sound."""
        await self.ask("pause_uplink", seconds=seconds)

    async def ask(self, verb: str, call: int | None = None, **args: Any) -> Any:
        """Send one request and return its value. Raises RemoteError."""
        number = next(self._ids)
        request = {"id": number, "verb": verb, "args": {name: _encode(value) for name, value in args.items()}}
        if call is not None:
            request["call"] = call
        self._waiting[number] = asyncio.get_running_loop().create_future()
        self._writer.write(json.dumps(request).encode() + b"\n")
        await self._writer.drain()
        return await self._waiting[number]

    async def _listen(self) -> None:
        while line := await self._reader.readline():
            answer = json.loads(line)
            future = self._waiting.pop(answer["id"])
            if future.cancelled():
                continue
            if "error" in answer:
                future.set_exception(RemoteError(answer["error"]))
            else:
                future.set_result(decode(answer["value"]))
        for future in self._waiting.values():
            future.set_exception(RemoteError("the simulator has gone"))


class RemoteParty:
    """The far end of a call; its times are those of the last answer, `refresh` brings them up to date."""

    rang_at: float | None
    answered_at: float | None
    ended_at: float | None
    ended_by: str | None
    heard_from: float | None
    keys_received: str

    def __init__(self, modem: RemoteModem, state: dict[str, Any]) -> None:
        self._modem = modem
        self._call: int = state["call"]
        self.heard = b""
        self._take(state)

    async def refresh(self) -> None:
        """Fetch the present times, and what was heard since the last time."""
        self.heard += await self._ask("heard", since=len(self.heard))
        self._take(await self._ask("state"))

    async def answered(self, within_s: float) -> float:
        """Wait for the answer and return its time."""
        return float(await self._ask_and_refresh("answered", within_s=within_s))

    async def ended(self, within_s: float) -> float:
        """Wait for the end and return its time."""
        return float(await self._ask_and_refresh("ended", within_s=within_s))

    async def press(self, keys: str, tone_s: float = 0.1, gap_s: float = 0.1, **how: Any) -> bool:
        """Press keys; as `Party.press`."""
        return bool(await self._ask("press", keys=keys, tone_s=tone_s, gap_s=gap_s, **how))

    async def say(self, pcm: bytes) -> bool:
        """Speak."""
        return bool(await self._ask("say", pcm=pcm))

    async def hang_up(self) -> None:
        """Hang up."""
        await self._ask_and_refresh("hang_up")

    async def echo(self, db: float, delay_s: float) -> None:
        """Let what is heard come back."""
        await self._ask("echo", db=db, delay_s=delay_s)

    async def noise(self, dbfs: float) -> None:
        """Set the noise of the surroundings."""
        await self._ask("noise", dbfs=dbfs)

    async def busy_tone(self, **how: float) -> None:
        """Go without the network clearing the call."""
        await self._ask("busy_tone", **how)

    async def wait_for(self, pcm: bytes, within_s: float, threshold: float = 0.7) -> float:
        """Wait until a phrase was heard to its end."""
        return float(await self._ask_and_refresh("wait_for", pcm=pcm, within_s=within_s, threshold=threshold))

    async def save(self, path: Path) -> None:
        """Keep what was heard as a WAV file; `path` must mean the same in the simulator's process."""
        await self._ask("save", path=str(path))

    async def _ask(self, verb: str, **args: Any) -> Any:
        return await self._modem.ask(verb, self._call, **args)

    async def _ask_and_refresh(self, verb: str, **args: Any) -> Any:
        value = await self._ask(verb, **args)
        await self.refresh()
        return value

    def _take(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            if name != "call":
                setattr(self, name, value)


def _encode(value: object) -> object:
    if isinstance(value, bytes):
        return {"b64": base64.b64encode(value).decode()}
    return sorted(value) if isinstance(value, set) else value
