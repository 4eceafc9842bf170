"""A bundle for who mends the box from afar, without anybody's data."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from appliance.casework.box.support_bundle import write_bundle
from appliance.casework.database import reading
from appliance.clock import SystemClock
from appliance.settings import Settings

HELP = "зібрати відомості для підтримки, без персональних даних"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take where it goes."""
    parser.add_argument("file", type=Path, help="файл ZIP, який буде записано")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Write it."""
    with reading(settings.database), options.file.open("wb") as file:
        write_bundle(file, settings, SystemClock().now())
    sys.stdout.write(f"Відомості для підтримки: {options.file}. Імен, номерів і текстів у них немає.\n")
    return 0
