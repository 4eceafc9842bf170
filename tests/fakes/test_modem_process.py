"""The simulator as a process of its own, in real time: its socket, and a foreign library as an independent judge."""

import asyncio
import contextlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from gsmmodem.modem import GsmModem, IncomingCall  # type: ignore[import-untyped]

from audio.line.tones import silence, tone
from tests.fakes.modem.remote import RemoteError, RemoteModem
from tests.fakes.raw_host import RawPort, pump

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0
"""Two processes on a busy machine: either may be kept waiting for seconds."""
PHRASE = b"".join(tone((hz,), 0.1, -12.0) for hz in (600, 900, 500, 1100, 700, 1300))


@pytest.fixture
def huawei(tmp_path: Path) -> Iterator[Path]:
    command = [sys.executable, "-m", "tests.fakes.modem", "--family", "huawei_e1550", "--dir", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        yield tmp_path
        process.terminate()
        assert process.wait(PATIENCE_S) == 0


@pytest.mark.parametrize(("in_one_write", "number"), [(True, "+380671112244"), (False, None)])
def test_python_gsmmodem_sees_a_call_and_its_number_only_if_ring_and_clip_come_together(
    huawei: Path, in_one_write: bool, number: str | None
) -> None:
    seen: list[str | None] = []
    called = threading.Event()

    def on_call(call: IncomingCall) -> None:
        seen.append(call.number)
        call.answer()
        called.set()

    async def ring() -> str | None:
        async with RemoteModem(huawei / "control") as remote:
            await remote.set_fault("urcs_in_pairs", in_one_write)
            call = await remote.ring("+380671112244", clip_delay_s=0.2)
            await asyncio.to_thread(called.wait, PATIENCE_S)
            await remote.set_fault("urcs_in_pairs", False)
            await call.answered(PATIENCE_S)
            await call.hang_up()
            return call.ended_by

    modem = GsmModem(str(huawei / "if02"), incomingCallCallbackFunc=on_call)
    modem.connect()
    try:
        assert modem.manufacturer == "huawei"
        assert modem.networkName == "KYIVSTAR"
        assert modem.signalStrength == 15
        assert asyncio.run(ring()) == "caller"
    finally:
        modem.close()
    assert seen == [number]


async def say_over_and_over(port: RawPort, pcm: bytes) -> None:
    """Say it until cancelled; what a busy machine has torn is whole the next time."""
    while True:
        with contextlib.suppress(BlockingIOError):
            await pump(port, pcm, ahead_frames=5)


def test_a_call_is_driven_over_the_socket_with_the_same_verbs(huawei: Path) -> None:
    async def main() -> None:
        at, audio = RawPort(huawei / "if02"), RawPort(huawei / "if01")
        async with RemoteModem(huawei / "control") as modem:
            call = await modem.ring()
            at.write(b"ATA\r")
            await call.answered(PATIENCE_S)
            at.write(b"AT^DDSETEX=2\r")
            await at.hear(b"AT^DDSETEX=2\r\r\nOK\r\n")
            saying = asyncio.create_task(say_over_and_over(audio, silence(0.6) + PHRASE))
            heard_at = await call.wait_for(PHRASE, within_s=PATIENCE_S)
            assert heard_at > (call.answered_at or 0.0)
            assert await call.press("12")
            saying.cancel()
            report = await modem.report()
            assert report.received_bytes >= len(PHRASE)
            assert report.odd_bytes == 0
            assert [text for _at, text in await modem.commands()] == ["ATA", "AT^DDSETEX=2"]
            await modem.set_fault("lose_end_urc", True)
            await call.hang_up()
            assert call.ended_by == "caller"
            with pytest.raises(RemoteError, match="nobody listens"):
                await call.press("1")
            await modem.unplug()
            await modem.plug(after_s=0.1)
            assert (await modem.turned_away()) == []
        at.close()
        audio.close()

    asyncio.run(main())
