"""Which services were told (I17)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from appliance.casework.entrance.accounts import BOX
from appliance.casework.knowledge.service_told import ServiceTold, Told
from appliance.casework.knowledge.services import NoSuchService, Service
from appliance.contracts import CallResult
from appliance.contracts.office import ServiceHow
from tests.appliance.casework.knowledge.cards import add
from tests.appliance.casework.register import NEIGHBOUR, NOW, call, ended, later, opened

__all__ = ["opened"]

DAY_S = 86_400.0
MONTH = (NOW.wall - timedelta(days=1), NOW.wall + timedelta(days=60))


def figures() -> list[tuple[str, int, int, int, int, int]]:
    def row(told: Told) -> tuple[str, int, int, int, int, int]:
        return (told.service.code, told.heard, told.broken_off, told.sms, told.operator, told.again)

    return [row(told) for told in ServiceTold.between(*MONTH)]


@pytest.mark.row("I17")
def test_each_way_of_telling_is_counted_once_a_call() -> None:
    service, other = add(NOW), add(NOW, code="other", title="Інша")
    talk, quiet = call(), call(NEIGHBOUR)
    for how in (ServiceHow.BROKEN_OFF, ServiceHow.HEARD, ServiceHow.HEARD, ServiceHow.SMS):
        ServiceTold.note(talk, "subsidy", how, now=NOW)
    ServiceTold.note(quiet, "subsidy", ServiceHow.HEARD, now=NOW)
    ServiceTold.by_operator(other, talk.uid, by=BOX, now=NOW)
    ServiceTold.by_operator(other, None, by=BOX, now=NOW)
    assert figures() == [("subsidy", 2, 1, 1, 0, 0), ("other", 0, 0, 0, 2, 0)]
    assert service != other
    assert ServiceTold.between(NOW.wall + timedelta(days=1), MONTH[1]) == []


@pytest.mark.row("I17")
def test_who_asks_again_within_a_month_is_counted_by_calls() -> None:
    add(NOW)
    ServiceTold.note(call(at=NOW), "subsidy", ServiceHow.HEARD, now=NOW)
    again = ended(CallResult.SERVED, at=later(29 * DAY_S))
    for how in (ServiceHow.HEARD, ServiceHow.SMS):
        ServiceTold.note(again, "subsidy", how, now=later(29 * DAY_S))
    ServiceTold.note(call(NEIGHBOUR), "subsidy", ServiceHow.HEARD, now=NOW)
    ServiceTold.note(call(None), "subsidy", ServiceHow.HEARD, now=NOW)
    ServiceTold.note(call(None), "subsidy", ServiceHow.HEARD, now=NOW)
    assert figures() == [("subsidy", 5, 0, 1, 0, 1)]


@pytest.mark.row("I17")
def test_after_a_month_it_is_a_new_question() -> None:
    add(NOW)
    ServiceTold.note(call(at=NOW), "subsidy", ServiceHow.HEARD, now=NOW)
    ServiceTold.note(call(at=later(31 * DAY_S)), "subsidy", ServiceHow.HEARD, now=later(31 * DAY_S))
    assert figures() == [("subsidy", 2, 0, 0, 0, 0)]


def test_a_service_of_an_older_menu_that_the_register_does_not_know_is_refused() -> None:
    with pytest.raises(NoSuchService):
        ServiceTold.note(call(), "never", ServiceHow.HEARD, now=NOW)


def test_a_service_that_is_off_still_has_its_figures() -> None:
    service = add(NOW)
    ServiceTold.note(call(), "subsidy", ServiceHow.HEARD, now=NOW)
    Service.switch(service, on=False, by=BOX, now=NOW)
    assert figures() == [("subsidy", 1, 0, 0, 0, 0)]
