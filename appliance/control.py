"""The control socket: JSON lines over a unix socket between the daemon and whoever stands beside it.

A line {"ask": verb, ...} is answered with one line, an object, or {"error": a Ukrainian sentence}. {"ask": "events"} is
answered with {"event": "hello"}, and from then on with every event: names and ids, never data. What must not be lost is
a row in the database; what travels here is only news.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
import socket
from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from appliance.errors import SlukhavkaError

LINE_MAX = 64 * 1024
CONNECTIONS_MAX = 64
BACKLOG_MAX = 64 * 1024
"""A reader of events that leaves more bytes than this unread is dropped."""
PATIENCE_S = 30.0
"""For how long a connection that follows no events may say nothing, or not read its answer."""
SOCKET_MODE = 0o660

Answer = Callable[[dict[str, Any]], Any]
_log = logging.getLogger(__name__)


class BoxNotRunning(SlukhavkaError):
    """Nobody answers on the control socket."""


class BoxAlreadyRunning(SlukhavkaError):
    """Another daemon answers on the control socket."""


class AskRefused(SlukhavkaError):
    """The daemon would not do what was asked; the text is its sentence."""


class ControlServer:
    """The daemon's side. `answers` maps a verb to a function of the whole request, plain or async, returning a dict."""

    def __init__(self, path: Path, answers: Mapping[str, Answer]) -> None:
        """Prepare; nothing listens yet."""
        self._path = path
        self._answers = answers
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()
        self._followers: set[asyncio.StreamWriter] = set()

    async def start(self) -> None:
        """Listen. Replaces a socket that a dead daemon left; raises BoxAlreadyRunning when one lives, or OSError."""
        if _lives(self._path):
            raise BoxAlreadyRunning("Слухавка вже працює.")
        # Renamed into its place when it is ready: nobody meets a socket with the wrong rights or one that is deaf.
        unready = self._path.with_name(self._path.name + ".new")
        unready.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            listener.bind(str(unready))
            unready.chmod(SOCKET_MODE)
            listener.listen()
            unready.replace(self._path)
        except OSError:
            listener.close()
            raise
        self._server = await asyncio.start_unix_server(self._accept, sock=listener, limit=LINE_MAX)

    async def close(self) -> None:
        """Stop listening, drop who is connected, remove the socket."""
        if self._server is None:
            return
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        self._path.unlink(missing_ok=True)
        self._server = None

    def publish(self, event: str, **ids: str | int) -> None:
        """Tell everybody who follows the events; call it on the loop. Never waits: who reads too slowly is dropped."""
        line = _line({"event": event, **ids})
        for follower in list(self._followers):
            if follower.transport.get_write_buffer_size() > BACKLOG_MAX:
                self._followers.discard(follower)
                follower.transport.abort()
            else:
                follower.write(line)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._talks) >= CONNECTIONS_MAX:
            writer.write(_line({"error": "Забагато з'єднань із Слухавкою."}))
            writer.close()
            return
        talk = asyncio.get_running_loop().create_task(self._talk(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._answer_one(reader, writer):
                pass
            writer.close()
        except (OSError, TimeoutError):
            _log.debug("a control connection broke off", exc_info=True)
        finally:
            self._followers.discard(writer)
            if not writer.is_closing():
                writer.transport.abort()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Read a line and answer it; False when the connection is to end."""
        try:
            async with asyncio.timeout(None if writer in self._followers else PATIENCE_S):
                line = await reader.readline()
        except ValueError:
            writer.write(_line({"error": "Запит задовгий."}))
            return False
        if not line:
            return False
        writer.write(await self._answer(line, writer))
        async with asyncio.timeout(PATIENCE_S):
            await writer.drain()
        return True

    async def _answer(self, line: bytes, writer: asyncio.StreamWriter) -> bytes:
        try:
            request = json.loads(line)
        except (ValueError, RecursionError):
            return _line({"error": "Запит не є рядком JSON."})
        verb = request.get("ask") if isinstance(request, dict) else None
        if verb == "events":
            self._followers.add(writer)
            return _line({"event": "hello"})
        answer = self._answers.get(verb) if isinstance(verb, str) else None
        if answer is None:
            return _line({"error": "Такого запиту Слухавка не знає."})
        return await _outcome(answer, request)


async def _outcome(answer: Answer, request: dict[str, Any]) -> bytes:
    try:
        found = answer(request)
        if inspect.isawaitable(found):
            found = await found
        return _line(found)
    except SlukhavkaError as error:
        return _line({"error": str(error)})
    except Exception:
        # A mistake in one answer must not end the talk with the others; the log keeps it whole.
        _log.exception("the answer to %r failed", request["ask"])
        return _line({"error": "Слухавка не змогла відповісти на запит."})


def ask(path: Path, verb: str, /, *, limit_s: float = 2.0, **details: Any) -> dict[str, Any]:
    """Ask the daemon and return its answer. Waits at most about `limit_s`. Raises BoxNotRunning, AskRefused."""
    with _connected(path, limit_s) as connection:
        _send(connection, {"ask": verb, **details})
        return _first(_Lines(connection), limit_s)


def events(path: Path, *, idle_s: float = 15.0, limit_s: float = 2.0) -> Generator[dict[str, Any], None, None]:
    """Yield {"event": "hello"}, then the daemon's events, and {"event": "idle"} after each `idle_s` without one.

    Ends when the daemon ends. Raises, before the hello only, BoxNotRunning and AskRefused.
    """
    with _connected(path, limit_s) as connection:
        _send(connection, {"ask": "events"})
        lines = _Lines(connection)
        yield _first(lines, limit_s)
        while True:
            try:
                event = lines.next(idle_s)
            except TimeoutError:
                yield {"event": "idle"}
                continue
            if event is None:
                return
            yield event


class _Lines:
    """The objects that come in over a connection."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._arrived = b""

    def next(self, limit_s: float) -> dict[str, Any] | None:
        """Return the next object, None at the end. Raises TimeoutError when nothing comes for `limit_s`."""
        self._connection.settimeout(limit_s)
        while b"\n" not in self._arrived:
            try:
                more = self._connection.recv(LINE_MAX)
            except ConnectionError:
                return None
            if not more:
                return None
            self._arrived += more
        line, _, self._arrived = self._arrived.partition(b"\n")
        return cast(dict[str, Any], json.loads(line))


def _first(lines: _Lines, limit_s: float) -> dict[str, Any]:
    try:
        answer = lines.next(limit_s)
    except TimeoutError:
        answer = None
    if answer is None:
        raise BoxNotRunning("Слухавка не відповідає.")
    if "error" in answer:
        raise AskRefused(str(answer["error"]))
    return answer


def _connected(path: Path, limit_s: float) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(limit_s)
    try:
        connection.connect(str(path))
    except OSError as error:
        connection.close()
        raise BoxNotRunning("Слухавка не працює.") from error
    return connection


def _send(connection: socket.socket, request: dict[str, Any]) -> None:
    # Who refuses us answers and hangs up before it has read everything: its answer is still there to be read.
    with suppress(OSError):
        connection.sendall(_line(request))


def _lives(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        # A live daemon with a full queue makes this wait; nothing turns on the loop before the daemon has started.
        probe.settimeout(1.0)
        return probe.connect_ex(str(path)) == 0


def _line(message: Mapping[str, Any]) -> bytes:
    """Return the message as one line. ASCII only, so that no text, however broken, can break the line."""
    return json.dumps(message).encode() + b"\n"
