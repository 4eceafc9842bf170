"""The SIM cards: money, dates, whether the box was called."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import date, datetime

from appliance.casework.box.sim_cards import SimCard
from appliance.casework.entrance.accounts import Actor, Origin
from appliance.casework.office.calendar import KYIV
from appliance.clock import SystemClock
from appliance.commands.operators import register
from appliance.control import ask
from appliance.logs import one_line
from appliance.settings import Settings
from appliance.upkeep.mending.operators import OPERATORS, load_operators, operator_of, term_of

HELP = "SIM-картки: рахунок, строки, коли дзвонили; записати поповнення"
DAY_FORM = "%d.%m.%Y"
UNKNOWN = "невідомо"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do with which."""
    deeds = parser.add_subparsers(dest="deed", metavar="list|topped-up|ask")
    deeds.add_parser("list", help="показати картки")
    topped_up = deeds.add_parser("topped-up", help="записати, коли рахунок поповнили")
    topped_up.add_argument("line", help="лінія")
    topped_up.add_argument("day", type=_day, metavar="ДД.ММ.РРРР", help="день поповнення")
    asked = deeds.add_parser("ask", help="спитати оператора про рахунок найближчої хвилини")
    asked.add_argument("--line", default="", help="лінія; інакше всі")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Do it. Raises NoSuchCard, BadDay, DatabaseUnavailable, BoxNotRunning."""
    match options.deed:
        case "topped-up":
            with register(settings):
                SimCard.top_up(options.line, options.day, by=Actor(Origin.COMMAND), now=SystemClock().now())
            sys.stdout.write("Записано.\n")
        case "ask":
            ask(settings.control, "ask_balance", line=options.line)
            sys.stdout.write("Слухавка спитає, щойно лінія буде вільна.\n")
        case _:
            with register(settings):
                shown = [line for card in SimCard.all() for line in _lines(card, settings)]
            sys.stdout.write("".join(f"{one_line(line)}\n" for line in shown) or "SIM-карток Слухавка ще не бачила.\n")
    return 0


def _lines(card: SimCard, settings: Settings) -> Iterator[str]:
    operator = operator_of(card.network, load_operators(OPERATORS))
    yield f"{card.line}: {operator.title if operator else card.network or UNKNOWN}"
    balance = f"{card.balance:.2f} грн".replace(".", ",", 1) if card.balance is not None else UNKNOWN
    yield f"  рахунок: {balance} ({_at(card.balance_at)})"
    if card.package:
        yield f"  пакет: {card.package}"
    ends = card.ends_on(term_of(operator, settings.mending.inactive_days).active_days)
    how = "записано" if card.topped_up_entered else "помічено за рахунком"
    paid = f"{card.topped_up_on:{DAY_FORM}} ({how})" if card.topped_up_on else UNKNOWN
    yield f"  поповнено: {paid}; без поповнення номер призупинять {ends.strftime(DAY_FORM) if ends else UNKNOWN}"
    if card.expires_on:
        yield f"  дійсний до: {card.expires_on:{DAY_FORM}}"
    yield f"  ззовні дзвонили: {_at(card.proved_at)}"
    yield f"  переадресація: {card.diversions or 'немає' if card.diversions_at else UNKNOWN}"
    if not card.understood:
        yield f"  незрозуміла відповідь оператора: {card.answer}"


def _at(at: datetime | None) -> str:
    return at.astimezone(KYIV).strftime("%d.%m.%Y %H:%M") if at else "ще ні"


def _day(written: str) -> date:
    try:
        return datetime.strptime(written, DAY_FORM).replace(tzinfo=KYIV).date()
    except ValueError:
        raise argparse.ArgumentTypeError(f"«{written}» не є днем на зразок 01.12.2026") from None
