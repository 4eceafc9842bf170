"""SIPVicious against Kamailio: what a scanner of the network learns of it, and of the telephones behind it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.firmware_config.edge import KAMAILIO, LAN, Edge, Phone, user_line

pytestmark = [
    pytest.mark.skipif(KAMAILIO is None, reason="Debian's kamailio is not installed"),
    pytest.mark.skipif(shutil.which("svwar") is None, reason="Debian's sipvicious is not installed"),
]


SCANS = {
    "server": ("svmap",),
    "extensions by REGISTER": ("svwar", "-e", "99-103", "-m", "REGISTER"),
    "extensions by INVITE": ("svwar", "-e", "99-103", "-m", "INVITE"),
    "extensions by OPTIONS": ("svwar", "-e", "99-103", "-m", "OPTIONS"),
    "password": ("svcrack", "-u", "101", "-r", "1230-1240", "-n"),
}


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    with Edge(tmp_path, user_line("101", "1234")).running() as running, Phone().connect(running) as phone:
        assert phone.register("101", "1234").code == 200
        yield running


def test_no_scan_finds_the_server_a_telephone_or_a_password(edge: Edge, tmp_path: Path) -> None:
    # Each from an address of its own: the one before is banned by now. All at once: a scanner mostly waits.
    started = {name: _start(scan, edge, tmp_path / name) for name, scan in SCANS.items()}
    said = {name: process.communicate(timeout=60)[0] for name, process in started.items()}
    assert f"{LAN}:{edge.port}" not in said["server"]
    for name in SCANS:
        assert "| 101" not in said[name], said[name]
    assert "| 1234" not in said["password"]
    assert edge.box.silent_for(0.1)


def _start(scan: tuple[str, ...], edge: Edge, home: Path) -> subprocess.Popen[str]:
    home.mkdir()
    with Phone() as place:
        host = place.host
    limit = () if scan[0] == "svmap" else ("--maximumtime=1",)
    command = [*scan, *limit, "-b", host, "-x", host, "-p", str(edge.port), LAN]
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
    return subprocess.Popen(
        command, cwd=home, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
