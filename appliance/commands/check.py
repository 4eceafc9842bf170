"""Check settings and a menu."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from appliance.commands.voices import order_of
from appliance.lines.family import load_family
from appliance.lines.voice_family import load_voice_family
from appliance.menu.published import check_current, read_source
from appliance.panel.board import load_board
from appliance.settings import BOARDS, MODEMS, VOICE_MODEMS, GsmLineSettings, Settings, VoiceLineSettings
from appliance.upkeep.mending.operators import OPERATORS, load_operators

HELP = "перевірити налаштування й меню, нічого не змінюючи"

ANY_PORT = "Увага: флешку прийме будь-яке гніздо USB. Назвіть те, що підписано «ЗВІТИ»: [export] usb_ports.\n"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the menu to check."""
    parser.add_argument("source", type=Path, nargs="?", help="тека з flow.toml і hours.toml; інакше чинне меню")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Say that all is well, or raise what is not."""
    order_of(settings)
    load_operators(OPERATORS)
    if settings.panel.board:
        load_board(settings.panel.board, BOARDS)
    for line in settings.lines:
        match line:
            case GsmLineSettings():
                load_family(line.family, MODEMS)
            case VoiceLineSettings():
                load_voice_family(line.family, VOICE_MODEMS)
    if not settings.export.usb_ports:
        sys.stderr.write(ANY_PORT)
    if options.source:
        read_source(options.source)
    else:
        for menu in sorted({"", *(line.menu for line in settings.lines)}):
            check_current(settings.published_menu(menu))
    sys.stdout.write("Налаштування й меню справні.\n")
    return 0
