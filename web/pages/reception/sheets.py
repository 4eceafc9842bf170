"""Who receives people, as a sheet for the notice board."""

from __future__ import annotations

from flask import url_for

from appliance.casework.office.receptions import Reception
from web.access import Action
from web.box import Box
from web.sheets import Sheet

HEADING = "Прийом громадян"
NEEDS = Action.SEE_CONTENT


def sheets(_box: Box) -> list[Sheet]:
    """Return the one sheet, when anybody receives."""
    return [Sheet("Дні й години прийому", url_for("reception.sheet"))] if Reception.standing() else []
