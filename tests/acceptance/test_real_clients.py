"""Other people's telephones call the box: sipp, baresip and linphonec as Debian has them, in real time."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.casework.contacts.calls import CallRecord
from appliance.casework.database import reading
from appliance.menu.nodes.office_hours import state_in_words
from appliance.menu.published import Published
from tests.acceptance.clients.baresip import baresip_at, sound_of
from tests.acceptance.clients.client import WITHIN_S, Client
from tests.acceptance.ear import head, likeness
from tests.bench_sip.sounds import Sounds
from tests.bench_sip.subjects import HOST, Box, free_udp_port
from tests.firmware_config.edge import KAMAILIO, LAN, Edge, user_line

SCENARIO = Path(__file__).with_name("clients") / "call_with_a_key.xml"
GREETED_S = 2.0
HEARD_S = 2.5
LINPHONE = """
[sip]
sip_port={port}
sip_tcp_port=0
sip_tls_port=0
contact="caller" <sip:0671112233@{host}>
default_proxy=-1
media_encryption=none
[rtp]
audio_rtp_port=-1
"""


class BoxOfTheHouse(Box):
    """A client may name one address of this machine and send from another."""

    more = "peers_behind_nat = true\n"


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory, published_starter: Path) -> Iterator[BoxOfTheHouse]:
    directory = tmp_path_factory.mktemp("box")
    unused = directory / "unused"
    with BoxOfTheHouse(directory, Sounds(published_starter, unused, unused, unused), 5) as running:
        yield running


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"Debian's {program} is not installed")


@needs("sipp")
def test_sipp_makes_three_calls_at_once_and_presses_a_key_by_info(box: BoxOfTheHouse, tmp_path: Path) -> None:
    ports = ("-i", HOST, "-p", str(free_udp_port()), "-mp", str(free_udp_port()))
    rate = ("-m", "3", "-l", "3", "-r", "3", "-nostdin", "-timeout", "30s", "-timeout_error")
    command = ["sipp", "-sf", str(SCENARIO), *ports, *rate, f"{HOST}:{box.port}"]
    called = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert called.returncode == 0, called.stdout[-3000:]
    records = _calls_of(box, [f"+38067111222{call}" for call in (1, 2, 3)])
    assert [(each.keys, each.nodes[-1:]) for each in records] == [("1", ["hours"])] * 3


@needs("baresip")
def test_baresip_hears_the_menu_and_presses_a_key(box: BoxOfTheHouse, tmp_path: Path, starter: Published) -> None:
    home = tmp_path / "baresip"
    with baresip_at(home, f"<sip:0671112244@{HOST}>;regint=0;audio_codecs=PCMA\n") as baresip:
        baresip.until("is ready")
        talk(baresip, f"sip:100@{HOST}:{box.port}")
    _check_call(box, "0671112244", starter, next(home.glob("dump-*-dec.wav")))


@needs("linphonec")
def test_linphonec_hears_the_menu_and_presses_a_key(box: BoxOfTheHouse, tmp_path: Path, starter: Published) -> None:
    home = tmp_path / "linphone"
    (home / ".local" / "share" / "linphone").mkdir(parents=True)
    (home / "linphonerc").write_text(LINPHONE.format(port=free_udp_port(), host=HOST))
    with Client(["linphonec", "-c", str(home / "linphonerc")], home) as linphone:
        linphone.until("linphonec>")
        linphone.type(f"ipv6 disable\nsoundcard use files\nrecord {home}/heard.wav\n")
        linphone.type(f"call sip:100@{HOST}:{box.port}\n")
        linphone.until("Media streams established")
        linphone.listen(GREETED_S)
        linphone.type("1\n")
        linphone.listen(HEARD_S)
        linphone.type("terminate\n")
        linphone.until("ended (No error)")
        linphone.leave("quit\n")
    _check_log(box, "0671112233")
    # linphonec 5.3 of Debian 13 writes no recording where there is no sound card.
    if (recording := home / "heard.wav").exists():
        _check_sound(starter, recording)


@needs("baresip")
@pytest.mark.skipif(KAMAILIO is None, reason="Debian's kamailio is not installed")
def test_a_registered_baresip_calls_the_box_through_kamailio(
    box: BoxOfTheHouse, tmp_path: Path, starter: Published
) -> None:
    edge_files, home = tmp_path / "edge", tmp_path / "baresip"
    edge_files.mkdir()
    with Edge(edge_files, user_line("0671112255", "secret"), box.port).running() as edge:
        account = f"<sip:0671112255@{LAN}:{edge.port}>;auth_pass=secret;regint=60;audio_codecs=PCMA\n"
        with baresip_at(home, account) as baresip:
            baresip.until("200 OK")
            talk(baresip, f"sip:100@{LAN}:{edge.port}")
    _check_call(box, "0671112255", starter, next(home.glob("dump-*-dec.wav")))


def talk(baresip: Client, to: str) -> None:
    """Call, listen, press 1, listen, hang up."""
    baresip.type(f"/dial {to}\n")
    baresip.until("Call established")
    baresip.listen(GREETED_S)
    baresip.type("1")
    baresip.listen(HEARD_S)
    baresip.type("/hangup\n")
    baresip.until("terminated")
    baresip.leave("/quit\n")


def _check_call(box: BoxOfTheHouse, number: str, starter: Published, recording: Path) -> None:
    _check_log(box, number)
    _check_sound(starter, recording)


def _check_log(box: BoxOfTheHouse, number: str) -> None:
    [record] = _calls_of(box, [f"+38{number}"])
    assert (record.keys, record.nodes[-1:]) == ("1", ["hours"])


def _check_sound(starter: Published, recording: Path) -> None:
    sound = sound_of(recording)
    hours = starter.phrases[state_in_words(starter.calendar, datetime.now(UTC))[0]]
    assert likeness(sound, head(starter.prompts["greeting"], 1.0)) > 0.8
    assert likeness(sound, head(hours, 1.0)) > 0.8


def _calls_of(box: BoxOfTheHouse, numbers: Sequence[str]) -> list[CallRecord]:
    """Return what the log says of these callers, once all their calls have ended."""
    give_up = time.monotonic() + WITHIN_S
    while True:
        with reading(box.database):
            records = [each for each in CallRecord.latest(100) if each.number in numbers and each.ended_at]
        if len(records) >= len(numbers) or time.monotonic() > give_up:
            return records
        time.sleep(0.1)
