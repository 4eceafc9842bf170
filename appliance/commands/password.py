"""A way back in for whoever has lost his password, for whoever stands at the box."""

from __future__ import annotations

import argparse
import sys

from appliance.casework.entrance.accounts import Account, Actor, BadName, Origin
from appliance.casework.entrance.credentials import Credential
from appliance.casework.entrance.sessions import LoginSession
from appliance.clock import SystemClock
from appliance.commands.operators import register
from appliance.settings import Settings

HELP = "видати працівникові новий пароль для входу в консоль і вимкнути код із телефона"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the login."""
    parser.add_argument("login", help="логін працівника")


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Print the new password; his browsers are shut out. Raises BadName, DatabaseUnavailable."""
    by, now = Actor(Origin.COMMAND), SystemClock().now()
    with register(settings):
        account = Account.get_or_none(Account.login == options.login)
        if account is None or not account.stands(now):
            raise BadName(f"Працівника з логіном «{options.login}» немає або його доступ закрито.")
        password = Credential.give_password(account, by=by, now=now)
        Credential.set_totp(account.id, None, by=by, now=now)
        LoginSession.end_all(account.id, by=by, now=now)
    sys.stdout.write(f"Новий пароль, лише для першого входу: {password}\n")
    return 0
