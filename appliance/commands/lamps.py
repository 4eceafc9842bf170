"""The table of the lamps, to be kept in the lid."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Iterable, Iterator

from appliance.casework.box.lamps import BUTTON, BUZZING, LAMP_NAMES, LIGHT_WORDS, SHOWN, SWITCH
from appliance.contracts.panel import Lamp
from appliance.panel.board import Board, load_board
from appliance.settings import BOARDS, Settings

HELP = "що означають лампи, зумер, кнопка й перемикач: таблиця на кришку"
WIDTH = 100
FIRST = 26
"""So wide is the column of what is seen; what it means stands beside."""


def arguments(_parser: argparse.ArgumentParser) -> None:
    """Take nothing."""


def run(settings: Settings, _options: argparse.Namespace) -> int:
    """Print it; with the lines of the board where there is one. Raises SettingsError."""
    board = load_board(settings.panel.board, BOARDS) if settings.panel.board else None
    sys.stdout.write("\n".join(_page(board)) + "\n")
    return 0


def _page(board: Board | None) -> Iterator[str]:
    yield "СЛУХАВКА: ЩО КАЖУТЬ ЛАМПИ"
    for lamp in Lamp:
        line = board.lamps.get(lamp) if board else None
        told = ((LIGHT_WORDS[row.light], f"{row.means} {row.do}".strip()) for row in SHOWN if row.lamp is lamp)
        yield from _part(LAMP_NAMES[lamp], line, told)
    heard = ((each.heard, f"{each.means} {each.do}") for each in BUZZING.values())
    yield from _part("Зумер", board.buzzer if board else None, heard)
    yield from _part("Кнопка", board.button if board else None, BUTTON)
    yield from _part("Перемикач", None, SWITCH)
    if board and board.switch_open is not None:
        yield f"  Контакти перемикача: «працюємо» GPIO {board.switch_open}, «зачинено» GPIO {board.switch_closed}."


def _part(name: str, line: int | None, told: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield ""
    yield f"{name.upper()} (GPIO {line})" if line is not None else name.upper()
    for seen, means in told:
        yield from _row(seen, means)


def _row(seen: str, means: str) -> Iterator[str]:
    left = textwrap.wrap(seen, FIRST - 2)
    right = textwrap.wrap(means, WIDTH - FIRST - 2)
    for at in range(max(len(left), len(right))):
        first = left[at] if at < len(left) else ""
        yield f"  {first:<{FIRST}}{right[at] if at < len(right) else ''}".rstrip()
