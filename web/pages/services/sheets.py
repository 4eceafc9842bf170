"""Services as sheets for the notice board."""

from __future__ import annotations

from flask import url_for

from appliance.casework.knowledge.services import Service
from web.access import Action
from web.box import Box
from web.sheets import Sheet

HEADING = "Послуги"
NEEDS = Action.SEE_CONTENT


def sheets(_box: Box) -> list[Sheet]:
    """Return every service that is told, in the order of the menu."""
    return [Sheet(each.title, url_for("services.sheet", service_id=each.id)) for each in Service.standing()]
