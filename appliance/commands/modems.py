"""Modems and lines: what is plugged in, and which of it is which line."""

from __future__ import annotations

import argparse
import getpass
import sys

from appliance.logs import one_line
from appliance.settings import Settings
from appliance.technician.modems import ADD, REMOVE, REPLACE, change, look, report
from appliance.technician.roles import Role

HELP = "модеми й лінії: що ввімкнено, додати, замінити, прибрати"
DONE = "Записано. Діятиме після: systemctl restart slukhavka slukhavka-console\n"
NOT_YET = "Ще не записано. Записати: те саме з --yes.\n"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do. A PIN is never an argument: those stand in the list of processes."""
    deeds = parser.add_subparsers(dest="deed", metavar=f"{ADD}|{REPLACE}|{REMOVE}")
    added = deeds.add_parser(ADD, help="знайдений модем стає новою лінією")
    added.add_argument("place", metavar="ГНІЗДО", help="де ввімкнено модем, як-от 1-1.2")
    added.add_argument("--name", default="", help="назва лінії; інакше gsm1, gsm2 …")
    replaced = deeds.add_parser(REPLACE, help="лінія дістає інший модем")
    replaced.add_argument("line", metavar="ЛІНІЯ")
    replaced.add_argument("place", metavar="ГНІЗДО", help="де ввімкнено модем, як-от 1-1.2")
    removed = deeds.add_parser(REMOVE, help="лінія зникає з налаштувань")
    removed.add_argument("line", metavar="ЛІНІЯ")
    for each in (added, replaced):
        each.add_argument("--family", default="", help="родина, коли пасує не одна")
        each.add_argument("--menu", default="", help="окреме меню цієї лінії")
        each.add_argument("--number", default="", help="її номер, +380…")
        each.add_argument("--pin", action="store_true", help="спитати PIN-код SIM-картки")
    for each in (added, replaced, removed):
        each.add_argument("--yes", action="store_true", help="записати; без цього лише показати, що зміниться")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Show, or change. Raises NoRole, NoStableName, SettingsError."""
    if options.deed is None:
        text = report(settings, look(settings))
    else:
        text = change(settings, options.deed, getattr(options, "line", ""), _role(options), write=options.yes)
    sys.stdout.write("".join(f"{one_line(line)}\n" for line in text.split("\n")))
    if options.deed is not None:
        sys.stdout.write(DONE if options.yes else NOT_YET)
    return 0


def _role(options: argparse.Namespace) -> Role:
    if options.deed == REMOVE:
        return Role("")
    pin = _asked() if options.pin else ""
    name = getattr(options, "name", "")
    return Role(options.place, options.family, name, options.menu, options.number, pin)


def _asked() -> str:
    """Ask at the terminal, which does not show what is typed; else take a line."""
    return getpass.getpass("PIN-код SIM-картки: ") if sys.stdin.isatty() else sys.stdin.readline().strip()
