"""The control socket, both sides, over a real socket."""

from __future__ import annotations

import asyncio
import json
import socket
import stat
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from appliance import control
from appliance.control import AskRefused, BoxAlreadyRunning, BoxNotRunning, ControlServer
from appliance.errors import SlukhavkaError

STATUS = {"lines": [{"line": "gsm1", "state": "idle"}], "menu_revision": "3"}


class NoSuchLineError(SlukhavkaError):
    """An error of an answer."""


async def _slow(request: dict[str, Any]) -> dict[str, Any]:
    await asyncio.sleep(0)
    return {"heard": request["word"]}


def _refuse(_request: dict[str, Any]) -> dict[str, Any]:
    raise NoSuchLineError("Такої лінії немає.")


def _mistake(_request: dict[str, Any]) -> dict[str, Any]:
    raise KeyError("line")


ANSWERS: dict[str, control.Answer] = {
    "status": lambda _request: STATUS,
    "echo": _slow,
    "refuse": _refuse,
    "mistake": _mistake,
}

Body = Callable[[ControlServer, Callable[..., Awaitable[Any]]], Awaitable[None]]


def serving(path: Path, body: Body) -> None:
    """Run `body(server, elsewhere)`; `elsewhere` runs what blocks in a thread."""

    async def main() -> None:
        server = ControlServer(path, ANSWERS)
        await server.start()
        with ThreadPoolExecutor(4) as pool:

            async def elsewhere(job: Callable[..., Any], *args: Any) -> Any:
                return await asyncio.get_running_loop().run_in_executor(pool, job, *args)

            try:
                await body(server, elsewhere)
            finally:
                await server.close()

    asyncio.run(main())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "control.sock"


def say(path: Path, *lines: bytes) -> list[dict[str, Any]]:
    """Send raw lines and return what is answered until the other side is done."""
    with socket.socket(socket.AF_UNIX) as talk:
        talk.settimeout(60)
        talk.connect(str(path))
        arrived = b""
        with suppress(BrokenPipeError):
            for line in lines:
                talk.sendall(line)
            talk.shutdown(socket.SHUT_WR)
        with suppress(ConnectionResetError):
            while more := talk.recv(65536):
                arrived += more
    return [json.loads(line) for line in arrived.splitlines()]


def test_a_question_is_answered_by_a_plain_or_an_async_function(path: Path) -> None:
    async def body(_server: ControlServer, elsewhere: Callable[..., Awaitable[Any]]) -> None:
        assert await elsewhere(control.ask, path, "status") == STATUS
        assert await elsewhere(lambda: control.ask(path, "echo", word="слово")) == {"heard": "слово"}

    serving(path, body)


def test_a_refusal_arrives_as_its_sentence_and_a_mistake_as_a_general_one(path: Path) -> None:
    async def body(_server: ControlServer, elsewhere: Callable[..., Awaitable[Any]]) -> None:
        with pytest.raises(AskRefused, match="Такої лінії немає"):
            await elsewhere(control.ask, path, "refuse")
        with pytest.raises(AskRefused, match="не змогла відповісти"):
            await elsewhere(control.ask, path, "mistake")
        with pytest.raises(AskRefused, match="не знає"):
            await elsewhere(control.ask, path, "format_disk")
        assert await elsewhere(control.ask, path, "status") == STATUS

    serving(path, body)


@pytest.mark.parametrize(
    "hostile",
    [
        b"\n",
        b"hello\n",
        b"\xff\xfe\x00\n",
        b"[]\n",
        b"null\n",
        b'"status"\n',
        b"{}\n",
        b'{"ask": null}\n',
        b'{"ask": ["status"]}\n',
        b'{"ask": {"a": 1}}\n',
        b'{"ask": "\\ud800"}\n',
        b"[" * 60_000 + b"\n",
        b"9" * 60_000 + b"\n",
    ],
    ids=lambda line: repr(line[:24]),
)
def test_nonsense_is_answered_with_a_sentence_and_the_talk_goes_on(path: Path, hostile: bytes) -> None:
    async def body(_server: ControlServer, elsewhere: Callable[..., Awaitable[Any]]) -> None:
        first, second = await elsewhere(say, path, hostile, b'{"ask": "status"}\n')
        assert set(first) == {"error"}
        assert second == STATUS

    serving(path, body)


def test_a_line_without_end_is_refused_and_hung_up_on(path: Path) -> None:
    async def body(_server: ControlServer, elsewhere: Callable[..., Awaitable[Any]]) -> None:
        assert await elsewhere(say, path, b"x" * 1_000_000) == [{"error": "Запит задовгий."}]
        assert await elsewhere(control.ask, path, "status") == STATUS

    serving(path, body)


def test_everybody_who_follows_hears_every_event(path: Path) -> None:
    async def body(server: ControlServer, elsewhere: Callable[..., Awaitable[Any]]) -> None:
        followers = [control.events(path) for _ in range(3)]
        for follower in followers:
            assert await elsewhere(next, follower) == {"event": "hello"}
        server.publish("call", uid="ab")
        server.publish("message", id=7)
        for follower in followers:
            assert await elsewhere(next, follower) == {"event": "call", "uid": "ab"}
            assert await elsewhere(next, follower) == {"event": "message", "id": 7}
            follower.close()

    serving(path, body)


def test_a_silent_daemon_makes_an_idle_event_and_a_dead_one_ends_them(path: Path) -> None:
    async def body(server: ControlServer, elsewhere: Callable[..., Awaitable[Any]]) -> None:
        follower = control.events(path, idle_s=0.01)
        assert await elsewhere(next, follower) == {"event": "hello"}
        assert await elsewhere(next, follower) == {"event": "idle"}
        await server.close()
        assert {event["event"] for event in await elsewhere(list, follower)} <= {"idle"}

    serving(path, body)


def test_a_reader_that_does_not_read_is_dropped_and_holds_nobody_up(path: Path) -> None:
    async def body(server: ControlServer, elsewhere: Callable[..., Awaitable[Any]]) -> None:
        deaf, keen = control.events(path), control.events(path)
        await elsewhere(next, deaf)
        await elsewhere(next, keen)
        for _ in range(20):
            for number in range(500):
                server.publish("call", uid=f"{number:032}")
            heard = await elsewhere(lambda: [next(keen)["uid"] for _ in range(500)])
            assert heard == [f"{number:032}" for number in range(500)]
        assert 0 < len(await elsewhere(list, deaf)) < 20 * 500
        keen.close()

    serving(path, body)


def connected(path: Path, stack: ExitStack) -> socket.socket:
    talk = stack.enter_context(socket.socket(socket.AF_UNIX))
    talk.settimeout(60)
    talk.connect(str(path))
    talk.sendall(b'{"ask": "events"}\n')
    return talk


def test_one_too_many_is_refused_with_a_sentence_and_let_in_when_another_leaves(path: Path) -> None:
    def crowd() -> Iterator[None]:
        with ExitStack() as stack:
            for _ in range(control.CONNECTIONS_MAX):
                assert connected(path, stack).recv(100) == b'{"event": "hello"}\n'
            with pytest.raises(AskRefused, match="Забагато"):
                control.ask(path, "status")
            yield

    async def body(_server: ControlServer, elsewhere: Callable[..., Awaitable[Any]]) -> None:
        await elsewhere(list, crowd())
        while True:
            try:
                assert await elsewhere(control.ask, path, "status") == STATUS
            except AskRefused:
                continue
            return

    serving(path, body)


def test_only_owner_and_group_may_speak_and_a_dead_daemons_socket_is_replaced(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))

    async def body(_server: ControlServer, elsewhere: Callable[..., Awaitable[Any]]) -> None:
        assert stat.S_IMODE((await elsewhere(path.stat)).st_mode) == 0o660
        assert await elsewhere(control.ask, path, "status") == STATUS

    serving(path, body)
    assert not path.exists()


def test_a_second_daemon_is_refused_and_the_first_lives_on(path: Path) -> None:
    async def body(_server: ControlServer, elsewhere: Callable[..., Awaitable[Any]]) -> None:
        with pytest.raises(BoxAlreadyRunning):
            await ControlServer(path, {}).start()
        assert await elsewhere(control.ask, path, "status") == STATUS

    serving(path, body)


def test_nobody_there_has_a_name(path: Path) -> None:
    with pytest.raises(BoxNotRunning):
        control.ask(path, "status")
    with pytest.raises(BoxNotRunning):
        next(control.events(path))
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    with pytest.raises(BoxNotRunning):
        control.ask(path, "status")


def test_a_daemon_that_does_not_answer_is_not_waited_for_for_ever(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as hung:
        hung.bind(str(path))
        hung.listen()
        with pytest.raises(BoxNotRunning, match="не відповідає"):
            control.ask(path, "status", limit_s=0.05)
        with pytest.raises(BoxNotRunning, match="не відповідає"):
            next(control.events(path, limit_s=0.05))
