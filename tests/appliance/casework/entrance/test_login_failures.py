"""How many guesses of a password are looked at, and that the rightful person comes in all the same."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import BOX, Account, Role
from appliance.casework.entrance.credentials import Credential
from appliance.casework.entrance.login_failures import (
    FORGOTTEN_S,
    FREE,
    OF_ADDRESS,
    OF_ALL,
    OF_LOGIN,
    LoginFailures,
    MustWait,
)
from appliance.casework.entrance.sessions import LoginSession
from tests.web.house import House

GUESSES = 600
PASSWORD = "криниця біля старого млина"  # noqa: S105 - of a test


def guess(house: House, address: str) -> bool:
    """Tell whether a guess was looked at; it fails."""
    try:
        LoginFailures.must_wait("olena", address, now=house.now())
    except MustWait:
        return False
    LoginFailures.note("olena", address, now=house.now())
    return True


def test_who_guesses_for_an_hour_from_one_address_is_looked_at_a_few_times_also_after_a_start_of_the_machine(
    tmp_path: Path,
) -> None:
    house = House(tmp_path)
    with house.database():
        looked_at = 0
        for number in range(GUESSES):
            looked_at += guess(house, "192.168.1.66")
            house.clock.pass_by(3600 / GUESSES)
            if number == GUESSES // 2:
                house.clock.moment = replace(house.now(), boot_id="boot-2", monotonic_s=1.0)
        assert looked_at <= 20
        house.clock.pass_by(max(OF_LOGIN.longest_s, OF_ALL.longest_s))
        LoginFailures.must_wait("olena", "192.168.1.20", now=house.now())


def test_who_guesses_from_many_addresses_at_many_logins_is_looked_at_sixty_times_an_hour_and_no_more(
    tmp_path: Path,
) -> None:
    house = House(tmp_path)
    with house.database():
        looked_at = 0
        for number in range(GUESSES):
            login, address = f"login{number % 97}", f"192.168.1.{number % 101}"
            try:
                LoginFailures.must_wait(login, address, now=house.now())
            except MustWait:
                pass
            else:
                LoginFailures.note(login, address, now=house.now())
                looked_at += 1
            house.clock.pass_by(3600 / GUESSES)
        assert looked_at <= 60


def test_who_comes_from_where_he_has_entered_before_does_not_wait_for_the_failures_of_strangers(tmp_path: Path) -> None:
    house = House(tmp_path)
    with house.database():
        account = Account.get_by_id(Account.add("Олена", Role.CLERK, login="olena", now=house.now()))
        Credential.set_password(account, PASSWORD, by=BOX, now=house.now())
        LoginSession.begin(account.id, address="192.168.1.20", browser="", now=house.now())
        for number in range(30):
            LoginFailures.note("olena", f"192.168.1.{100 + number}", now=house.now())
        come = partial(LoginSession.enter, "olena", PASSWORD, "", browser="", now=house.now())
        assert come(address="192.168.1.20")
        with pytest.raises(MustWait):
            come(address="192.168.1.21")


def test_failures_are_forgotten_when_nobody_has_failed_for_an_hour(tmp_path: Path) -> None:
    house = House(tmp_path)
    with house.database():
        for _ in range(FREE):
            assert guess(house, "192.168.1.66")
        house.clock.pass_by(FORGOTTEN_S + OF_ADDRESS.first_s)
        assert guess(house, "192.168.1.66")
        assert guess(house, "192.168.1.66")
