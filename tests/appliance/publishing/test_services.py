"""Rows of services as callers will hear them (A3)."""

from __future__ import annotations

from datetime import date

import pytest

from appliance.casework.entrance.accounts import BOX
from appliance.casework.knowledge.service_texts import SMS_STALE, sms_text, spoken_text
from appliance.casework.knowledge.services import Service
from appliance.menu.content import Content
from appliance.menu.contents.services import ToldServices
from appliance.publishing.contents.services import NAME, gather
from tests.appliance.casework.knowledge.cards import add, card, section
from tests.appliance.casework.register import NOW, opened

__all__ = ["opened"]


def told() -> ToldServices:
    return ToldServices.of(Content({NAME: gather(NOW)}))


@pytest.mark.row("A3")
def test_a_card_is_told_in_the_words_that_are_made_of_it() -> None:
    add(NOW, review_by=date(2026, 12, 31))
    [service] = told().all
    assert (service.spoken, service.sms) == (spoken_text(card()), sms_text(card()))
    assert SMS_STALE in service.sms_stale
    assert (service.stale_on(date(2026, 12, 31)), service.stale_on(date(2027, 1, 1))) == (False, True)


def test_an_unconfirmed_card_may_have_changed_on_any_day() -> None:
    add(NOW, review_by=date(2099, 1, 1), check_locally=True)
    [service] = told().all
    assert service.stale_on(NOW.wall.date())


def test_empty_sections_and_services_that_are_off_are_not_told_and_the_office_orders_the_others() -> None:
    section("empty", NOW)
    for place, code in ((2, "b"), (1, "c"), (0, "a")):
        off = add(NOW, code=code, title=code, said_as=f"про {code}", position=place)
    Service.switch(off, on=False, by=BOX, now=NOW)
    [only] = told().sections
    assert [service.code for service in only.services] == ["c", "b"]


def test_without_services_the_part_is_empty() -> None:
    assert told() == ToldServices()
