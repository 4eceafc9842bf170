"""What the technician writes about mending, and what of it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.errors import SettingsError
from appliance.settings import GsmLineSettings, MendingSettings, read_settings

LINE = '[[lines]]\nname = "gsm1"\nfamily = "huawei_e1550"\n'


def write(tmp_path: Path, text: str, line: str = "") -> Path:
    path = tmp_path / "slukhavka.toml"
    path.write_text(f'[box]\nstate = "{tmp_path}"\n{text}\n{LINE}{line}\n')
    return path


def test_without_a_word_the_defaults_hold(tmp_path: Path) -> None:
    assert read_settings(write(tmp_path, "")).mending == MendingSettings()


def test_a_pin_and_a_number_of_a_line_are_read_and_the_pin_is_not_shown(tmp_path: Path) -> None:
    [line] = read_settings(write(tmp_path, "", 'pin = "1234"\nnumber = "+380671234567"')).lines
    assert isinstance(line, GsmLineSettings)
    assert (line.pin, line.number) == ("1234", "+380671234567")
    assert "1234" not in repr(line).replace("+380671234567", "")


@pytest.mark.parametrize(
    ("section", "line", "word"),
    [
        ("[mending]\nbalance_low = -1", "", "balance_low"),
        ("[mending]\ninactive_days = 3", "", "inactive_days"),
        ("[mending]\nwarn_days = 274", "", "warn_days"),
        ('[mending]\ndiverts_to = ["112"]', "", "diverts_to"),
        ("", 'pin = "12a4"', "pin"),
        ("", 'pin = "١٢٣٤"', "pin"),
        ("", 'number = "0671234567"', "number"),
    ],
)
def test_what_cannot_be_is_named(tmp_path: Path, section: str, line: str, word: str) -> None:
    with pytest.raises(SettingsError, match=word):
        read_settings(write(tmp_path, section, line))
