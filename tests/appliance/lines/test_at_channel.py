"""Commands over a pty: one at a time, each with its limit, and back in step after one that was given up."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from appliance.lines.at import Command
from appliance.lines.at_channel import AtChannel, CommandRefused, ModemSilent
from appliance.lines.serial_port import PortLost
from tests.appliance.lines.wire import Wire
from tests.fakes.virtual_time import run_virtually

OK = b"\r\nOK\r\n"
CSQ = Command("AT+CSQ", informs="+CSQ:")


class Bench:
    """A channel, and the modem's side of it played by the test."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.lines: list[str] = []
        self.lost: list[PortLost] = []
        self.channel = AtChannel(wire.path, baudrate=115200, on_line=self.lines.append, on_lost=self.lost.append)

    async def heard(self) -> bytes:
        await asyncio.sleep(0.01)
        return self.wire.read()

    async def say(self, octets: bytes) -> None:
        self.wire.write(octets)
        await asyncio.sleep(0.01)


def on_a_bench(test: Callable[[Bench], Coroutine[Any, Any, None]]) -> None:
    async def main() -> None:
        with Wire() as wire:
            bench = Bench(wire)
            await test(bench)
            bench.channel.close()

    run_virtually(main)


def test_an_answer_comes_back_and_unsolicited_lines_go_their_own_way() -> None:
    async def test(bench: Bench) -> None:
        asking = asyncio.ensure_future(bench.channel.ask(CSQ))
        assert await bench.heard() == b"AT+CSQ\r"
        await bench.say(b"\r\nRING\r\n\r\n+CSQ: 15,99\r\n" + OK + b"\r\n^RSSI:15\r\n")
        answer = await asking
        assert (answer.ok, answer.lines) == (True, ("+CSQ: 15,99",))
        assert bench.lines == ["RING", "^RSSI:15"]

    on_a_bench(test)


def test_commands_wait_for_each_other() -> None:
    async def test(bench: Bench) -> None:
        both = asyncio.gather(bench.channel.ask(Command("AT")), bench.channel.ask(CSQ))
        assert await bench.heard() == b"AT\r"
        await bench.say(OK)
        assert await bench.heard() == b"AT+CSQ\r"
        await bench.say(b"\r\n+CSQ: 7,99\r\n" + OK)
        assert [answer.lines for answer in await both] == [(), ("+CSQ: 7,99",)]

    on_a_bench(test)


def test_an_order_that_is_refused_says_why() -> None:
    async def test(bench: Bench) -> None:
        ordering = asyncio.ensure_future(bench.channel.order("AT+CHUP"))
        await bench.heard()
        await bench.say(b"\r\n+CME ERROR: 3\r\n")
        with pytest.raises(CommandRefused, match=r"AT\+CHUP: \+CME ERROR: 3"):
            await ordering

    on_a_bench(test)


def test_a_silent_modem_costs_the_limit_of_the_command_and_no_more() -> None:
    async def test(bench: Bench) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        with pytest.raises(ModemSilent, match=r"AT\+CSQ: модем не відповів за 5 с"):
            await bench.channel.ask(CSQ)
        assert loop.time() - began == pytest.approx(5.0, abs=0.01)

    on_a_bench(test)


def test_after_a_command_given_up_the_channel_gets_back_in_step_before_the_next() -> None:
    async def test(bench: Bench) -> None:
        with pytest.raises(ModemSilent):
            await bench.channel.ask(CSQ)
        asking = asyncio.ensure_future(bench.channel.ask(Command("AT+CLCC", informs="+CLCC:")))
        assert await bench.heard() == b"AT+CSQ\rAT+CREG?\r"
        await bench.say(b"\r\n+CSQ: 15,99\r\n" + OK)
        assert await bench.heard() == b""
        await bench.say(b"\r\n+CREG: 2,1\r\n" + OK)
        assert await bench.heard() == b"AT+CLCC\r"
        await bench.say(b"\r\n+CLCC: 1,1,0,0,0\r\n" + OK)
        assert (await asking).lines == ("+CLCC: 1,1,0,0,0",)
        after = asyncio.ensure_future(bench.channel.ask(Command("AT")))
        assert await bench.heard() == b"AT\r"
        await bench.say(OK)
        assert (await after).ok

    on_a_bench(test)


def test_whoever_gives_up_waiting_leaves_the_channel_usable() -> None:
    async def test(bench: Bench) -> None:
        asking = asyncio.ensure_future(bench.channel.ask(Command("ATA", ends_with_call=True)))
        await bench.heard()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        following = asyncio.ensure_future(bench.channel.ask(CSQ))
        await bench.heard()
        await bench.say(b"\r\nNO CARRIER\r\n\r\n+CREG: 2,1\r\n" + OK)
        await bench.say(b"\r\n+CSQ: 15,99\r\n" + OK)
        assert (await following).lines == ("+CSQ: 15,99",)

    on_a_bench(test)


def test_a_port_that_goes_fails_the_command_in_flight_and_tells_the_line() -> None:
    async def test(bench: Bench) -> None:
        asking = asyncio.ensure_future(bench.channel.ask(CSQ))
        await bench.heard()
        bench.wire.vanish()
        with pytest.raises(PortLost):
            await asking
        assert len(bench.lost) == 1
        with pytest.raises(PortLost):
            await bench.channel.ask(CSQ)
        bench.channel.shout("AT+CFUN=1,1")

    on_a_bench(test)


def test_closing_fails_whoever_waits() -> None:
    async def test(bench: Bench) -> None:
        asking = asyncio.ensure_future(bench.channel.ask(CSQ))
        await bench.heard()
        bench.channel.close()
        with pytest.raises(PortLost, match="порт закрито"):
            await asking
        assert bench.lost == []

    on_a_bench(test)


def test_a_shout_waits_for_nobody() -> None:
    async def test(bench: Bench) -> None:
        asking = asyncio.ensure_future(bench.channel.ask(CSQ))
        await bench.heard()
        bench.channel.shout("AT+CRESET")
        assert await bench.heard() == b"AT+CRESET\r"
        bench.channel.close()
        await asyncio.gather(asking, return_exceptions=True)

    on_a_bench(test)
