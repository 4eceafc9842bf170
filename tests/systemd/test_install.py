"""`make install` below DESTDIR: every file at its place with its rights, the same a second time, nothing forgotten."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.settings import read_settings
from tests.systemd.unit_files import SYSTEMD, UNITS, settings

ROOT = SYSTEMD.parent
SCRIPTS = ("install.sh", "machine.sh", "uninstall.sh", "prove-install.sh", "bin/slukhavka", "bin/slukhavka-technician")
PLACES = {
    "systemd/sysusers.d/slukhavka.conf": "etc/sysusers.d/slukhavka.conf",
    "systemd/tmpfiles.d/slukhavka.conf": "etc/tmpfiles.d/slukhavka.conf",
    "systemd/tmpfiles.d/slukhavka-keyboards.conf": "etc/tmpfiles.d/slukhavka-keyboards.conf",
    "systemd/journald.conf.d/slukhavka.conf": "etc/systemd/journald.conf.d/slukhavka.conf",
    "systemd/system.conf.d/slukhavka.conf": "etc/systemd/system.conf.d/slukhavka.conf",
    "systemd/ssh.service.d/slukhavka.conf": "etc/systemd/system/ssh.service.d/slukhavka.conf",
    "systemd/getty@.service.d/zz-slukhavka.conf": "etc/systemd/system/getty@.service.d/zz-slukhavka.conf",
    "systemd/serial-getty@.service.d/zz-slukhavka.conf": "etc/systemd/system/serial-getty@.service.d/zz-slukhavka.conf",
    "firmware_config/ssh/10-slukhavka.conf": "etc/ssh/sshd_config.d/10-slukhavka.conf",
    "firmware_config/sysctl/90-slukhavka.conf": "etc/sysctl.d/90-slukhavka.conf",
    "firmware_config/modprobe/slukhavka.conf": "etc/modprobe.d/slukhavka.conf",
    "firmware_config/modprobe/slukhavka-keyboards.conf": "etc/modprobe.d/slukhavka-keyboards.conf",
    **{f"systemd/{unit}": f"etc/systemd/system/{unit}" for unit in UNITS},
}
"""Where each file of the tree lies in the system, byte for byte."""
MADE = {"etc/udev/rules.d/70-slukhavka.rules", "usr/local/bin/slukhavka", "usr/local/bin/slukhavka-technician"}


def install(tree: Path, into: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DESTDIR": str(into), "PYTHON": sys.executable}
    words = ["/bin/bash", str(tree / "image-build/install.sh")]
    return subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the installer reads, with hardly anything of the rest: small, and nobody changes it meanwhile."""
    into = tmp_path_factory.mktemp("tree")
    for name in ("appliance", "firmware_config", "systemd", "image-build"):
        shutil.copytree(ROOT / name, into / name, ignore=shutil.ignore_patterns("__pycache__", "casework", "starter"))
    shutil.copytree(ROOT / "appliance/casework", into / "appliance/casework", ignore=shutil.ignore_patterns("__py*"))
    for name in ("pyproject.toml", "requirements.lock", ".gitignore"):
        shutil.copy(ROOT / name, into / name)
    (into / "tests").mkdir()
    (into / "tests/secret.py").touch()
    return into


@pytest.fixture(scope="module")
def installed(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("root")
    done = install(tree, into)
    assert done.returncode == 0, done.stderr
    return into


def files_in(root: Path) -> set[str]:
    found = (path for path in root.rglob("*") if path.is_symlink() or path.is_file())
    return {str(path.relative_to(root)) for path in found if "opt/slukhavka" not in str(path)}


def test_every_file_lies_at_its_place_as_it_is_in_the_tree(installed: Path) -> None:
    for ours, there in PLACES.items():
        assert (installed / there).read_bytes() == (ROOT / ours).read_bytes(), there
        assert stat.S_IMODE((installed / there).stat().st_mode) == 0o644


def test_nothing_else_is_put_and_everything_is_on_the_list(installed: Path) -> None:
    found = files_in(installed)
    links = {path for path in found if (installed / path).is_symlink()}
    kept = {"etc/slukhavka/slukhavka.toml", "etc/slukhavka/installed"}
    assert found - links == {*PLACES.values(), *MADE, *kept}
    listed = (installed / "etc/slukhavka/installed").read_text().split()
    assert {line.lstrip("/") for line in listed} == found - kept


def test_nothing_of_systemd_in_the_tree_is_forgotten() -> None:
    ours = {str(path.relative_to(ROOT)) for path in SYSTEMD.rglob("*.*") if path.is_file() and path.suffix != ".md"}
    assert ours <= set(PLACES)


def test_what_is_to_start_by_itself_is_linked_and_modem_manager_cannot(installed: Path) -> None:
    system = installed / "etc/systemd/system"
    for unit in UNITS:
        for target in settings(unit, "Install").get("WantedBy", []):
            assert (system / f"{target}.wants" / unit).readlink() == Path("..", unit)
    for never in ("ModemManager.service", "ctrl-alt-del.target"):
        assert (system / never).readlink() == Path("/dev/null")


def test_the_settings_of_a_box_are_for_the_box_alone_and_listen_to_the_office(installed: Path) -> None:
    file = installed / "etc/slukhavka/slukhavka.toml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    console = read_settings(file).console
    assert (console.host, console.port, console.plain_port) == ("0.0.0.0", 443, 80)  # noqa: S104


def test_the_release_is_switched_by_one_link_and_carries_no_tests(installed: Path) -> None:
    current = installed / "opt/slukhavka/current"
    assert re.fullmatch(r"\d+\.\d+\.\d+-[0-9a-f]{8}", str(current.readlink()))
    assert (current / "appliance/daemon.py").exists()
    assert not (current / "tests").exists()


def test_a_second_run_changes_nothing_and_the_sites_settings_are_never_touched(tree: Path, installed: Path) -> None:
    before = {path: (installed / path).lstat() for path in files_in(installed)}
    (installed / "etc/slukhavka/slukhavka.toml").write_text("# mine\n[[lines]]\nfamily = 'sim7600'\nname = 'g'\n")
    (installed / "etc/systemd/system/slukhavka-gone.service").touch()
    with (installed / "etc/slukhavka/installed").open("a") as listed:
        listed.write("/etc/systemd/system/slukhavka-gone.service\n")
    release = (installed / "opt/slukhavka/current").readlink()
    done = install(tree, installed)
    assert done.returncode == 0, done.stderr
    assert "removing /etc/systemd/system/slukhavka-gone.service" in done.stdout
    assert (installed / "opt/slukhavka/current").readlink() == release
    assert set(before) == files_in(installed)
    assert (installed / "etc/slukhavka/slukhavka.toml").read_text().startswith("# mine")


def test_a_newer_tree_lies_beside_the_older_one(tree: Path, installed: Path, tmp_path: Path) -> None:
    shutil.copytree(tree, tmp_path / "newer", symlinks=True)
    (tmp_path / "newer/appliance/clock.py").write_text((tree / "appliance/clock.py").read_text() + "\n# newer\n")
    before = (installed / "opt/slukhavka/current").readlink()
    assert install(tmp_path / "newer", installed).returncode == 0
    releases = {path.name for path in (installed / "opt/slukhavka").iterdir()}
    after = (installed / "opt/slukhavka/current").readlink()
    assert after != before
    assert releases == {"current", str(before), str(after)}


def test_only_what_runs_is_installed_of_the_locked_packages() -> None:
    spec = importlib.util.spec_from_file_location("run_lock", ROOT / "image-build/run_lock.py")
    assert spec and spec.loader
    run_lock = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(run_lock)
    asked = run_lock.run_dependencies((ROOT / "pyproject.toml").read_text())
    lock = run_lock.needed((ROOT / "requirements.lock").read_text(), asked)
    pins = set(re.findall(r"(?m)^([a-z0-9-]+)==", lock))
    assert asked <= pins
    assert {"werkzeug", "cffi", "markupsafe"} <= pins, "what they need comes along"
    assert not {"pytest", "mypy", "ruff", "playwright", "hypothesis", "uv"} & pins
    assert lock.count("--hash=sha256:") > len(pins)


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="there is no shellcheck")
@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_has_no_fault_that_shellcheck_knows(script: str) -> None:
    words = ["shellcheck", "--exclude=SC1091", str(ROOT / "image-build" / script)]
    assert subprocess.run(words, capture_output=True, text=True, check=False).stdout == ""


@pytest.mark.parametrize(("command", "as_root"), [("support", True), ("backup", True), ("nightly", False)])
def test_what_reads_keys_or_the_journal_runs_as_root_and_the_rest_as_the_daemon(
    tmp_path: Path, command: str, as_root: bool
) -> None:
    for name, says in (("id", "echo 0"), ("setpriv", 'echo "$@"')):
        (tmp_path / name).write_text(f"#!/bin/sh\n{says}\n")
        (tmp_path / name).chmod(0o755)
    words = ["/bin/sh", str(ROOT / "image-build/bin/slukhavka"), command]
    ran = subprocess.run(words, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=True)
    assert ("--reuid=slukhavka-daemon" not in ran.stdout) is as_root
    assert "--regid=slukhavka" in ran.stdout


def test_the_technicians_shell_runs_nothing_that_it_is_given() -> None:
    shell = (ROOT / "image-build/bin/slukhavka-technician").read_text()
    assert "$@" not in shell
    assert "$*" not in shell
    assert re.search(
        r"^u tech .* /usr/local/bin/slukhavka-technician$", (SYSTEMD / "sysusers.d/slukhavka.conf").read_text(), re.M
    )
