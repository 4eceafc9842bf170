"""Which ttyUSB is which: a sysfs tree in a directory."""

from pathlib import Path

import pytest

from appliance.lines.family import load_family
from appliance.lines.ports import ModemPorts, find_ports
from appliance.lines.serial_port import PortMissing
from appliance.settings import MODEMS
from tests.fakes.usb_tree import Sysfs


@pytest.fixture
def sysfs(tmp_path: Path) -> Sysfs:
    return Sysfs(tmp_path)


def found(family: str, sysfs: Sysfs) -> tuple[str, str]:
    ports = find_ports("", "", load_family(family, MODEMS).usb, sys_tty=sysfs.tty)
    return str(ports.at), str(ports.audio)


@pytest.mark.parametrize(
    ("family", "usb_id", "at", "audio"),
    [
        ("huawei_e1550", "12d1:1001", 2, 1),
        ("huawei_e1550", "12d1:140c", 3, 2),
        ("huawei_e1550", "12d1:14ac", 4, 3),
        ("huawei_e1550", "12d1:1436", 4, 3),
        ("huawei_e1550", "12d1:1506", 3, 2),
        ("quectel_ec25", "2c7c:0125", 2, 1),
        ("quectel_ec25", "2c7c:0121", 2, 1),
        ("sim7600", "1e0e:9001", 2, 4),
    ],
)
def test_a_modem_is_found_by_the_numbers_of_its_interfaces(
    family: str, usb_id: str, at: int, audio: int, sysfs: Sysfs
) -> None:
    sysfs.modem("1-1", usb_id, {f"ttyUSB{11 - number}": number for number in range(6)})
    assert found(family, sysfs) == (f"/dev/ttyUSB{11 - at}", f"/dev/ttyUSB{11 - audio}")


def test_two_modems_are_not_mixed_up(sysfs: Sysfs) -> None:
    sysfs.modem("1-1.2", "1e0e:9001", {f"ttyUSB{number}": number for number in range(5)})
    sysfs.modem("1-1.3", "2c7c:0125", {f"ttyUSB{number + 5}": number for number in range(4)})
    assert found("sim7600", sysfs) == ("/dev/ttyUSB2", "/dev/ttyUSB4")
    assert found("quectel_ec25", sysfs) == ("/dev/ttyUSB7", "/dev/ttyUSB6")


def test_a_modem_that_shows_only_some_of_its_ports_is_passed_over(sysfs: Sysfs) -> None:
    sysfs.modem("1-1.2", "2c7c:0125", {"ttyUSB0": 0, "ttyUSB2": 2})
    with pytest.raises(PortMissing):
        found("quectel_ec25", sysfs)
    sysfs.modem("1-1.3", "2c7c:0125", {"ttyUSB11": 1, "ttyUSB12": 2})
    assert found("quectel_ec25", sysfs) == ("/dev/ttyUSB12", "/dev/ttyUSB11")


def test_an_acm_port_has_its_interface_as_its_device(sysfs: Sysfs) -> None:
    sysfs.modem("1-1", "1e0e:9001", {"ttyACM0": 2, "ttyACM1": 4})
    assert found("sim7600", sysfs) == ("/dev/ttyACM0", "/dev/ttyACM1")


def test_other_devices_are_left_alone_and_the_sentence_says_what_was_looked_for(sysfs: Sysfs) -> None:
    sysfs.modem("1-1", "0403:6001", {"ttyUSB0": 0, "ttyUSB1": 1, "ttyUSB2": 2})
    with pytest.raises(PortMissing, match=r"не видно на USB \(шукали 1e0e:9001\)"):
        found("sim7600", sysfs)


@pytest.mark.parametrize("name", ["idVendor", "1-1:1.2/bInterfaceNumber"])
@pytest.mark.parametrize("left", [None, ""])
def test_a_modem_that_leaves_the_bus_while_it_is_looked_at_is_missing(
    name: str, left: str | None, sysfs: Sysfs
) -> None:
    modem = sysfs.modem("1-1", "2c7c:0125", {f"ttyUSB{number}": number for number in range(4)})
    if left is None:
        (modem / name).unlink()
    else:
        (modem / name).write_text(left)
    with pytest.raises(PortMissing):
        found("quectel_ec25", sysfs)


def test_a_machine_without_any_tty_has_no_modem(tmp_path: Path) -> None:
    with pytest.raises(PortMissing):
        find_ports("", "", {"1e0e:9001": {"at": 2, "audio": 4}}, sys_tty=tmp_path / "nothing")


def test_ports_may_be_given_as_paths_or_patterns(tmp_path: Path) -> None:
    for name in ("usb-Huawei-if01-port0", "usb-Huawei-if02-port0"):
        (tmp_path / name).touch()
    ports = find_ports(f"{tmp_path}/usb-*-if02-*", f"{tmp_path}/usb-Huawei-if01-port0", {})
    assert ports == ModemPorts(at=tmp_path / "usb-Huawei-if02-port0", audio=tmp_path / "usb-Huawei-if01-port0")
    with pytest.raises(PortMissing, match=r"if04-\*: такого порту немає"):
        find_ports(f"{tmp_path}/usb-*-if02-*", f"{tmp_path}/usb-*-if04-*", {})


def test_the_device_of_a_modem_is_known_however_its_ports_were_found(sysfs: Sysfs, tmp_path: Path) -> None:
    sysfs.modem("1-1.2", "1e0e:9001", {f"ttyUSB{number}": number for number in range(5)})
    assert find_ports("", "", load_family("sim7600", MODEMS).usb, sys_tty=sysfs.tty).usb == "1-1.2"
    (tmp_path / "dev").mkdir()
    for name in ("ttyUSB2", "ttyUSB4", "ttyS0"):
        (tmp_path / "dev" / name).touch()
    (tmp_path / "by-path").symlink_to(tmp_path / "dev" / "ttyUSB2")
    at, audio = str(tmp_path / "by-path"), str(tmp_path / "dev" / "ttyUSB4")
    assert find_ports(at, audio, {}, sys_tty=sysfs.tty).usb == "1-1.2"
    assert find_ports(str(tmp_path / "dev" / "ttyS0"), audio, {}, sys_tty=sysfs.tty).usb == ""
