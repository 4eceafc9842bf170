"""The console on its real server, with real event streams."""

from __future__ import annotations

import asyncio
import http.client
import json
import logging
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import Role
from appliance.control import ControlServer
from tests.web.house import House
from web import live
from web.server import ConsoleServer
from web.tls import adapter, identity


class Daemon:
    """A control socket on a loop in a thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._loop = asyncio.new_event_loop()
        self._server = ControlServer(path, {"status": lambda _request: {"lines": []}})
        self._thread = threading.Thread(target=self._loop.run_forever)

    def start(self) -> None:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._server.start(), self._loop).result(60)

    def publish(self, event: str, **ids: str) -> None:
        self._loop.call_soon_threadsafe(lambda: self._server.publish(event, **ids))

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._server.close(), self._loop).result(60)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


Stream = tuple[http.client.HTTPConnection, http.client.HTTPResponse]


class Console:
    """A running server and its streams, seen by a browser in which a clerk has entered."""

    def __init__(self, server: ConsoleServer, house: House) -> None:
        self.server = server
        self.trusted = ssl.create_default_context(cafile=house.settings.tls / "authority.crt")
        cookie = house.enter(Role.CLERK).client.get_cookie("__Host-s", domain="localhost")
        assert cookie
        self._entered = {"Cookie": f"{cookie.key}={cookie.value}"}

    def get(self, address: str, method: str = "GET") -> tuple[int, str]:
        connection = self._connect()
        connection.request(method, address, headers=self._entered)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, body

    @contextmanager
    def stream(self) -> Iterator[http.client.HTTPResponse]:
        connection = self._connect()
        connection.request("GET", "/events", headers=self._entered)
        answer = connection.getresponse()
        try:
            yield answer
        finally:
            answer.close()
            connection.close()

    def _connect(self) -> http.client.HTTPSConnection:
        port = self.server.bind_addr[1]
        return http.client.HTTPSConnection("localhost", port, timeout=60, context=self.trusted)


@contextmanager
def running(directory: Path) -> Iterator[Console]:
    house = House(directory)
    tls = adapter(identity(house.settings.tls, ("localhost", "127.0.0.1"), datetime.now(UTC)))
    server = ConsoleServer(house.app, "127.0.0.1", 0, tls)
    server.prepare()
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield Console(server, house)
    finally:
        server.stop()
        thread.join()


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    here = Daemon(tmp_path / "control")
    here.start()
    yield here
    here.stop()


@pytest.fixture
def console(tmp_path: Path, daemon: Daemon) -> Iterator[Console]:
    with running(tmp_path) as here:
        yield here


def news(stream: http.client.HTTPResponse) -> dict[str, str]:
    while not (line := stream.readline()).startswith(b"data: "):
        assert line
    return dict(json.loads(line.removeprefix(b"data: ")))


def until(condition: Callable[[], bool]) -> None:
    assert any(condition() for _ in range(5_000))


def test_an_event_of_the_daemon_reaches_the_browser_at_once(daemon: Daemon, console: Console) -> None:
    with console.stream() as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        assert stream.headers["Cache-Control"] == "no-store"
        assert stream.readline() == b"retry: 5000\n"
        daemon.publish("call", uid="ab\n\ndata: x")
        assert news(stream) == {"event": "call", "uid": "ab\n\ndata: x"}
        daemon.publish("line", line="gsm1")
        assert news(stream) == {"event": "line", "line": "gsm1"}


def test_thirty_browsers_listen_the_next_is_refused_and_pages_still_come(daemon: Daemon, console: Console) -> None:
    with ExitStack() as stack:
        streams = [stack.enter_context(console.stream()) for _ in range(live.LIMIT)]
        assert {stream.status for stream in streams} == {200}
        assert console.get("/events")[0] == 503
        assert console.get("/login")[0] == 303
        daemon.publish("line", line="gsm1")
        assert [news(stream)["line"] for stream in streams] == ["gsm1"] * live.LIMIT


def test_a_browser_that_leaves_gives_its_place_back(daemon: Daemon, console: Console) -> None:
    with ExitStack() as stack:
        for _ in range(live.LIMIT):
            stack.enter_context(console.stream())

    def a_place_is_free() -> bool:
        daemon.publish("line", line="gsm1")
        with console.stream() as stream:
            return stream.status == 200

    until(a_place_is_free)


def test_asking_only_for_the_head_of_the_stream_takes_no_place(console: Console) -> None:
    for _ in range(live.LIMIT + 1):
        assert console.get("/events", "HEAD")[0] == 200


def test_a_daemon_that_dies_ends_the_streams(tmp_path: Path) -> None:
    daemon = Daemon(tmp_path / "control")
    daemon.start()
    with running(tmp_path) as console, console.stream() as stream:
        assert stream.readline() == b"retry: 5000\n"
        daemon.stop()
        assert stream.read() == b"\n"
        assert console.get("/events")[0] == 503


def test_the_console_stops_though_browsers_listen(tmp_path: Path, daemon: Daemon) -> None:
    with ExitStack() as streams:
        with running(tmp_path) as console:
            stream = streams.enter_context(console.stream())
            assert stream.readline() == b"retry: 5000\n"
        assert stream.read() == b"\n"


def test_the_answer_does_not_tell_what_software_it_comes_from(console: Console) -> None:
    with console.stream() as stream:
        assert stream.headers["Server"] == "slukhavka"


def test_a_window_that_is_closed_is_no_complaint_in_the_log(console: Console, caplog: pytest.LogCaptureFixture) -> None:
    cut_off = ssl.SSLError(1, "[SSL: UNEXPECTED_EOF_WHILE_READING] unexpected eof while reading")
    for error in (ssl.SSLEOFError("EOF occurred"), cut_off, ConnectionResetError("reset"), RuntimeError("ours")):
        try:
            raise error
        except Exception as caught:
            console.server.error_log(f"socket.error {caught}", logging.WARNING, traceback=True)
    assert [record.message for record in caplog.records] == ["socket.error ours"]
