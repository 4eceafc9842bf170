"""The box's own key and certificate: made once, renewed in time, for every name under which it is called."""

from __future__ import annotations

import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store

from appliance.casework.entrance.accounts import Role
from appliance.clock import RELEASED_ON
from tests.web.house import House
from web.own_names import own_names
from web.tls import LEAF_LIFE, RENEWED_BEFORE, Identity, adapter, identity

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
NAMES = ("localhost", "slukhavka.local", "192.168.1.20")


def shown(ours: Identity) -> x509.Certificate:
    return x509.load_pem_x509_certificate(ours.certificate.read_bytes())


def test_a_browser_that_trusts_the_authority_trusts_the_console_under_all_its_names(tmp_path: Path) -> None:
    ours = identity(tmp_path / "tls", NAMES, NOW)
    trusted = Store([x509.load_pem_x509_certificate(ours.authority.read_bytes())])
    for name in NAMES[:2]:
        verifier = PolicyBuilder().store(trusted).time(NOW).build_server_verifier(x509.DNSName(name))
        assert verifier.verify(shown(ours), [])
    assert adapter(ours).context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_the_authority_stays_and_the_certificate_is_made_anew_only_for_a_new_name_or_in_time(tmp_path: Path) -> None:
    ours = identity(tmp_path / "tls", NAMES, NOW)
    authority, first = ours.authority.read_bytes(), shown(ours).serial_number
    assert shown(identity(tmp_path / "tls", NAMES, NOW + timedelta(days=100))).serial_number == first
    renewed = shown(identity(tmp_path / "tls", NAMES, NOW + LEAF_LIFE - RENEWED_BEFORE)).serial_number
    assert renewed != first
    assert shown(identity(tmp_path / "tls", (*NAMES, "rada.lan"), NOW)).serial_number != renewed
    assert ours.authority.read_bytes() == authority


@pytest.mark.parametrize("wrong", [datetime(1970, 1, 1, tzinfo=UTC), datetime(2000, 1, 1, tzinfo=UTC)])
def test_a_box_whose_clock_is_wrong_makes_a_certificate_that_is_good_when_it_is_right(
    tmp_path: Path, wrong: datetime
) -> None:
    found = shown(identity(tmp_path / "tls", NAMES, wrong))
    assert found.not_valid_before_utc == RELEASED_ON
    assert found.not_valid_after_utc > NOW


def test_the_keys_are_nobody_elses_to_read(tmp_path: Path) -> None:
    ours = identity(tmp_path / "tls", NAMES, NOW)
    for key in (ours.key, ours.directory / "authority.key"):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_whoever_opens_the_door_may_fetch_the_authority_and_no_key(tmp_path: Path) -> None:
    house = House(tmp_path)
    ours = identity(house.settings.tls, NAMES, NOW)
    house.enter(Role.ADMINISTRATOR)
    answer = house.stranger().get("/authority.crt")
    assert answer.data == ours.authority.read_bytes()
    answer.close()


def test_the_machine_knows_the_names_and_addresses_under_which_it_is_called(tmp_path: Path) -> None:
    routes = tmp_path / "fib_trie"
    routes.write_text("Local:\n  |-- 192.168.1.20\n     /32 host LOCAL\n  |-- 192.168.1.255\n     /32 link BROADCAST\n")
    names = own_names(("Rada.LAN",), routes)
    assert {"localhost", "127.0.0.1", "192.168.1.20", "rada.lan"} <= names
    assert "192.168.1.255" not in names
