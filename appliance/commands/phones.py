"""The telephones that register at Kamailio."""

from __future__ import annotations

import argparse
import sys

from appliance.casework.staff.phone_accounts import PhoneAccounts
from appliance.logs import one_line
from appliance.settings import Settings

HELP = "телефони, що реєструються в Kamailio: додати, показати, вилучити, змінити пароль"
SOON = "Kamailio дізнається про це за кілька секунд.\n"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do with which."""
    deeds = parser.add_subparsers(required=True, dest="deed", metavar="add|list|new-password|remove")
    add = deeds.add_parser("add", help="додати телефон; пароль буде показано один раз")
    add.add_argument("name", metavar="ІМ'Я", help="внутрішній номер (201) або ім'я латинкою (goip)")
    add.add_argument("--gateway", action="store_true", help="це шлюз: він передає номер того, хто телефонує")
    deeds.add_parser("list", help="показати телефони")
    for name, text in (("new-password", "дати новий пароль"), ("remove", "більше не впускати")):
        deeds.add_parser(name, help=text).add_argument("name", metavar="ІМ'Я", help="ім'я зі списку")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Do it. Raises BadPhoneName, PhoneExists, NoSuchPhone, AccountsUnreadable, OSError."""
    sys.stdout.write(_DEEDS[options.deed](PhoneAccounts(settings.phone_accounts), options))
    return 0


def _add(accounts: PhoneAccounts, options: argparse.Namespace) -> str:
    return _told_once(options.name, accounts.add(options.name, gateway=options.gateway))


def _list(accounts: PhoneAccounts, _options: argparse.Namespace) -> str:
    shown = (f"{each.name}{' (шлюз)' if each.gateway else ''}\n" for each in accounts.all())
    return "".join(shown) or "Телефонів немає.\n"


def _new_password(accounts: PhoneAccounts, options: argparse.Namespace) -> str:
    return _told_once(options.name, accounts.change_password(options.name))


def _remove(accounts: PhoneAccounts, options: argparse.Namespace) -> str:
    accounts.remove(options.name)
    return f"Телефон {one_line(options.name)} більше не впускаємо. {SOON}"


def _told_once(name: str, password: str) -> str:
    return f"Телефон {one_line(name)}, пароль {password}\nПароль більше не показуватимемо. {SOON}"


_DEEDS = {"add": _add, "list": _list, "new-password": _new_password, "remove": _remove}
