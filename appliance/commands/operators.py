"""Who can be put through to callers."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from appliance.casework.entrance.accounts import Role
from appliance.casework.row import bind
from appliance.casework.sqlite import named_errors
from appliance.casework.staff.operators import Operator, Reach, telephone
from appliance.casework.staff.presence import STATE_NAMES, Presence, Standing
from appliance.clock import SystemClock
from appliance.control import BoxNotRunning, ask
from appliance.logs import one_line
from appliance.numbers import grouped
from appliance.settings import Settings

HELP = "оператори: кого і за яким телефоном кликати до тих, хто телефонує"
_REACH = "внутрішній телефон (201 або 201@192.168.1.20) чи номер мобільного"
_NUMBER = "власний номер, з якого оператор може змінити присутність; можна кілька разів"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do with whom."""
    deeds = parser.add_subparsers(required=True, dest="deed", metavar="add|list|change|remove")
    add = deeds.add_parser("add", help="додати оператора")
    add.add_argument("name", help="ім'я та прізвище")
    add.add_argument("reach", help=_REACH)
    roles = [role.value for role in Role]
    add.add_argument("--role", choices=roles, default=Role.CLERK, metavar="РОЛЬ", help=", ".join(roles))
    add.add_argument("--priority", type=int, choices=range(1, 10), default=1, metavar="1–9", help="1 кличуть першим")
    add.add_argument("--number", action="append", default=[], help=_NUMBER)
    deeds.add_parser("list", help="показати операторів і чи вони на зв'язку")
    change = deeds.add_parser("change", help="змінити те, що задано")
    change.add_argument("operator", help="номер зі списку або ім'я")
    change.add_argument("--name", help="нове ім'я")
    change.add_argument("--reach", help=_REACH)
    change.add_argument("--priority", type=int, choices=range(1, 10), metavar="1–9", help="1 кличуть першим")
    change.add_argument("--number", action="append", help=f"{_NUMBER}; заміняє всі попередні")
    remove = deeds.add_parser("remove", help="більше не кликати")
    remove.add_argument("operator", help="номер зі списку або ім'я")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Do it. Raises NoSuchOperator, AlreadyOperator, BadName, BadReach, DatabaseUnavailable."""
    with register(settings):
        told = _DEEDS[options.deed](settings, options)
    if options.deed != "list":
        tell(settings, "operators")
    sys.stdout.write(told)
    return 0


@contextmanager
def register(settings: Settings) -> Iterator[None]:
    """Open the register as long as the block lasts. Raises DatabaseUnavailable."""
    with named_errors(settings.database), bind(settings.database).connection_context():
        yield


def tell(settings: Settings, what: str) -> None:
    """Tell the daemon which rows have changed. If it does not run, it will read them when it starts."""
    with suppress(BoxNotRunning):
        ask(settings.control, f"wake_{what}")


def _add(settings: Settings, options: argparse.Namespace) -> str:
    area_code = settings.box.area_code
    number = Operator.add(
        options.name,
        Reach.read(options.reach, area_code),
        now=SystemClock().now(),
        role=Role(options.role),
        priority=options.priority,
        own_numbers=[telephone(each, area_code) for each in options.number],
    )
    return f"Оператора додано, номер {number}. Його кликатимуть, коли він стане на зв'язок.\n"


def _list(_settings: Settings, _options: argparse.Namespace) -> str:
    standings = Presence.roll_call(SystemClock().now())
    return "".join(f"{_line(each)}\n" for each in standings) or "Операторів немає.\n"


def _line(standing: Standing) -> str:
    member = standing.member
    state = STATE_NAMES[standing.state] + (f" ({standing.reason})" if standing.reason else "")
    own = ", ".join(grouped(number) for number in member.own_numbers)
    reached = member.extension or grouped(member.mobile or "")
    shown = f"{member.operator:3} {member.name}: {state}; телефон {reached}, черговість {member.priority}"
    return one_line(shown + (f"; власні номери: {own}" if own else ""))


def _change(settings: Settings, options: argparse.Namespace) -> str:
    area_code = settings.box.area_code
    Operator.change(
        Operator.find(options.operator).operator,
        name=options.name,
        reach=Reach.read(options.reach, area_code) if options.reach else None,
        priority=options.priority,
        own_numbers=[telephone(each, area_code) for each in options.number] if options.number else None,
    )
    return "Змінено.\n"


def _remove(_settings: Settings, options: argparse.Namespace) -> str:
    Operator.remove(Operator.find(options.operator).operator, now=SystemClock().now())
    return "Більше не кликатимуть.\n"


_DEEDS = {"add": _add, "list": _list, "change": _change, "remove": _remove}
