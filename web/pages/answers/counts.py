"""What is asked and used most, for a period that the reader chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import request

from appliance.casework.contacts.most_asked import Asked, Used, most_asked, most_used, uses_of_answers
from web.box import Box
from web.lists import pick, picked

PERIODS: Mapping[str, timedelta] = {
    "month": timedelta(days=30),
    "quarter": timedelta(days=91),
    "year": timedelta(days=365),
}
PERIOD_NAMES: Mapping[str, str] = {"month": "30 днів", "quarter": "три місяці", "year": "рік"}
OF_LATE = timedelta(days=91)
THIS_MOMENT = timedelta(seconds=1)
"""What is noted at the very moment of looking counts."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The two lists, and the period they are of."""

    period: str
    names: Mapping[str, str]
    asked: Sequence[Asked]
    used: Sequence[Used]


def counts(box: Box) -> Counts:
    """Return the lists of the period asked for."""
    end = box.now().wall + THIS_MOMENT
    begin = end - pick(request.args, "period", PERIODS)
    return Counts(picked(request.args, "period", PERIODS), PERIOD_NAMES, most_asked(begin, end), most_used(begin, end))


def used_of_late(box: Box, article_id: int) -> int:
    """Return how often an answer was given in three months."""
    end = box.now().wall + THIS_MOMENT
    return uses_of_answers(end - OF_LATE, end).get(article_id, 0)
