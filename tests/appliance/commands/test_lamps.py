"""`slukhavka lamps` and what `slukhavka check` says of a board."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.casework.box.lamps import LAMP_NAMES, SHOWN
from appliance.cli import main
from appliance.contracts.panel import Lamp
from appliance.panel.board import load_board
from appliance.settings import BOARDS


def settings_with(tmp_path: Path, board: str) -> str:
    path = tmp_path / "slukhavka.toml"
    line = '[[lines]]\nname = "gsm1"\nkind = "gsm"\nfamily = "huawei_e1550"\n'
    path.write_text(f'[box]\nstate = "{tmp_path}"\n[panel]\nboard = "{board}"\n{line}', encoding="utf-8")
    return str(path)


@pytest.mark.row("K1")
def test_the_table_of_the_lid_is_printed_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--settings", settings_with(tmp_path, ""), "lamps"]) == 0
    printed = capsys.readouterr().out
    flat = " ".join(printed.split())
    for row in SHOWN:
        assert " ".join(row.means.split()) in flat
        assert row.do in flat
    for lamp in Lamp:
        assert LAMP_NAMES[lamp].upper() in printed
    assert "GPIO" not in printed
    assert max(map(len, printed.splitlines())) <= 100


def test_with_a_board_the_technician_sees_where_each_lamp_hangs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--settings", settings_with(tmp_path, "pi5"), "lamps"]) == 0
    printed = capsys.readouterr().out
    board = load_board("pi5", BOARDS)
    for lamp, line in board.lamps.items():
        assert f"{LAMP_NAMES[lamp].upper()} (GPIO {line})" in printed
    assert f"«зачинено» GPIO {board.switch_closed}" in printed


def test_check_names_a_board_that_there_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--settings", settings_with(tmp_path, "pi9"), "check"]) != 0
    assert "невідома плата «pi9»" in capsys.readouterr().err
