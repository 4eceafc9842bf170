"""Answers as sheets for the notice board."""

from __future__ import annotations

from flask import url_for

from appliance.casework.contacts.most_asked import lately_used
from appliance.casework.knowledge.answer_search import find_answers
from web.access import Action
from web.box import Box
from web.sheets import MOST, Sheet

HEADING = "Відповіді"
NEEDS = Action.SEE_CONTENT


def sheets(_box: Box) -> list[Sheet]:
    """Return the answers on offer, the most used first."""
    articles = find_answers("", lately_used(), count=MOST + 1)
    return [Sheet(each.title, url_for("answers.sheet", article_id=each.id)) for each in articles]
