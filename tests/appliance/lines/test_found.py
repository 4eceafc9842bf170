"""What is plugged in, beside the lines of the settings: a sysfs in a directory, the families of the tree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from appliance.lines.found import NoStableName, Scan, Standing, scan
from appliance.lines.kin import all_kin
from appliance.lines.usb_bus import TEXT_MAX
from appliance.settings import MODEMS, VOICE_MODEMS, GsmLineSettings, LineSettings, SipLineSettings, VoiceLineSettings
from tests.fakes.usb_tree import Sysfs

KIN = all_kin(MODEMS, VOICE_MODEMS)
HOSTILE = "\x1b[2J\x1b]0;чуже\x07 \u202eмедом\u200b\r\nOK\x00" + "z" * 400 + "\udcff"


@pytest.fixture
def sysfs(tmp_path: Path) -> Sysfs:
    return Sysfs(tmp_path / "sys")


def look(sysfs: Sysfs, *lines: LineSettings) -> Scan:
    return scan(lines, KIN, sysfs.root)


def numbered(first: int, count: int = 4) -> dict[str, int]:
    return {f"ttyUSB{first + number}": number for number in range(count)}


def gsm(name: str, family: str, **more: Any) -> GsmLineSettings:
    return GsmLineSettings(name, family, **more)


@pytest.mark.row("J2")
def test_a_modem_is_named_by_its_family_its_place_and_its_ports(sysfs: Sysfs) -> None:
    sysfs.modem("1-1.2", "12d1:1001", numbered(0), "HUAWEI Technology", "HUAWEI Mobile")
    [modem] = look(sysfs).modems
    assert (modem.place, modem.standing) == ("1-1.2", Standing.USABLE)
    assert (modem.device.maker, modem.device.product) == ("HUAWEI Technology", "HUAWEI Mobile")
    [kin] = modem.kin
    assert (kin.name, kin.kind) == ("huawei_e1550", "gsm")
    assert modem.ports(kin) == {"at": Path("/dev/ttyUSB2"), "audio": Path("/dev/ttyUSB1")}


def test_a_voice_modem_is_one_port_of_the_other_kind_of_line(sysfs: Sysfs) -> None:
    sysfs.modem("1-1", "0572:1340", {"ttyACM0": 0, "ttyACM1": 2})
    [modem] = look(sysfs).free
    assert (modem.kin[0].name, modem.kin[0].kind) == ("conexant_cx93010", "voice")
    assert modem.ports(modem.kin[0])["at"] == Path("/dev/ttyACM0")


@pytest.mark.parametrize(
    ("card", "families"), [(True, ["quectel_ec25_uac", "quectel_ec25"]), (False, ["quectel_ec25"])]
)
def test_what_shows_a_sound_card_is_first_of_the_family_that_uses_one(
    card: bool, families: list[str], sysfs: Sysfs
) -> None:
    modem = sysfs.modem("1-1", "2c7c:0125", numbered(0))
    if card:
        sysfs.card(modem, 1, "Android")
    [found] = look(sysfs).modems
    assert [kin.name for kin in found.kin] == families


@pytest.mark.row("J2")
@pytest.mark.parametrize(
    ("usb_id", "plugged", "standing"),
    [
        ("12d1:1446", "disk", Standing.AS_DISK),
        ("19d2:2000", "disk", Standing.AS_DISK),
        ("12d1:14db", "network_card", Standing.AS_NETWORK),
        ("1e0e:9001", "device", Standing.NO_PORTS),
        ("12d1:ffff", "let_go", Standing.LET_GO),
        ("cafe:0001", "let_go", Standing.LET_GO),
        ("12d1:1001", "let_go", Standing.LET_GO),
        ("2c7c:0800", "device", Standing.NO_PORTS),
    ],
)
def test_a_stick_without_ports_is_told_by_what_it_is_instead(
    usb_id: str, plugged: str, standing: Standing, sysfs: Sysfs
) -> None:
    getattr(sysfs, plugged)("1-1.4", usb_id)
    assert [(modem.place, modem.standing) for modem in look(sysfs).modems] == [("1-1.4", standing)]
    assert look(sysfs).free == []


@pytest.mark.row("J2")
def test_a_modem_with_a_port_missing_and_an_unknown_one_are_no_lines(sysfs: Sysfs) -> None:
    sysfs.modem("1-1.1", "2c7c:0125", {"ttyUSB0": 0, "ttyUSB2": 2})
    sysfs.modem("1-1.2", "12d1:ffff", numbered(4))
    sysfs.modem("1-1.3", "0403:6001", {"ttyUSB9": 0})
    found = look(sysfs)
    assert [modem.standing for modem in found.modems] == [Standing.PORTS_MISSING, Standing.UNKNOWN, Standing.UNKNOWN]
    assert found.free == []


def test_a_network_card_that_no_driver_may_take_is_still_told_as_one(sysfs: Sysfs) -> None:
    sysfs.let_go("1-1", "12d1:14db", "e0")
    assert [modem.standing for modem in look(sysfs).modems] == [Standing.AS_NETWORK]


def test_what_is_no_modem_is_not_shown_but_a_sound_card_is(sysfs: Sysfs) -> None:
    sysfs.disk("1-1.1", "0781:5567")
    sysfs.device("1-1.2", "046d:c31c")
    sysfs.card(sysfs.device("1-1.3", "0d8c:0014"), 1, "Device")
    [card] = look(sysfs).modems
    assert (card.place, card.standing, card.device.cards) == ("1-1.3", Standing.SOUND_CARD, ("Device",))


@pytest.mark.row("J2")
def test_what_a_device_says_of_itself_is_short_and_has_no_sign_that_is_not_printed(sysfs: Sysfs) -> None:
    sysfs.modem("1-1", "12d1:1001", numbered(0), HOSTILE, HOSTILE)
    [modem] = look(sysfs).modems
    for text in (modem.device.maker, modem.device.product):
        assert text.isprintable()
        assert "медом" in text
        assert len(text) <= TEXT_MAX


def test_what_leaves_the_bus_while_it_is_looked_at_is_left_out(sysfs: Sysfs) -> None:
    gone = sysfs.modem("1-1", "12d1:1001", numbered(0))
    (gone / "idProduct").unlink()
    sysfs.modem("1-2", "12d1:1001", numbered(4))
    (sysfs.bus / "1-3").symlink_to(sysfs.devices / "1-3")
    assert [modem.place for modem in look(sysfs).modems] == ["1-2"]


def test_a_machine_without_usb_has_nothing(tmp_path: Path) -> None:
    assert scan((), KIN, tmp_path / "none").modems == ()


@pytest.mark.row("J2")
def test_each_line_is_told_its_modem_or_why_it_has_none(sysfs: Sysfs, tmp_path: Path) -> None:
    sysfs.modem("1-1.2", "12d1:1001", numbered(0))
    sysfs.modem("1-1.3", "12d1:1001", numbered(4))
    pinned = tmp_path / "ttyUSB6"
    pinned.touch()
    lines = (
        gsm("gsm1", "huawei_e1550"),
        gsm("gsm2", "huawei_e1550", at=str(pinned), audio=str(pinned)),
        gsm("gsm3", "huawei_e1550"),
        gsm("gsm4", "sim7600"),
        gsm("gsm5", "unheard_of"),
        VoiceLineSettings("pstn1", "usr5637"),
        SipLineSettings(name="sip", peers=("192.168.1.1",)),
    )
    found = look(sysfs, *lines)
    assert [held.place for held in found.lines] == ["1-1.2", "1-1.3", "", "", "", "", ""]
    assert found.lines[2].trouble == "Той самий модем уже має лінія «gsm1»."
    assert "не видно на USB" in found.lines[3].trouble
    assert "unheard_of" in found.lines[4].trouble
    assert "0baf:0303" in found.lines[5].trouble
    assert found.lines[6].trouble == ""
    assert found.free == []


@pytest.mark.row("J2")
def test_a_port_is_named_by_the_place_of_its_modem_the_systems_before_ours(sysfs: Sysfs, tmp_path: Path) -> None:
    sysfs.modem("1-1.2", "12d1:1001", numbered(0))
    [modem] = look(sysfs).modems
    dev = tmp_path / "dev"
    for made in ("slukhavka", "serial/by-path"):
        (dev / made).mkdir(parents=True)
    with pytest.raises(NoStableName, match="Порт ttyUSB2 ще не має сталої назви"):
        modem.stable_ports(modem.kin[0], dev)
    ours, by_path = "slukhavka/1-1.2-if0{}", "serial/by-path/platform-xhci-hcd.0-usb-0:1.2:1.{}-port0"
    for link in (ours, by_path):
        for number in range(4):
            (dev / f"ttyUSB{number}").touch()
            (dev / link.format(number)).symlink_to(dev / f"ttyUSB{number}")
        named = {"at": f"{dev}/{link.format(2)}", "audio": f"{dev}/{link.format(1)}"}
        assert modem.stable_ports(modem.kin[0], dev) == named


def test_the_card_of_one_of_two_is_named_as_it_is_called_now(sysfs: Sysfs, tmp_path: Path) -> None:
    sysfs.card(sysfs.modem("1-1.2", "2c7c:0125", numbered(0)), 2, "Android_1")
    [modem] = look(sysfs).modems
    (tmp_path / "slukhavka").mkdir()
    (tmp_path / "slukhavka/1-1.2-if02").touch()
    named = modem.stable_ports(modem.kin[0], tmp_path)
    assert named == {"at": f"{tmp_path}/slukhavka/1-1.2-if02", "audio": "plughw:CARD=Android_1"}
