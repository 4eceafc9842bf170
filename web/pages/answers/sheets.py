"""Answers as sheets for the notice board."""

from __future__ import annotations

from flask import url_for

from appliance.casework.knowledge.answer_search import find_answers
from web.access import Action
from web.box import Box
from web.pages.answers.counts import uses
from web.sheets import MOST, Sheet

HEADING = "Відповіді"
NEEDS = Action.SEE_CONTENT


def sheets(box: Box) -> list[Sheet]:
    """Return the answers on offer, the most used first."""
    articles = find_answers("", uses(box), count=MOST + 1)
    return [Sheet(each.title, url_for("answers.sheet", article_id=each.id)) for each in articles]
