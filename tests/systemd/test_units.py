"""The units: systemd takes them, they are as closed as promised, and they name what is there."""

from __future__ import annotations

import pwd
import re
from pathlib import Path

import pytest

from appliance.casework.box.ssh_opening import LASTS, SshDoor
from appliance.cli import NAMES
from appliance.publishing.notices import notices_in
from appliance.settings import TREE_FILE, BoxSettings, ExportSettings, read_settings
from tests.systemd.unit_files import HAS_SYSTEMD, SERVICES, SYSTEMD, UNITS, analyze, commands, copied, settings

needs_systemd = pytest.mark.skipif(not HAS_SYSTEMD, reason="this machine has no systemd-analyze")
GATES = {
    "slukhavka.service": 2.0,
    "slukhavka-console.service": 1.5,
    "slukhavka-speech.service": 0.5,
    "slukhavka-month.service": 0.5,
}
"""facts/reliability.md §C1: the highest exposure of each."""
ANY_OTHER = 2.5
ALWAYS_ON = ("slukhavka.service", "slukhavka-console.service", "slukhavka-speech.service")
ROOT = {name for name in SERVICES if "User" not in settings(name, "Service")}


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("units"))


@needs_systemd
@pytest.mark.parametrize("name", SERVICES)
def test_a_unit_is_as_closed_as_promised(units: Path, name: str) -> None:
    threshold = round(GATES.get(name, ANY_OTHER) * 10)
    found = analyze(
        "security", "--offline=true", f"--threshold={threshold}", "--no-pager", str(units / name), units=units
    )
    assert found.returncode == 0, found.stdout.splitlines()[-1:]


@needs_systemd
def test_the_gate_of_closedness_lets_no_open_unit_through(tmp_path: Path) -> None:
    (tmp_path / "open.service").write_text("[Service]\nExecStart=/bin/true\nUser=nobody\n")
    found = analyze("security", "--offline=true", "--threshold=25", str(tmp_path / "open.service"), units=tmp_path)
    assert found.returncode == 1


@needs_systemd
def test_systemd_takes_every_unit_without_a_complaint(units: Path) -> None:
    found = analyze("verify", "--man=no", "--recursive-errors=no", *(str(units / name) for name in UNITS), units=units)
    complaints = [line for line in found.stderr.splitlines() if any(name in line for name in UNITS)]
    assert (complaints, found.returncode) == ([], 0)


@needs_systemd
def test_systemd_complains_of_a_word_it_does_not_know(tmp_path: Path) -> None:
    (tmp_path / "wrong.service").write_text("[Service]\nExecStart=/bin/true\nWatchdogSecs=30\n")
    assert "WatchdogSecs" in analyze("verify", "--man=no", str(tmp_path / "wrong.service"), units=tmp_path).stderr


@needs_systemd
@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".timer")])
def test_a_timer_has_a_moment_that_systemd_understands(name: str, units: Path) -> None:
    for calendar in settings(name, "Timer").get("OnCalendar", []):
        assert "Next elapse" in analyze("calendar", calendar, units=units).stdout


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith((".timer", ".path")) and "back" not in name])
def test_what_is_to_happen_by_itself_is_enabled_with_the_rest_and_has_its_service(name: str) -> None:
    assert settings(name, "Install") == {"WantedBy": ["slukhavka.target"]}
    assert Path(name).with_suffix(".service").name in SERVICES


@pytest.mark.parametrize(("unit", "command"), list(commands()))
def test_a_unit_starts_a_command_that_there_is(unit: str, command: str) -> None:
    assert command in NAMES, f"{unit} starts {command}"


@pytest.mark.row("L1")
@pytest.mark.parametrize("name", ALWAYS_ON)
def test_what_always_runs_is_begun_at_the_start_and_after_every_fall(name: str) -> None:
    service = settings(name, "Service")
    assert service["Restart"] == ["always"]
    assert float(service["RestartSec"][0]) <= 10
    assert settings(name, "Install")["WantedBy"] == ["slukhavka.target"]
    assert name in settings("slukhavka.target", "Unit")["Wants"][0].split()
    assert settings("slukhavka.target", "Install")["WantedBy"] == ["multi-user.target"]


@pytest.mark.row("L1")
def test_the_daemon_is_watched_and_a_box_that_falls_again_and_again_is_rebooted_and_tried_again() -> None:
    service, unit = settings("slukhavka.service", "Service"), settings("slukhavka.service", "Unit")
    assert (service["Type"], service["WatchdogSec"]) == (["notify"], ["30"])
    assert (unit["StartLimitIntervalSec"], unit["StartLimitBurst"]) == (["600"], ["10"])
    assert "StartLimitAction" not in unit  # a reboot that nobody counts would have no end
    assert unit["OnFailure"] == ["slukhavka-fallen.service"]
    fallen = settings("slukhavka-fallen.service", "Service")["ExecStart"]
    assert fallen[0].endswith("/var/lib/slukhavka/asked/reboot")
    assert fallen[-1].endswith("start --no-block slukhavka.service")


def test_nothing_that_answers_calls_waits_for_the_network_or_the_time() -> None:
    for name in (*ALWAYS_ON, "slukhavka.target"):
        text = (SYSTEMD / name).read_text()
        assert "network-online" not in text
        assert "time-sync" not in text


@pytest.mark.parametrize("name", SERVICES)
def test_a_unit_has_bounds_and_a_user_or_hardly_a_right(name: str) -> None:
    service = settings(name, "Service")
    assert {"MemoryMax", "TasksMax", "UMask", "SystemCallFilter"} <= set(service)
    assert service["NoNewPrivileges"] == ["yes"]
    if name in ROOT:
        assert len(service["CapabilityBoundingSet"][0].split()) <= 4
        assert "AmbientCapabilities" not in service


def test_each_process_has_a_user_of_its_own_and_the_group_of_the_box() -> None:
    users = {name: settings(name, "Service")["User"][0].removeprefix("slukhavka-") for name in set(SERVICES) - ROOT}
    assert users == {
        "slukhavka.service": "daemon",
        "slukhavka-console.service": "console",
        "slukhavka-speech.service": "speech",
        "slukhavka-backup.service": "jobs",
        "slukhavka-selftest.service": "jobs",
        "slukhavka-nightly.service": "jobs",
        "slukhavka-peers.service": "jobs",
        "slukhavka-month.service": "export",
        "slukhavka-archive.service": "export",
    }
    for name in set(SERVICES) - ROOT:
        assert settings(name, "Service")["Group"] == ["slukhavka"]
    made = (SYSTEMD / "sysusers.d/slukhavka.conf").read_text()
    for user in {settings(name, "Service")["User"][0] for name in set(SERVICES) - ROOT}:
        assert re.search(rf"^u {user}\s+-:slukhavka ", made, re.MULTILINE)


def test_what_two_units_share_can_be_written_by_both() -> None:
    for name in set(SERVICES) - ROOT - {"slukhavka-peers.service"}:
        assert settings(name, "Service")["UMask"] == ["0007"]
        assert "StateDirectory" not in settings(name, "Service"), "each start would give all of it to its own user"
    shared = re.findall(r"^d /var/lib/slukhavka\S*\s+(\d+)", (SYSTEMD / "tmpfiles.d/slukhavka.conf").read_text(), re.M)
    assert set(shared) == {"2770", "2750", "0700"}


def test_directories_that_are_made_with_a_set_group_id_are_there_before_the_units_start() -> None:
    """RestrictSUIDSGID= refuses mkdir with that bit. What is made below such a directory inherits it."""
    there = (SYSTEMD / "tmpfiles.d/slukhavka.conf").read_text()
    for name in (read_settings(TREE_FILE).asked.name, read_settings(TREE_FILE).copies.name):
        assert f"d /var/lib/slukhavka/{name} " in re.sub(" +", " ", there)


def test_the_state_lies_where_the_units_let_it_be_written() -> None:
    state = str(BoxSettings().state)
    for name in ALWAYS_ON:
        paths = set(settings(name, "Service")["ReadWritePaths"][0].split()) - {f"-{SshDoor().asked.parent}"}
        assert all(path.startswith(state) for path in paths)
    assert settings("run-slukhavka-stick.mount", "Mount")["Where"] == [ExportSettings().mount]
    assert f"-{ExportSettings().mount}" in settings("slukhavka-month.service", "Service")["ReadWritePaths"][0]


def test_a_stick_is_mounted_so_that_nothing_on_it_can_run_or_lead_elsewhere() -> None:
    for writer in ("slukhavka-month.service", "slukhavka-archive.service"):
        assert any("stop run-slukhavka-stick.mount" in line for line in settings(writer, "Service")["ExecStopPost"])
    mount = settings("run-slukhavka-stick.mount", "Mount")
    assert mount["Type"] == ["vfat,exfat"]
    options = set(mount["Options"][0].split(","))
    assert {"nosuid", "nodev", "noexec", "nosymfollow", "uid=slukhavka-export"} <= options


@pytest.mark.parametrize("name", ["slukhavka-month.service", "slukhavka-archive.service"])
def test_what_writes_the_stick_can_change_nothing_that_callers_said_or_hear(name: str) -> None:
    box = read_settings(TREE_FILE)
    kept = {box.recordings, box.pending, box.copies, box.published, box.published_menu("x").parent}
    kept |= {box.spoken, box.recorded, box.speech_spool, box.lists, notices_in(box)}
    read_only = " ".join(settings(name, "Service")["ReadOnlyPaths"]).split()
    assert {f"-{path}" for path in kept} <= set(read_only)
    assert "CAP_DAC_OVERRIDE" not in settings(name, "Service")["CapabilityBoundingSet"][0]


def test_what_speaks_and_what_writes_the_stick_have_no_network() -> None:
    for name in ("slukhavka-speech.service", "slukhavka-month.service"):
        assert settings(name, "Service")["PrivateNetwork"] == ["yes"]
    assert "/var/lib/slukhavka " not in settings("slukhavka-speech.service", "Service")["ReadWritePaths"][0] + " "


def test_the_console_may_listen_on_its_two_ports_and_on_no_other() -> None:
    console = settings("slukhavka-console.service", "Service")
    assert console["SocketBindAllow"] == ["tcp:443", "tcp:80"]
    assert console["IPAddressDeny"] == ["any"]


def test_requests_are_waited_for_under_the_names_that_the_box_writes() -> None:
    asked = [
        path.rpartition("/")[2]
        for name in UNITS
        if name.endswith(".path")
        for key, paths in settings(name, "Path").items()
        if key.startswith("PathExists")
        for path in paths
        if path.startswith("/var/lib/slukhavka/asked/")
    ]
    assert sorted(asked) == ["clock", "month", "reboot", "usb-*"]


def test_the_console_alone_may_ask_for_ssh_and_its_page_knows_how_long_it_lasts() -> None:
    door = SshDoor()
    assert settings("slukhavka-ssh.path", "Path") == {"PathExists": [str(door.asked)]}
    assert settings("slukhavka-ssh.service", "Service")["ExecStart"][0] == f"/usr/bin/rm -f {door.asked}"
    made = re.sub(" +", " ", (SYSTEMD / "tmpfiles.d/slukhavka.conf").read_text())
    assert f"\nd {door.asked.parent} 0770 slukhavka-console root -\n" in made
    may = {name for name in SERVICES for line in settings(name, "Service").get("ReadWritePaths", []) if "ssh" in line}
    assert may == {"slukhavka-console.service", "slukhavka-ssh.service"}
    drop_in = (SYSTEMD / "ssh.service.d/slukhavka.conf").read_text()
    assert f"ExecStartPost=-/usr/bin/touch {door.opened}\n" in drop_in
    assert f"ExecStopPost=-/usr/bin/rm -f {door.opened}\n" in drop_in
    assert f"RuntimeMaxSec={LASTS.seconds // 3600}h\n" in drop_in


@needs_systemd
def test_nobody_logs_in_by_himself_and_the_screen_stays() -> None:
    for drop_in in ("getty@.service.d", "serial-getty@.service.d"):
        text = (SYSTEMD / drop_in / "zz-slukhavka.conf").read_text()
        assert "--noclear" in text
        assert "autologin" not in text.split("ExecStart=-")[1]


def test_ssh_ends_after_two_hours_with_all_its_sessions_and_never_begins_by_itself() -> None:
    text = (SYSTEMD / "ssh.service.d/slukhavka.conf").read_text()
    assert "\nRuntimeMaxSec=2h\n" in text
    assert "\nRestart=no\n" in text
    assert "\nKillMode=control-group\n" in text
    assert "[Install]" not in text


def test_no_user_of_this_machine_is_named_in_a_unit() -> None:
    ours = {user.pw_name for user in pwd.getpwall() if user.pw_uid >= 1000 and user.pw_name != "nobody"}
    named = {value for name in SERVICES for value in settings(name, "Service").get("User", [])}
    assert not named & ours
