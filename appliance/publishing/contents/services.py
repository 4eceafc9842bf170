"""The services that the office keeps, as a menu tells them."""

from __future__ import annotations

from typing import Any

from appliance.casework.knowledge.service_texts import sms_text, spoken_text
from appliance.casework.knowledge.services import Service
from appliance.clock import Moment
from appliance.menu.contents.services import ToldSection, ToldService, ToldServices

NAME = "services"


def gather(_now: Moment) -> dict[str, Any]:
    """Return every service that is told; whether it may be out of date, the call itself looks up in the calendar."""
    sections = Service.by_section().items()
    return ToldServices(
        tuple(ToldSection(section.said_as, tuple(map(told, services))) for section, services in sections)
    ).to_json()


def told(service: Service) -> ToldService:
    """Return one service in the words of the menu."""
    card = service.card
    return ToldService(
        code=card.code,
        said_as=card.said_as,
        spoken=spoken_text(card),
        sms=sms_text(card),
        sms_stale=sms_text(card, stale=True),
        review_by=card.review_by,
        unconfirmed=card.check_locally,
    )
