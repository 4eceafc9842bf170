"""The PIN for recording prompts by telephone."""

from __future__ import annotations

import argparse
import getpass
import sys

from appliance.casework.entrance.phone_pin import DIGITS_COUNT, PinFile, WeakPin
from appliance.settings import Settings

HELP = "код, з яким тексти меню записують з телефону"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do. The code itself is never an argument: those stand in the list of processes."""
    parser.add_argument("deed", choices=("set", "remove"), metavar="set|remove", help="задати код або прибрати його")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Set or remove it. Raises WeakPin."""
    pin = PinFile(settings.box.state)
    if options.deed == "remove":
        done = pin.remove()
        sys.stdout.write("Код прибрано: з телефону тексти не записують.\n" if done else "Коду й не було.\n")
        return 0
    settings.box.state.mkdir(parents=True, exist_ok=True)
    pin.set(_asked() if sys.stdin.isatty() else sys.stdin.readline().strip())
    sys.stdout.write("Код задано. Рахунок хибних спроб починається наново.\n")
    return 0


def _asked() -> str:
    """Ask twice at the terminal, which does not show what is typed."""
    digits = getpass.getpass(f"Новий код, {DIGITS_COUNT} цифр: ")
    if getpass.getpass("Ще раз: ") != digits:
        raise WeakPin("Коди різні. Спробуйте ще раз.")
    return digits
