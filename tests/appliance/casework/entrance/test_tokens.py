"""Keys of the API: shown once, hashed, ended by their day, by hand, and with their account."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.casework.edits import NotThere
from appliance.casework.entrance.accounts import Account, Actor, Origin, Role
from appliance.casework.entrance.login_failures import MustWait
from appliance.casework.entrance.tokens import STANDING_MAX, ApiToken, BadToken
from appliance.casework.journal import AuditEntry
from appliance.casework.row import Row
from appliance.clock import Moment
from tests.appliance.casework.register import NOW, later, opened

__all__ = ["opened"]

DAY = timedelta(days=1)
HERE = "192.168.1.7"


def somebody(name: str = "Олена Коваль") -> int:
    known = Account.named(name)
    return int(known.id) if known else Account.add(name, Role.CLERK, now=NOW)


def made(name: str = "табло", days: float = 30) -> str:
    account = somebody()
    return ApiToken.make(account, name, NOW.wall + days * DAY, by=Actor(Origin.CONSOLE, account), now=NOW)


def opens(key: str, now: Moment = NOW, address: str = HERE) -> bool:
    return ApiToken.holder(key, address=address, now=now) is not None


def test_a_key_is_its_account_s_and_lies_nowhere_in_the_register() -> None:
    key = made()
    holder = ApiToken.holder(key, address=HERE, now=NOW)
    assert holder
    assert holder.name == "Олена Коваль"
    [token] = ApiToken.listed()
    assert (token.used_at, token.used_address) == (NOW.wall, HERE)
    tables: tuple[type[Row], ...] = (ApiToken, AuditEntry)
    kept = [str(row.__data__) for table in tables for row in table.select()]
    assert kept
    assert not any(key.rsplit("_", 1)[-1] in value for value in kept)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_every_key_has_an_end_within_a_year(days: int) -> None:
    with pytest.raises(BadToken, match="за рік"):
        made(days=days)


def test_a_key_ends_on_its_day_unless_nobody_has_set_the_clock() -> None:
    key, far = made(days=2), later(3 * 86400)
    assert opens(key, later(2 * 86400 - 1))
    assert not opens(key, far)
    assert opens(key, replace(far, trusted=False))


def test_a_revoked_key_opens_nothing_at_once_and_only_its_owner_or_the_administrator_revokes_it() -> None:
    key, stranger = made(), somebody("Інша")
    with pytest.raises(NotThere):
        ApiToken.revoke(1, by=Actor(Origin.CONSOLE, stranger), now=NOW, of_account=stranger)
    assert opens(key)
    for _ in range(2):
        ApiToken.revoke(1, by=Actor(Origin.CONSOLE, stranger), now=NOW)
    assert not opens(key)
    assert [entry.verb for entry in AuditEntry.page(limit=9)] == ["revoked", "made"]


def test_a_key_goes_with_its_account() -> None:
    key = made()
    Account.deactivate(somebody(), now=NOW)
    assert not opens(key)


@pytest.mark.parametrize(
    "key", ["", "slk_1_", "slk_1_" + "a" * 43, "slk_999_" + "a" * 43, "ключ", "slk_1_" + "a" * 5000]
)
def test_what_is_no_key_opens_nothing(key: str) -> None:
    made()
    assert not opens(key)


def test_guesses_are_slowed_down_and_the_rightful_program_elsewhere_waits_little() -> None:
    key = made()
    for _ in range(5):
        assert not opens(f"{key[:-43]}{'a' * 43}")
    with pytest.raises(MustWait):
        opens(key)
    with pytest.raises(MustWait):
        opens(key, address="192.168.1.8")
    assert opens(key, later(31), "192.168.1.8")


def test_use_is_noted_once_a_minute() -> None:
    key = made()
    for seconds in (0, 30, 61):
        opens(key, later(seconds))
    assert ApiToken.listed()[0].used_at == later(61).wall


def test_names_and_numbers_of_keys_are_limited() -> None:
    for name in ("", "  ", "а" * 101, "два\x00"):
        with pytest.raises(BadToken, match="Назва"):
            made(name)
    for place in range(STANDING_MAX):
        made(f"ключ {place}")
    with pytest.raises(BadToken, match=str(STANDING_MAX)):
        made("ще один")
    ApiToken.revoke(1, by=Actor(Origin.CONSOLE, somebody()), now=NOW)
    made("ще один")
