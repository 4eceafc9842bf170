"""Services of tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from appliance.casework.entrance.accounts import BOX, Actor
from appliance.casework.knowledge.service_card import ServiceCard
from appliance.casework.knowledge.service_sections import ServiceSection
from appliance.casework.knowledge.services import Service
from appliance.clock import Moment

CARD = ServiceCard(
    code="subsidy",
    section="support",
    title="Субсидія на житлово-комунальні послуги",
    said_as="про субсидію",
    review_by=date(2027, 3, 1),
    documents=("заява", "паспорт", "декларація про доходи"),
    fee="34 гривні",
    term="10 днів",
    place="центр надання адміністративних послуг",
    hours="у робочі дні з 8:00 до 17:00",
    legal_basis="Закон України «Про житлову субсидію»",
    source="постанова № 848",
)


def card(**changes: Any) -> ServiceCard:
    """Return a card that differs in what is given."""
    return replace(CARD, **changes)


def section(code: str = "support", now: Moment | None = None, *, said_as: str = "про допомогу") -> None:
    """Enter a section, if it is not there."""
    assert now is not None
    if not ServiceSection.select().where(ServiceSection.code == code).exists():
        ServiceSection.add(code, f"Розділ {code}", said_as, by=BOX, now=now)


def add(now: Moment, *, by: Actor = BOX, **changes: Any) -> int:
    """Enter a service, and its section if need be."""
    made = card(**changes)
    section(made.section, now)
    return Service.add(made, by=by, now=now)
