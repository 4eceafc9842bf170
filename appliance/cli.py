"""`slukhavka …`: what a technician, a unit of systemd or a clone's Makefile starts by hand.

Each file in `appliance/commands/` is one command and is found, not listed. Only the one asked for is imported: the
daemon must not carry what the console or the speech unit need.
"""

from __future__ import annotations

import argparse
import os
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType

from appliance import commands
from appliance.errors import SlukhavkaError
from appliance.logs import one_line, set_up
from appliance.settings import read_settings, settings_file

NAMES = tuple(found.name.replace("_", "-") for found in pkgutil.iter_modules(commands.__path__))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 not done, 2 wrongly asked."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    asked = [name for name in given if name in NAMES][:1] or NAMES
    options = _parser([import_module(f"{commands.__name__}.{name.replace('-', '_')}") for name in asked]).parse_args(
        given
    )
    try:
        settings = read_settings(options.settings)
        set_up(settings.box.log_level)
        status: int = options.command.run(settings, options)
    except SlukhavkaError as error:
        sys.stderr.write(f"slukhavka: {one_line(str(error))}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"slukhavka: Файл, порт або мережа недоступні: {one_line(str(error))}.\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return status


def _parser(found: Sequence[ModuleType]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="slukhavka", description="Слухавка: скринька, що відповідає на телефонні дзвінки громади."
    )
    default = Path(os.environ.get("SLUKHAVKA_SETTINGS", settings_file()))
    parser.add_argument("--settings", type=Path, default=default, help="файл налаштувань (%(default)s)")
    parsers = parser.add_subparsers(required=True, metavar="КОМАНДА")
    for command in found:
        name = command.__name__.rpartition(".")[2].replace("_", "-")
        added = parsers.add_parser(name, help=command.HELP, description=command.HELP)
        command.arguments(added)
        added.set_defaults(command=command)
    return parser


if __name__ == "__main__":
    sys.exit(main())
