"""A free modem asked in short: the simulated modems on their ptys, found in a sysfs of files."""

from __future__ import annotations

import asyncio
import fcntl
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from appliance.lines.found import scan
from appliance.lines.kin import all_kin
from appliance.lines.probe import LIMIT_S, SILENT, probe
from appliance.settings import MODEMS, VOICE_MODEMS
from tests.fakes.modem import FakeModem, Faults, Network, Sim
from tests.fakes.usb_tree import Sysfs
from tests.fakes.virtual_time import VirtualClock, run_virtually
from tests.fakes.voice_modem import FakeVoiceModem, VoiceFaults

PLACE = "1-1.2"
USB_IDS = {
    "huawei_e1550": "12d1:1001",
    "quectel_ec25": "2c7c:0125",
    "sim7600": "1e0e:9001",
    "conexant_cx93010": "0572:1340",
}
Fake = FakeModem | FakeVoiceModem


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Plug a simulated modem in, ask it, and return what is told of it."""
    sysfs, dev = Sysfs(tmp_path / "sys"), tmp_path / "dev"
    monkeypatch.setattr("appliance.lines.ports.DEV", dev)

    async def one(family: str, make: Callable[[Path], Fake], before: Callable[[Path], None]) -> str:
        modem = make(dev)
        await modem.start()
        try:
            ports = {f"ttyUSB{number}": number for number in modem.nodes.ports}
            for name, number in ports.items():
                (dev / name).symlink_to(dev / f"if{number:02d}")
            sysfs.modem(PLACE, USB_IDS[family], ports)
            before(dev)
            found = scan((), all_kin(MODEMS, VOICE_MODEMS), sysfs.root)
            clock = VirtualClock(asyncio.get_running_loop())
            began_s = clock.monotonic()
            told = await probe(found.free, MODEMS, VOICE_MODEMS, clock)
            assert clock.monotonic() - began_s <= LIMIT_S
            return told[PLACE]
        finally:
            await modem.stop()

    def ask(family: str, make: Callable[[Path], Fake], before: Callable[[Path], None] = lambda _: None) -> str:
        return run_virtually(partial(one, family, make, before))

    return ask


@pytest.mark.row("J2")
@pytest.mark.parametrize("family", ["huawei_e1550", "quectel_ec25", "sim7600"])
def test_a_free_modem_tells_its_card_its_operator_and_its_signal(family: str, asked: Callable[..., str]) -> None:
    told = asked(family, lambda dev: FakeModem(family, dev, network=Network(operator="KYIVSTAR", rssi=20)))
    assert told == "SIM готова, KYIVSTAR, сигнал -73 дБм"


@pytest.mark.row("J2")
@pytest.mark.parametrize(
    ("faults", "sim", "words"),
    [
        (Faults(sim_absent=True), Sim(), "У модемі немає SIM-картки"),
        (Faults(), Sim(pin="1234", tries_left=0), "потрібен PUK-код"),
        (Faults(voice_locked=True), Sim(), "голосу через USB НЕ передає"),
        (Faults(interpreter_dead=True), Sim(), SILENT),
    ],
)
@pytest.mark.parametrize("family", ["huawei_e1550", "sim7600"])
def test_what_a_modem_lacks_is_said(
    family: str, faults: Faults, sim: Sim, words: str, asked: Callable[..., str]
) -> None:
    assert words in asked(family, lambda dev: FakeModem(family, dev, faults, sim=sim))


@pytest.mark.row("J2")
def test_asking_costs_no_try_of_the_pin(asked: Callable[..., str]) -> None:
    sim = Sim(pin="1234")
    assert "просить PIN-код" in asked("sim7600", lambda dev: FakeModem("sim7600", dev, sim=sim))
    assert sim.attempts == []


@pytest.mark.row("J2")
def test_a_port_that_another_program_holds_is_left_alone(asked: Callable[..., str]) -> None:
    made: list[FakeModem] = []

    def make(dev: Path) -> FakeModem:
        made.append(FakeModem("sim7600", dev))
        return made[0]

    with ExitStack() as programs:

        def hold(dev: Path) -> None:
            port = programs.enter_context((dev / "if02").open("r+b", buffering=0))
            fcntl.flock(port, fcntl.LOCK_EX | fcntl.LOCK_NB)

        assert asked("sim7600", make, hold) == "порт зайнятий іншою програмою"
    assert made[0].commands == []


@pytest.mark.row("J2")
@pytest.mark.parametrize(
    ("faults", "words"),
    [(VoiceFaults(), "голосовий режим є"), (VoiceFaults(data_only=True), "голосового режиму НЕ має")],
)
def test_a_voice_modem_tells_whether_it_has_voice(faults: VoiceFaults, words: str, asked: Callable[..., str]) -> None:
    told = asked("conexant_cx93010", lambda dev: FakeVoiceModem("conexant_cx93010", dev, faults))
    assert told.startswith(words)
