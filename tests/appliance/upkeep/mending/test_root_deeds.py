"""What root does when it is asked, over a sysfs of plain files; and what it refuses, whoever asks."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.clock import Moment
from appliance.upkeep.mending.requests import NoSuchDevice, ask_clock, ask_power, ask_rebind, ask_reboot
from appliance.upkeep.mending.root_deeds import Machine, act, port_of
from tests.appliance.upkeep.mending.root import DEVICE, sysfs

NOW = Moment(datetime(2026, 11, 23, 8, 0, tzinfo=UTC), 5000.0, False, "boot-a")
BUS = "bus/usb/devices"


class Kept:
    """What was done to the machine."""

    def __init__(self) -> None:
        self.reboots = 0
        self.clock: list[float] = []
        self.slept: list[float] = []

    def restart(self) -> None:
        self.reboots += 1


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def machine(tmp_path: Path, kept: Kept) -> Machine:
    (tmp_path / "state").mkdir()
    return Machine(
        sys=sysfs(tmp_path / "sys"),
        state=tmp_path / "state",
        ntp_done=tmp_path / "ntp",
        clock_set=tmp_path / "run" / "clock-set",
        rtc=tmp_path / "rtc0",
        now=lambda: NOW,
        sleep=kept.slept.append,
        restart=kept.restart,
        set_clock=kept.clock.append,
    )


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    directory = tmp_path / "asked"
    directory.mkdir()
    return directory


def done(asked: Path, machine: Machine) -> list[str]:
    return list(act(asked, machine))


def test_a_device_is_taken_from_its_driver_and_given_back(asked: Path, machine: Machine, kept: Kept) -> None:
    ask_rebind(asked, DEVICE)
    assert done(asked, machine) == [f"USB-пристрій {DEVICE} перепід'єднано."]
    driver = machine.sys / "bus/usb/drivers/usb"
    assert [(driver / name).read_text() for name in ("unbind", "bind")] == [DEVICE, DEVICE]
    assert kept.slept == [2.0]
    assert list(asked.iterdir()) == []


def test_a_port_is_switched_off_and_on(asked: Path, machine: Machine, kept: Kept) -> None:
    ask_power(asked, DEVICE)
    assert done(asked, machine) == [f"Порт USB пристрою {DEVICE} вимкнено й увімкнено."]
    assert (machine.sys / BUS / "1-1:1.0/1-1-port2/disable").read_text() == "0\n"
    assert kept.slept == [4.0]


def test_a_port_that_cannot_be_switched_is_said_so(asked: Path, machine: Machine) -> None:
    (machine.sys / BUS / "1-1:1.0/1-1-port2/disable").unlink()
    ask_power(asked, DEVICE)
    [sentence] = done(asked, machine)
    assert "не вимикається" in sentence


@pytest.mark.parametrize(
    ("device", "port"),
    [("1-1", "1-0:1.0/usb1-port1"), ("1-1.2", "1-1:1.0/1-1-port2"), ("2-1.4.3", "2-1.4:1.0/2-1.4-port3")],
)
def test_the_port_of_a_device_is_named_as_the_kernel_names_it(device: str, port: str) -> None:
    assert port_of(device) == Path(port)


@pytest.mark.parametrize("name", ["month", ".clock.7", "ssh", ".usb-rebind-1-1.9"])
def test_what_is_meant_for_others_stays_where_it_is(asked: Path, machine: Machine, name: str) -> None:
    (asked / name).touch()
    assert done(asked, machine) == []
    assert [each.name for each in asked.iterdir()] == [name]


@pytest.mark.parametrize(
    "name", ["usb-rebind-..", "usb-rebind-1-1.2:1.0", "usb-rebind-usb1", "usb-rebind-", "usb-power-1-1 2", "usb-x"]
)
def test_what_only_looks_like_a_request_is_taken_away_and_not_done(asked: Path, machine: Machine, name: str) -> None:
    (asked / name).touch()
    assert done(asked, machine) == [f"{name}: не запит, пропущено."]
    assert list(asked.iterdir()) == []
    assert (machine.sys / "bus/usb/drivers/usb/unbind").read_text() == ""


def test_a_device_that_sysfs_does_not_show_is_not_touched(asked: Path, machine: Machine) -> None:
    ask_rebind(asked, "3-1")
    assert done(asked, machine) == ["usb-rebind-3-1: такого пристрою на USB немає."]
    assert (machine.sys / "bus/usb/drivers/usb/unbind").read_text() == ""


@pytest.mark.parametrize("device", ["../../etc", "1-1/..", "1-1.2\n", "", "usb1", "1-1:1.0", "١-1"])
def test_the_daemon_asks_for_nothing_that_is_no_device(asked: Path, device: str) -> None:
    with pytest.raises(NoSuchDevice):
        ask_rebind(asked, device)
    assert list(asked.iterdir()) == []


def test_links_pipes_and_directories_are_taken_away_and_not_read(asked: Path, machine: Machine, kept: Kept) -> None:
    (asked / "clock").symlink_to("/etc/passwd")
    os.mkfifo(asked / "reboot")
    (asked / f"usb-rebind-{DEVICE}").mkdir()
    assert len(done(asked, machine)) == 3
    assert (kept.reboots, kept.clock, list(asked.iterdir())) == (0, [], [])


def test_a_directory_with_something_in_it_keeps_no_other_request_waiting(
    asked: Path, machine: Machine, kept: Kept
) -> None:
    (asked / "clock" / "full").mkdir(parents=True)
    ask_reboot(asked)
    assert len(done(asked, machine)) == 2
    assert kept.reboots == 1
    assert not (asked / "clock").exists(), "it would start the unit again and again"


def test_the_directory_of_requests_is_not_followed_elsewhere(tmp_path: Path, asked: Path, machine: Machine) -> None:
    (tmp_path / "link").symlink_to(asked)
    with pytest.raises(OSError, match="link"):
        done(tmp_path / "link", machine)


def test_reboots_are_counted_over_boots(asked: Path, machine: Machine, kept: Kept) -> None:
    ask_reboot(asked)
    assert done(asked, machine) == ["Скринька перезапускається."]
    for uptime_s, boot, allowed in ((120.0, "b", 1), (3500.0, "b", 1), (3700.0, "b", 2), (600.0, "c", 2)):
        again = replace(machine, now=lambda at=uptime_s, boot=boot: replace(NOW, monotonic_s=at, boot_id=boot))  # type: ignore[misc]
        ask_reboot(asked)
        done(asked, again)
        assert kept.reboots == allowed


def test_a_broken_count_of_reboots_begins_anew_and_stops_nothing(asked: Path, machine: Machine, kept: Kept) -> None:
    (machine.state / "reboots.json").write_text("{")
    ask_reboot(asked)
    done(asked, machine)
    assert kept.reboots == 1


def test_the_clock_is_set_to_what_the_reading_has_become_meanwhile(asked: Path, machine: Machine, kept: Kept) -> None:
    told = NOW.wall + timedelta(days=3)
    ask_clock(asked, told, replace(NOW, monotonic_s=4990.0))
    [sentence] = done(asked, machine)
    assert sentence.startswith("Годинник налаштовано з мобільної мережі: 26.11.2026 08:00:10")
    assert kept.clock == [pytest.approx((told + timedelta(seconds=10)).timestamp(), abs=0.01)]
    assert machine.clock_set.exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("boot-b 4990 1795000000", "застарів"),
        ("boot-a 4000 1795000000", "застарів"),
        ("boot-a 5100 1795000000", "застарів"),
        ("boot-a 4990 1000000000", "бути не може"),
        ("boot-a 4990 4000000000", "бути не може"),
        ("boot-a 4990 1e400", "не так"),
        ("boot-a nan nan", "не так"),
        ("boot-a 4990", "не так"),
        ("", "не так"),
        ("boot-a 4990 1795000000 more", "не так"),
    ],
)
def test_a_request_for_the_clock_is_judged(asked: Path, machine: Machine, kept: Kept, content: str, why: str) -> None:
    (asked / "clock").write_text(content)
    [sentence] = done(asked, machine)
    assert why in sentence
    assert kept.clock == []


def test_the_time_of_the_internet_is_not_overruled(asked: Path, machine: Machine, kept: Kept) -> None:
    machine.ntp_done.touch()
    ask_clock(asked, NOW.wall + timedelta(days=3), NOW)
    [sentence] = done(asked, machine)
    assert "з інтернету" in sentence
    assert kept.clock == []
