"""A change of the network: written for both services, and gone again unless somebody confirms it."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.technician import network
from appliance.technician.network import BadAddress, Wanted, Way, checked, manager_way, networkd_way
from appliance.technician.programs import NotDone
from tests.appliance.technician.desk import Programs

FIXED = Wanted("eth0", "192.168.1.10/24", "192.168.1.1", "192.168.1.1")
BEFORE = "[Match]\nName=eth0\n[Network]\nDHCP=yes\n"


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    made = Programs(tmp_path)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    return made


def way_in(tmp_path: Path) -> Way:
    made = networkd_way(FIXED)
    return Way(tmp_path / "05-slukhavka.network", made.text, made.commands)


def test_the_file_of_networkd_says_what_was_asked() -> None:
    assert networkd_way(FIXED).text == (
        "[Match]\nName=eth0\n\n[Network]\nAddress=192.168.1.10/24\nGateway=192.168.1.1\nDNS=192.168.1.1\n"
    )
    assert networkd_way(Wanted("eth0")).text == "[Match]\nName=eth0\n\n[Network]\nDHCP=yes\n"


def test_the_file_of_network_manager_says_the_same() -> None:
    text = manager_way(FIXED).text
    assert "\ninterface-name=eth0\n" in text
    assert "\nmethod=manual\naddress1=192.168.1.10/24,192.168.1.1\ndns=192.168.1.1;\n" in text
    assert "\nmethod=auto\n" in manager_way(Wanted("eth0")).text


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted("wlan0", "192.168.1.10/24"),
        Wanted("eth0", "192.168.1.10"),
        Wanted("eth0", "192.168.1.0/24"),
        Wanted("eth0", "192.168.1.255/24"),
        Wanted("eth0", "192.168.1.300/24"),
        Wanted("eth0", "192.168.1.10/24", "192.168.2.1"),
        Wanted("eth0", "192.168.1.10/24", "192.168.1.10"),
        Wanted("eth0", "192.168.1.10/24\nDHCP=yes"),
        Wanted("eth0", "192.168.1.10/24", "192.168.1.1", "8.8.8.8\n[Link]"),
        Wanted("eth0\n[Network]"),
    ],
)
def test_an_address_that_would_lock_him_out_or_is_none_is_refused(wanted: Wanted) -> None:
    with pytest.raises(BadAddress):
        checked(wanted, ["eth0"])


def test_a_good_one_is_written_as_it_was_read() -> None:
    assert checked(FIXED, ["eth0"]) == FIXED
    assert checked(Wanted("eth0", gateway="x"), ["eth0"]) == Wanted("eth0")


@pytest.mark.parametrize("before", [BEFORE, None])
def test_what_nobody_confirms_is_as_it_was_before(tmp_path: Path, programs: Programs, before: str | None) -> None:
    to, kept = way_in(tmp_path), tmp_path / "kept.json"
    if before is not None:
        to.path.write_text(before)
    network.change(to, kept)
    assert to.path.read_text() == to.text
    assert programs.told[0] == "systemctl restart slukhavka-network-back.timer", "the way back comes first"
    assert network.go_back(kept)
    assert (to.path.read_text() if to.path.exists() else None) == before
    assert programs.told[-2:] == ["networkctl reload", "networkctl reconfigure eth0"]
    assert not network.go_back(kept)


def test_what_is_confirmed_stays(tmp_path: Path, programs: Programs) -> None:
    to, kept = way_in(tmp_path), tmp_path / "kept.json"
    network.change(to, kept)
    with pytest.raises(BadAddress, match="ще не підтверджено"):
        network.change(to, kept)
    assert network.confirm(kept)
    assert not network.go_back(kept)
    assert to.path.read_text() == to.text
    assert programs.told[-1] == "systemctl stop slukhavka-network-back.timer"
    assert not network.confirm(kept)


def test_without_the_way_back_nothing_is_changed(tmp_path: Path, programs: Programs) -> None:
    to = way_in(tmp_path)
    programs.answers("systemctl", "no", 1)
    with pytest.raises(NotDone):
        network.change(to, tmp_path / "kept.json")
    assert not to.path.exists()


def test_only_wired_interfaces_are_offered(tmp_path: Path) -> None:
    for name, parts in {"eth0": ["device"], "wlan0": ["device", "wireless"], "lo": [], "usb0": ["device"]}.items():
        for part in parts or [""]:
            (tmp_path / name / part).mkdir(parents=True)
    assert network.interfaces(tmp_path) == ["eth0", "usb0"]
