"""The council's key, made at the box: shown once, on the terminal, for paper."""

from __future__ import annotations

import argparse
import io
import sys

import segno

from appliance.casework.box.council_key import CouncilKey, KeyPair, grouped
from appliance.casework.entrance.accounts import Actor, Origin
from appliance.casework.office.calendar import KYIV
from appliance.clock import Moment, SystemClock
from appliance.commands.operators import register
from appliance.errors import SlukhavkaError
from appliance.settings import Settings

HELP = "створити ключ ради для персональної частини на флешці й показати аркуш відновлення, один раз"

_SHEET = """
АРКУШ ВІДНОВЛЕННЯ СЛУХАВКИ. Показано один раз: запишіть або зніміть зараз і покладіть у сейф ради.
Створено {at}.

Відкритий ключ (є на Слухавці): {public}

СЕКРЕТНИЙ КЛЮЧ (ніде, крім цього аркуша). Пропуски лише для читання, у файл пишуть без них:
{private}

{picture}
Щоб відкрити файл із флешки: встановіть age (https://age-encryption.org), збережіть секретний ключ одним рядком у
kliuch.txt і виконайте: age -d -i kliuch.txt -o osobysti.tar osobysti.tar.age
Хто має цей аркуш, прочитає все, що зашифровано для ради. Хто його втратив, не прочитає нічого.
"""


class NoTerminal(SlukhavkaError):
    """What is written would be kept somewhere."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take why a key that is there is replaced."""
    parser.add_argument("--reason", default="", help="чому замінюють ключ, який уже є; старі місяці відкриває старий")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Make a key and show its sheet. Raises NoTerminal, KeyIsThere, DatabaseUnavailable."""
    # A unit's output is its journal, a pipe leads to a file: the private half must be on paper alone.
    if not sys.stdout.isatty():
        raise NoTerminal("Секретний ключ показують лише на екрані термінала: запустіть команду без перенаправлення.")
    now = SystemClock().now()
    with register(settings):
        pair = CouncilKey.make(reason=options.reason, by=Actor(Origin.COMMAND), now=now)
    sys.stdout.write(_sheet(pair, now))
    return 0


def _sheet(pair: KeyPair, now: Moment) -> str:
    picture = io.StringIO()
    segno.make(pair.private, error="m").terminal(picture, compact=True)
    at = now.wall.astimezone(KYIV).strftime("%d.%m.%Y %H:%M")
    return _SHEET.format(at=at, public=pair.public, private=grouped(pair.private), picture=picture.getvalue())
