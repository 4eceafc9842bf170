"""The firewall, loaded into a network namespace of its own: what it lets in and what not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from appliance.commands.firewall import elements
from appliance.settings import GsmLineSettings, SipLineSettings, SipTrunk

NFT = Path(__file__).parents[2] / "firmware_config/nftables/slukhavka.nft"
OFFICE, PEER, WORLD = "192.168.50.2", "203.0.113.7", "198.51.100.9"
LINES = (
    GsmLineSettings(name="gsm1", family="sim7600"),
    SipLineSettings(
        name="sip", peers=("192.168.1.0/24", "192.168.1.20", "127.0.0.1"), trunk=SipTrunk(server=f"{PEER}:5060")
    ),
    SipLineSettings(
        name="second", port=5080, peers=("192.168.1.7", "2001:db8::/64", "нема.example"), rtp_ports=(16000, 16500)
    ),
)


def in_a_namespace(*command: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/usr/bin/unshare", "--user", "--map-root-user", "--net", *command],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def possible() -> str:
    """Why the kernel or the machine refuses, "" when it does not."""
    for program in ("/usr/bin/unshare", "/usr/sbin/nft"):
        if not Path(program).exists():
            return f"there is no {program}"
    tried = in_a_namespace("/usr/sbin/nft", "list", "ruleset")
    return tried.stderr.strip().splitlines()[-1] if tried.returncode else ""


REFUSED = possible()
needs_kernel = pytest.mark.skipif(bool(REFUSED), reason=REFUSED)


def nobody(_name: str) -> list[str]:
    return []


@needs_kernel
def test_nft_takes_the_rules_and_what_is_made_of_the_settings_again_and_again() -> None:
    made = elements(LINES, nobody)
    script = f'set -e; PATH=$PATH:/usr/sbin; made=$(cat); for i in 1 2; do nft -f {NFT}; echo "$made" | nft -f -; done'
    loaded = in_a_namespace("sh", "-c", f'{script}; echo "$made" | nft -f -; nft list ruleset', text=made)
    assert loaded.returncode == 0, loaded.stderr
    assert "policy drop" in loaded.stdout
    assert "192.168.1.0/24 . 5060" in loaded.stdout


@needs_kernel
def test_nft_refuses_rules_that_are_wrong() -> None:
    assert in_a_namespace("/usr/sbin/nft", "-c", "-f", "-", text="add rule inet nowhere incoming accept").returncode


def test_of_the_settings_come_the_peers_with_their_ports_and_this_box_itself_is_none() -> None:
    made = elements(LINES, nobody)
    assert made.startswith("flush set inet slukhavka peers4\nflush set inet slukhavka peers6\n")
    assert f"{{ 192.168.1.0/24 . 5060-5060, {PEER}/32 . 5060-5060 }}" in made
    assert "{ 192.168.1.7/32 . 5080-5080 }" in made
    assert "{ 2001:db8::/64 . 5080-5080 }" in made
    # Two lines whose ports overlap are one element: nft takes no two that do.
    assert f"{{ 192.168.1.0/24 . 16000-17383, {PEER}/32 . 16000-17383 }}" in made
    assert "127.0.0" not in made


def test_without_sip_nobody_is_let_in() -> None:
    assert elements(LINES[:1], nobody) == "flush set inet slukhavka peers4\nflush set inet slukhavka peers6\n"


def test_a_name_is_asked_for_and_one_that_nobody_knows_is_left_out() -> None:
    line = SipLineSettings(name="sip", trunk=SipTrunk(server="sip.example.net:5062"), peers=("gone.example",))
    made = elements([line], lambda name: ["203.0.113.80"] if name == "sip.example.net" else [])
    assert "203.0.113.80/32 . 5060-5060" in made


def test_ports_that_the_system_chooses_are_its_own() -> None:
    line = SipLineSettings(name="sip", peers=(PEER,), rtp_ports=(0, 0))
    assert f"{PEER}/32 . 32768-60999" in elements([line], nobody)


KNOCKER = Path(__file__).with_name("knock.py")


@needs_kernel
@pytest.mark.skipif(not any(map(shutil.which, ("ip", "/usr/sbin/ip", "/sbin/ip"))), reason="there is no ip (iproute2)")
@pytest.mark.parametrize(
    ("source", "ssh_on", "let_in"),
    [
        (OFFICE, False, {"tcp 80", "tcp 443"}),
        (OFFICE, True, {"tcp 80", "tcp 443", "tcp 22"}),
        (PEER, False, {"udp 5060", "udp 16384", "udp 17383"}),
        (PEER, True, {"udp 5060", "udp 16384", "udp 17383"}),
        (WORLD, True, set()),
    ],
)
def test_who_knocks_is_let_in_where_he_should_be_and_nowhere_else(source: str, ssh_on: bool, let_in: set[str]) -> None:
    made = elements(LINES, nobody)
    assert knocked(source, ssh_on, made) == let_in


def knocked(source: str, ssh_on: bool, made: str) -> set[str]:
    """Return at which ports a neighbour of that address is heard, over a pair of interfaces between two namespaces."""
    ruled: Sequence[str] = (sys.executable, str(KNOCKER), source, str(NFT), "ssh" if ssh_on else "-")
    told = in_a_namespace(*ruled, text=made)
    assert told.returncode == 0, told.stderr
    return set(told.stdout.splitlines())
