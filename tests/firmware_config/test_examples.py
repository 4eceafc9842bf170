"""What people copy out of the tree works as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

from appliance.settings import TREE_FILE, OperatorSettings, SipLineSettings, read_settings
from tests.firmware_config.edge import EDGE_CFG

PHONES = SipLineSettings(
    name="телефони",
    host="0.0.0.0",  # noqa: S104
    port=5080,
    peers=("127.0.0.1",),
    extensions_at="127.0.0.1:5060",
    advertise="192.168.1.10",
)
"""The box behind the Kamailio of site.cfg."""


def test_every_line_that_is_commented_out_in_the_settings_may_be_used(tmp_path: Path) -> None:
    path = tmp_path / "slukhavka.toml"
    path.write_text(re.sub(r"(?m)^# (?=\[|[a-z_]+ = )", "", TREE_FILE.read_text(encoding="utf-8")), encoding="utf-8")
    settings = read_settings(path)
    assert [line.kind for line in settings.lines] == ["gsm", "sip", "sip", "voice"]
    assert settings.lines[2] == PHONES


def test_the_line_that_the_read_me_of_kamailio_shows_is_the_same_and_has_kamailios_address(tmp_path: Path) -> None:
    text = (EDGE_CFG.parent / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"(?m)^ {8}(\[\[lines\]\]|[a-z_]+ = .*)$", text)
    path = tmp_path / "slukhavka.toml"
    path.write_text("\n".join(shown), encoding="utf-8")
    assert read_settings(path).lines == (PHONES,)
    assert f"LAN_ADDRESS {PHONES.advertise}\n" in (EDGE_CFG.parent / "site.cfg").read_text(encoding="utf-8")
    edge = EDGE_CFG.read_text(encoding="utf-8")
    assert f"BOX_PORT {PHONES.port}\n" in edge
    assert 'BOX_ADDRESS "127.0.0.1"\n' in edge


def test_kamailio_reads_the_accounts_where_the_box_writes_them() -> None:
    settings = read_settings(TREE_FILE)
    assert settings.operators == OperatorSettings()
    assert f'USERS "text://{settings.phone_accounts.parent}"\n' in EDGE_CFG.read_text(encoding="utf-8")
    assert settings.phone_accounts.name == "users"
