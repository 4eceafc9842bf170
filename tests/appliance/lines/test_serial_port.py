"""A serial port on the loop: alone, never waiting, and honest about its end."""

import asyncio
import os
from pathlib import Path

import pytest
import serial

from appliance.lines.serial_port import MAX_UNSENT_BYTES, PortLost, PortMissing, PortTaken, SerialPort
from tests.appliance.lines.wire import Wire
from tests.fakes.virtual_time import run_virtually


class Host:
    """What the owner of a port is told."""

    def __init__(self, path: Path) -> None:
        self.received = b""
        self.lost: list[PortLost] = []
        self.port = SerialPort(path, baudrate=115200, on_bytes=self._take, on_lost=self.lost.append)

    def _take(self, octets: bytes) -> None:
        self.received += octets


def test_bytes_go_both_ways_unchanged() -> None:
    every_byte = bytes(range(256))

    async def main() -> None:
        with Wire() as wire:
            host = Host(wire.path)
            host.port.send(every_byte)
            assert host.port.offer(every_byte) == 256
            wire.write(every_byte)
            await asyncio.sleep(0.1)
            assert wire.read() == every_byte * 2
            assert host.received == every_byte
            host.port.close()

    run_virtually(main)


def test_a_port_belongs_to_one_program() -> None:
    async def main() -> None:
        with Wire() as wire:
            first = Host(wire.path)
            with pytest.raises(PortTaken, match="порт зайнятий іншою програмою"):
                Host(wire.path)
            first.port.close()
            Host(wire.path).port.close()

    run_virtually(main)


def test_a_port_that_is_not_there_is_missing(tmp_path: Path) -> None:
    async def main() -> None:
        with pytest.raises(PortMissing, match="такого порту немає"):
            Host(tmp_path / "ttyUSB7")
        (tmp_path / "dangling").symlink_to(tmp_path / "gone")
        with pytest.raises(PortMissing):
            Host(tmp_path / "dangling")

    run_virtually(main)


def test_what_is_no_serial_port_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    async def main() -> None:
        for path in (tmp_path / "file", tmp_path):
            with pytest.raises(PortLost, match="порт не відкривається"):
                Host(path)

    run_virtually(main)


def test_a_device_that_goes_while_it_is_being_opened_is_a_fault_of_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def vanishing(*_arguments: object, **_options: object) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    async def main() -> None:
        with Wire() as wire:
            monkeypatch.setattr(serial, "Serial", vanishing)
            with pytest.raises(PortLost, match="Broken pipe"):
                Host(wire.path)

    run_virtually(main)


def test_a_device_pulled_out_is_told_once_and_closes_the_port() -> None:
    async def main() -> None:
        wire = Wire()
        host = Host(wire.path)
        wire.vanish()
        await asyncio.sleep(0.1)
        [lost] = host.lost
        assert str(lost).startswith(f"{wire.path}: порт зник (")
        assert not host.port.is_open
        assert host.port.offer(b"frame") == 0
        host.port.drop_arrived()
        host.port.drop_queued()
        assert host.port.queued_bytes == 0
        host.port.close()
        await asyncio.sleep(1.0)
        assert len(host.lost) == 1

    run_virtually(main)


def test_a_write_to_a_device_pulled_out_does_not_raise() -> None:
    async def main() -> None:
        wire = Wire()
        host = Host(wire.path)
        wire.vanish()
        assert host.port.offer(b"frame") == 0
        await asyncio.sleep(0.1)
        assert len(host.lost) == 1

    run_virtually(main)


def test_the_end_of_a_stream_is_the_end_of_the_port() -> None:
    async def main() -> None:
        with Wire() as wire:
            host = Host(wire.path)
            reading, writing = os.pipe()
            os.dup2(reading, host.port._fd)
            for end in (reading, writing):
                os.close(end)
            wire.write(b"x")
            host.port._readable()
            await asyncio.sleep(0.1)
            assert "кінець потоку" in str(host.lost[0])

    run_virtually(main)


def test_a_refused_command_goes_out_as_soon_as_the_port_takes_it() -> None:
    async def main() -> None:
        with Wire() as wire:
            host = Host(wire.path)
            wire.take_nothing(True)
            host.port.send(b"AT\r")
            assert host.port.offer(b"frame") == 0
            host.port.send(b"ATA\r")
            assert wire.read() == b""
            wire.take_nothing(False)
            await asyncio.sleep(0.1)
            assert wire.read() == b"AT\rATA\r"
            host.port.close()

    run_virtually(main)


def test_a_port_that_never_takes_anything_is_lost_before_memory_is() -> None:
    async def main() -> None:
        with Wire() as wire:
            host = Host(wire.path)
            wire.take_nothing(True)
            with pytest.raises(PortLost, match="порт не приймає даних"):
                for _ in range(MAX_UNSENT_BYTES):
                    host.port.send(b"AT\r")
            host.port.close()

    run_virtually(main)


def test_what_arrived_can_be_thrown_away_and_nothing_is_called_after_closing() -> None:
    async def main() -> None:
        with Wire() as wire:
            host = Host(wire.path)
            wire.write(b"old")
            host.port.drop_arrived()
            await asyncio.sleep(0.1)
            wire.write(b"new")
            await asyncio.sleep(0.1)
            assert host.received == b"new"
            wire.write(b"more")
            host.port.close()
            await asyncio.sleep(0.1)
            assert host.received == b"new"
            assert host.lost == []

    run_virtually(main)


def test_a_port_whose_sound_was_thrown_away_just_before_the_loop_read_it_is_not_lost() -> None:
    async def main() -> None:
        with Wire() as wire:
            host = Host(wire.path)

            def arrives_and_is_dropped() -> None:
                wire.write(b"sound")
                # Before the reader: the loop looks at the port and then does first what was asked of it earlier.
                asyncio.get_running_loop().call_soon(host.port.drop_arrived)

            asyncio.get_running_loop().call_soon(arrives_and_is_dropped)
            await asyncio.sleep(0.1)
            assert (host.lost, host.received) == ([], b"")
            wire.write(b"more")
            await asyncio.sleep(0.1)
            assert host.received == b"more"
            host.port.close()

    run_virtually(main)
