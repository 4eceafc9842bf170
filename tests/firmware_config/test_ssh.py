"""What sshd is told, as facts/reliability.md §C6 has it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

CONFIG = Path(__file__).parents[2] / "firmware_config/ssh/10-slukhavka.conf"
ASKED = {
    "PermitRootLogin": "no",
    "PasswordAuthentication": "no",
    "KbdInteractiveAuthentication": "no",
    "PubkeyAuthentication": "yes",
    "AllowUsers": "tech",
    "MaxAuthTries": "3",
    "LoginGraceTime": "20",
    "MaxStartups": "3:50:10",
    "AllowTcpForwarding": "no",
    "AllowAgentForwarding": "no",
    "X11Forwarding": "no",
    "PermitUserEnvironment": "no",
    "ClientAliveInterval": "300",
    "ClientAliveCountMax": "2",
    "LogLevel": "VERBOSE",
}
TOLD = dict(line.split(" ", 1) for line in CONFIG.read_text().splitlines() if re.match(r"[A-Z]", line))


@pytest.mark.parametrize("word", ASKED)
def test_sshd_is_as_closed_as_promised(word: str) -> None:
    assert TOLD[word] == ASKED[word]


def test_whoever_comes_in_by_ssh_meets_the_menu_and_nothing_else() -> None:
    assert TOLD["ForceCommand"] == "/usr/local/bin/slukhavka-technician"
    assert TOLD["UsePAM"] == "no"
    assert {TOLD[word] for word in ("AllowStreamLocalForwarding", "PermitTunnel", "PermitUserRC")} == {"no"}


@pytest.mark.skipif(
    shutil.which("sshd", path="/usr/sbin") is None, reason="there is no sshd; make prove-install asks one"
)
def test_sshd_itself_takes_every_word(tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(["/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    config = tmp_path / "sshd_config"
    config.write_text(re.sub(r"(?m)^HostKey .*$", f"HostKey {key}", CONFIG.read_text()))
    taken = subprocess.run(["/usr/sbin/sshd", "-T", "-f", config], capture_output=True, text=True, check=False)
    assert "maxauthtries 3" in taken.stdout, taken.stderr
