"""The simulated voice modem says on the wire, byte for byte, what V.253 and the makers' manuals say."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable, Coroutine
from pathlib import Path

import pytest

from tests.appliance.lines.voice_calls import FAMILIES
from tests.fakes.virtual_time import run_virtually
from tests.fakes.voice_modem import FakeVoiceModem, VoiceFaults


class RawHost:
    """A host that types."""

    def __init__(self, modem: FakeVoiceModem) -> None:
        self.modem = modem
        self._fd = os.open(modem.directory / "if00", os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)

    async def says(self, octets: bytes, wait_s: float = 0.1) -> bytes:
        """Write, wait, and return what came."""
        os.write(self._fd, octets)
        return await self.hears(wait_s)

    async def hears(self, wait_s: float) -> bytes:
        """Wait and return what came.

        It is read until nothing is left: a read that finds something does not wait for what is still on its way
        through the pty, one that finds nothing does (n_tty_read flushes the line's work queue).
        """
        await asyncio.sleep(wait_s)
        heard = b""
        with contextlib.suppress(BlockingIOError):
            while True:
                heard += os.read(self._fd, 65536)
        return heard

    async def off_hook(self, compression: str) -> None:
        for text in (b"ATE0", b"AT+FCLASS=8", f"AT+VSM={compression},8000".encode(), b"AT+VLS=1"):
            assert (await self.says(text + b"\r")).endswith(b"\r\nOK\r\n")

    def close(self) -> None:
        os.close(self._fd)


def with_host(
    test: Callable[[RawHost], Coroutine[None, None, None]], directory: Path, family: str, **faults: object
) -> None:
    async def main() -> None:
        modem = FakeVoiceModem(family, directory, VoiceFaults(**faults))  # type: ignore[arg-type]  # any fault
        await modem.start()
        host = RawHost(modem)
        await test(host)
        host.close()
        await modem.stop()

    run_virtually(main)


def test_it_echoes_until_told_not_to_and_knows_voice_commands_in_voice_mode_only(tmp_path: Path) -> None:
    async def test(host: RawHost) -> None:
        assert await host.says(b"AT\r") == b"AT\r\r\nOK\r\n"
        assert await host.says(b"ATE0\r") == b"ATE0\r\r\nOK\r\n"
        assert await host.says(b"AT+VLS=1\r") == b"\r\nERROR\r\n"
        assert await host.says(b"ATI0\r") == b"\r\n56000\r\n\r\nOK\r\n"
        assert await host.says(b"AT+FCLASS=?\r") == b"\r\n0,1,8\r\n\r\nOK\r\n"
        assert await host.says(b"AT+VTX\r") == b"\r\nERROR\r\n"

    with_host(test, tmp_path, "conexant_cx93010")


def test_it_rings_and_tells_the_number_between_two_rings(tmp_path: Path) -> None:
    async def test(host: RawHost) -> None:
        await host.says(b"ATE0\r")
        await host.says(b"AT+VCID=1\r")
        host.modem.ring("0671112244")
        assert await host.hears(1.0) == b"\r\nRING\r\n"
        told = b"\r\nDATE = 1121\r\nTIME = 2240\r\nNMBR = 0671112244\r\nNAME = KYIV\r\n"
        assert await host.hears(3.0) == told
        assert await host.hears(1.5) == b"\r\nRING\r\n"

    with_host(test, tmp_path, "conexant_cx93010")


@pytest.mark.parametrize(
    ("family", "compression", "leave", "said"),
    [("conexant_cx93010", "1", b"\x10^", b"\x10\x03\r\nOK\r\n"), ("usr5637", "128", b"\x10\x03", b"\r\nOK\r\n")],
)
def test_duplex_is_left_as_the_maker_says(
    tmp_path: Path, family: str, compression: str, leave: bytes, said: bytes
) -> None:
    async def test(host: RawHost) -> None:
        await host.off_hook(compression)
        opened = await host.says(b"AT+VTR\r", 0.121)
        assert opened.startswith(b"\r\nCONNECT\r\n")
        assert 640 <= len(opened) - 11 <= 960, "8000 bytes a second"
        assert (await host.says(leave)).endswith(said)

    with_host(test, tmp_path, family)


def test_it_plays_to_the_end_or_is_purged_and_says_so(tmp_path: Path) -> None:
    async def test(host: RawHost) -> None:
        await host.off_hook("1")
        assert await host.says(b"AT+VTX\r") == b"\r\nCONNECT\r\n"
        assert await host.says(b"\x90" * 1600 + b"\x10\x03", 0.15) == b""
        assert await host.hears(0.15) == b"\r\nOK\r\n"
        await host.says(b"AT+VTX\r")
        assert await host.says(b"\x90" * 1600 + b"\x10\x18\x10\x03", 0.06) == b"\r\nOK\r\n"
        assert host.modem.sound.purged == [3200]
        await host.says(b"AT+VTX\r")
        assert await host.says(b"\x90" * 400, 0.2) == b"\x10u"

    with_host(test, tmp_path, "conexant_cx93010")


def test_its_buffer_is_real_and_then_the_wire_is_blocked(tmp_path: Path) -> None:
    async def test(host: RawHost) -> None:
        await host.off_hook("1")
        await host.says(b"AT+VTX\r")
        for _ in range(2):
            await host.says(b"\x90" * 2400, 0.005)
        report = host.modem.report()
        assert report.lead_now_s == pytest.approx(0.6, abs=0.02)
        await asyncio.sleep(0.5)
        assert host.modem.report().lead_now_s == pytest.approx(0.1, abs=0.02)
        assert host.modem.report().overflowed_bytes == 0

    with_host(test, tmp_path, "conexant_cx93010")


@pytest.mark.parametrize(("bare", "said"), [(False, b"\x10/\x101\x101\x10~"), (True, b"\x101\x101")])
def test_a_key_is_an_event_in_every_state(tmp_path: Path, bare: bool, said: bytes) -> None:
    async def test(host: RawHost) -> None:
        caller = host.modem.ring()
        await host.hears(0.5)
        await host.off_hook("1")
        await caller.press("1", inband=False)
        assert await host.hears(0.2) == said
        await host.says(b"AT+VTX\r")
        await caller.press("1", inband=False)
        assert await host.hears(0.1) == said

    with_host(test, tmp_path, "conexant_cx93010", bare_keys=bare)


@pytest.mark.parametrize("family", FAMILIES)
def test_who_has_hung_up_is_a_tone_on_the_line_and_an_event_now_and_then(tmp_path: Path, family: str) -> None:
    async def test(host: RawHost) -> None:
        caller = host.modem.ring()
        await host.hears(0.5)
        await host.off_hook("128" if family == "usr5637" else "1")
        await host.says(b"AT+VRX\r")
        await caller.hang_up()
        heard = b""
        for _ in range(80):
            heard += await host.hears(0.1)
        assert heard.count(b"\x10b") == 2
        assert max(heard.replace(b"\x10\x10", b"")) > 0x88

    with_host(test, tmp_path, family)
