"""«Модеми та лінії» at the terminal: walked by numbers, over the helper's socket, on a USB of files."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.lines import probe
from appliance.settings import Settings, read_settings
from appliance.technician import helper, modems_talk
from tests.appliance.technician.bus import Bus
from tests.appliance.technician.desk import Programs, Terminal, at_the_terminal, helper_at
from tests.systemd.unit_files import settings as unit_settings

ENTRY, PIN = "12", "4321"


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bus:
    return Bus(tmp_path, monkeypatch)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    file = tmp_path / "slukhavka.toml"
    file.write_text(f'[box]\nstate = "{tmp_path / "state"}"\n[[lines]]\nname = "gsm1"\nfamily = "huawei_e1550"\n')
    file.chmod(0o640)
    return read_settings(file)


@pytest.fixture
def terminal(settings: Settings, programs: Programs, bus: Bus, tmp_path: Path) -> Iterator[Terminal]:
    assert programs
    bus.plug("1-1.1", "12d1:1001", product="E1550")
    bus.plug("1-1.2", "1e0e:9001", product="SIM7600\x1b[2J")
    with helper_at(tmp_path / "helper", settings), at_the_terminal(settings, tmp_path / "helper") as terminal:
        terminal.until("0  Вийти\n> ")
        yield terminal


def lines_of(settings: Settings) -> list[tuple[str, str]]:
    return [(line.name, getattr(line, "family", "")) for line in read_settings(settings.file).lines]


def names(settings: Settings) -> list[str]:
    return [name for name, _ in lines_of(settings)]


@pytest.mark.row("J2")
def test_a_new_line_is_walked_to_by_numbers_shown_and_written_only_after_a_yes(
    terminal: Terminal, settings: Settings, programs: Programs
) -> None:
    assert "Нічого не змінено." in terminal.chooses(ENTRY, "1", "1", "", "", "", "", "")
    assert names(settings) == ["gsm1"]
    screen = terminal.chooses(ENTRY, "1", "1", "kyivstar", "", "", "", "1", "")
    assert '+name = "kyivstar"' in screen
    assert lines_of(settings) == [("gsm1", "huawei_e1550"), ("kyivstar", "sim7600")]
    assert not [told for told in programs.told if "restart" in told]
    assert stat.S_IMODE(settings.file.stat().st_mode) == 0o640


@pytest.mark.row("J2")
def test_the_telephone_is_restarted_when_he_wants_it(
    terminal: Terminal, settings: Settings, programs: Programs
) -> None:
    screen = terminal.chooses(ENTRY, "2", "1", "1", "", "", "", "1", "1")
    assert "Перезапущено: телефон" in screen
    assert lines_of(settings) == [("gsm1", "sim7600")]
    restarted = [told for told in programs.told if "restart" in told]
    assert restarted == ["systemctl restart slukhavka.service", "systemctl restart slukhavka-console.service"]


@pytest.mark.row("J2")
def test_a_pin_is_not_seen_on_the_screen_nor_told_by_the_helper(
    terminal: Terminal, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    terminal.types(ENTRY)
    terminal.until("Enter — назад:")
    terminal.types("1", "1", "", "", "")
    terminal.until("PIN-код SIM")
    terminal.chooses(PIN, "1", "")
    assert f'pin = "{PIN}"' in settings.file.read_text()
    assert PIN not in terminal.seen
    assert PIN not in caplog.text


@pytest.mark.row("J2")
def test_where_two_families_fit_he_is_asked_which(terminal: Terminal, settings: Settings, bus: Bus) -> None:
    bus.sysfs.card(bus.plug("1-1.3", "2c7c:0125", product="EG25-G"), 1, "Android")
    terminal.types(ENTRY)
    while "далі" in terminal.until("Enter").splitlines()[-1]:
        terminal.types("")
    screen = terminal.chooses("1", "2", "2", "", "", "", "", "1", "")
    assert "1  Quectel EC25 (звукова карта USB)" in screen
    assert lines_of(settings) == [("gsm1", "huawei_e1550"), ("gsm2", "quectel_ec25")]


def test_the_menu_waits_longer_than_modems_may_take() -> None:
    assert modems_talk.LOOK_S > probe.LIMIT_S


@pytest.mark.row("J2")
def test_the_last_line_stays_and_the_menu_goes_on(terminal: Terminal, settings: Settings) -> None:
    assert "! Це остання лінія" in terminal.chooses(ENTRY, "3", "1")
    assert names(settings) == ["gsm1"]


def test_enter_or_nonsense_leads_back_and_changes_nothing(terminal: Terminal, settings: Settings) -> None:
    for keys in (("",), ("9",), ("1", ""), ("1", "7"), ("2", "x"), ("2", "1", ""), ("3", "")):
        terminal.chooses(ENTRY, *keys)
    assert names(settings) == ["gsm1"]


@pytest.mark.parametrize(
    "request_",
    [
        {"ask": "modems_change"},
        {"ask": "modems_change", "deed": "add", "place": "../../etc", "write": "1"},
        {"ask": "modems_change", "deed": "remove", "line": "gsm1", "write": "1"},
        {"ask": "modems_change", "deed": "add", "place": "1-1.2", "name": "x\n[box]", "write": "1"},
    ],
)
def test_the_helper_takes_no_change_that_is_none(request_: dict[str, str], settings: Settings, bus: Bus) -> None:
    bus.plug("1-1.2", "1e0e:9001")
    before = settings.file.read_bytes()
    assert set(helper.answer(settings, json.dumps(request_))) == {"error"}
    assert settings.file.read_bytes() == before


@pytest.mark.row("J2")
def test_the_helpers_unit_lets_it_ask_modems_and_write_the_settings() -> None:
    service = unit_settings("slukhavka-technician@.service", "Service")
    assert {"char-ttyUSB rw", "char-ttyACM rw"} <= set(service["DeviceAllow"])
    assert "/etc/slukhavka" in service["ReadWritePaths"][0].split()
    assert "PrivateDevices" not in service, "it would hide the ports"
