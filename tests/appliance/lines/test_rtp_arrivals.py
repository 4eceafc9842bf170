"""Many sockets behind one descriptor, in virtual time. Of unix, for what these are sent is there at once."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from appliance.lines.rtp_arrivals import FEW, PAUSE_S, Arrivals
from tests.fakes.virtual_time import run_virtually


class Ports:
    """Sockets that are watched, and which of them were called back, in order."""

    def __init__(self, many: int) -> None:
        self.arrivals = Arrivals()
        self.called: list[int] = []
        self.sockets = [socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(many)]
        self._from = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        for number, port in enumerate(self.sockets):
            port.bind("")  # an abstract name that the kernel chooses
            self.arrivals.watch(port, partial(self.arrived, number))

    def arrived(self, number: int) -> None:
        self.sockets[number].recv(100)
        self.called.append(number)

    def send(self, *numbers: int) -> None:
        for number in numbers:
            self._from.sendto(b"sound", self.sockets[number].getsockname())

    def forget(self) -> None:
        for port in self.sockets:
            self.arrivals.forget(port)

    def close(self) -> None:
        self.forget()
        for port in (*self.sockets, self._from):
            port.close()


@contextmanager
def ports(many: int) -> Iterator[Ports]:
    made = Ports(many)
    try:
        yield made
    finally:
        made.close()


async def turns(many: int = 5) -> None:
    """Let the loop turn; no time passes."""
    for _ in range(many):
        await asyncio.sleep(0)


def test_with_few_calls_each_packet_is_taken_as_it_comes() -> None:
    async def main() -> None:
        with ports(FEW) as some:
            for number in (3, 5, 3):
                some.send(number)
                await turns()
            assert some.called == [3, 5, 3]

    run_virtually(main)


def test_with_many_calls_what_comes_within_a_pause_is_taken_together_and_nothing_is_lost() -> None:
    async def main() -> None:
        with ports(FEW + 1) as some:
            some.send(0)
            await turns()
            some.send(1, 2, 2)
            await turns()
            assert some.called == [0]
            await asyncio.sleep(PAUSE_S)
            assert sorted(some.called) == [0, 1, 2]
            await asyncio.sleep(PAUSE_S)
            assert sorted(some.called) == [0, 1, 2, 2]

    run_virtually(main)


def test_after_a_quiet_pause_the_next_packet_is_taken_at_once() -> None:
    async def main() -> None:
        with ports(FEW + 1) as some:
            some.send(0)
            await asyncio.sleep(3 * PAUSE_S)
            some.send(1)
            await turns()
            assert some.called == [0, 1]

    run_virtually(main)


def test_whatever_goes_wrong_for_one_call_the_others_are_heard() -> None:
    async def main() -> None:
        wrong: list[Any] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: wrong.append(context["exception"]))
        with ports(FEW + 1) as some:
            some.arrivals.forget(some.sockets[0])
            some.arrivals.watch(some.sockets[0], partial(_breaks, some.sockets[0]))
            some.send(*range(FEW + 1))
            await asyncio.sleep(3 * PAUSE_S)
            assert sorted(some.called) == list(range(1, FEW + 1))
            assert [type(error) for error in wrong] == [ZeroDivisionError]

    run_virtually(main)


def test_with_the_last_call_nothing_is_left_open_and_the_next_one_is_heard() -> None:
    async def main() -> None:
        before = _open_files()
        with ports(FEW + 1) as some:
            some.send(0)
            await turns()
            some.forget()
            assert _open_files() == before + FEW + 2
            some.arrivals.watch(some.sockets[4], partial(some.arrived, 4))
            some.send(4)
            await turns()
            assert some.called == [0, 4]
        assert _open_files() == before

    run_virtually(main)


def _open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def _breaks(port: socket.socket) -> None:
    port.recv(100)
    raise ZeroDivisionError
