"""Entries of the rubrics as sheets for the notice board."""

from __future__ import annotations

from flask import url_for

from appliance.casework.knowledge.rubrics import RubricEntry
from web.access import Action
from web.box import Box
from web.sheets import Sheet

HEADING = "Новини та довідки"
NEEDS = Action.SEE_CONTENT


def sheets(box: Box) -> list[Sheet]:
    """Return what callers hear now or later."""
    return [
        Sheet(each.title, url_for("news.sheet", entry_id=each.id), each.ends_at)
        for each in RubricEntry.to_be_told(box.now())
    ]
