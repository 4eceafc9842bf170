"""The manuals say what is true: their commands, pages, families of modems and pins are those of the box."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from appliance.cli import NAMES
from appliance.settings import BOARDS, MODEMS, VOICE_MODEMS

MANUALS = Path(__file__).parent.parent / "docs" / "uk"
SHEETS = sorted(MANUALS.glob("*.md"))
PAGES = Path(__file__).parent.parent / "web" / "pages"


@pytest.mark.row("J13")
@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_every_command_in_a_manual_is_a_command(sheet: Path) -> None:
    said = re.findall(r"`slukhavka ([a-z-]+)", sheet.read_text(encoding="utf-8"))
    assert set(said) <= set(NAMES)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_every_link_of_a_manual_leads_somewhere(sheet: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", sheet.read_text(encoding="utf-8")):
        assert (MANUALS / target).exists(), target


def test_every_family_of_modems_stands_in_the_technicians_manual() -> None:
    manual = (MANUALS / "tekhnik.md").read_text(encoding="utf-8")
    for directory in (MODEMS, VOICE_MODEMS):
        for family in directory.glob("*.toml"):
            assert f"`{family.stem}`" in manual, family.stem


@pytest.mark.parametrize("board", sorted(BOARDS.glob("*.toml")), ids=lambda board: board.stem)
def test_the_pins_of_the_manual_are_those_of_every_board(board: Path) -> None:
    pins = tomllib.loads(board.read_text(encoding="utf-8"))
    rows = [
        [pins["lamps"][name] for name in ("power", "line", "ringing", "talking")],
        [pins["lamps"][name] for name in ("message", "fault", "alarm")],
        [pins["buzzer"]["line"]],
        [pins["button"]["line"]],
        [pins["switch"]["open"], pins["switch"]["closed"]],
    ]
    manual = (MANUALS / "tekhnik.md").read_text(encoding="utf-8")
    for row in rows:
        assert f"| {', '.join(map(str, row))} |" in manual


@pytest.mark.row("J13")
@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_every_page_named_in_a_manual_stands_in_the_menu(sheet: Path) -> None:
    """A page is named between guillemets at the head of a way: «Справи», «Оголошення та роботи»."""
    titles = set(re.findall(r'title="([^"]+)"', "".join(each.read_text() for each in PAGES.glob("*/routes.py"))))
    named = set(re.findall(r"«([^»]+)» →|консолі?:? «([^»]+)»", sheet.read_text(encoding="utf-8")))
    pages = {name for pair in named for name in pair if name} - {"Що каже Слухавка"}
    assert pages <= titles, pages - titles
