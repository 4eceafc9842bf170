"""Answers that nobody has looked at in time: an alarm, at most one a day, until all are seen to."""

from __future__ import annotations

from datetime import date

from appliance.casework.box.alarm_kinds import AlarmKind
from appliance.casework.box.alarms import Alarm
from appliance.casework.knowledge.articles import Article
from appliance.casework.office.calendar import KYIV
from appliance.casework.row import write
from appliance.clock import Moment

NAMED = 3


def watch_answers(now: Moment) -> bool:
    """Raise the alarm, raise it anew on another day when more have gone stale, end it; tell whether it changed."""
    today = now.wall.astimezone(KYIV).date()
    stale = Article.stale(today)
    with write():
        if not stale:
            return Alarm.clear(AlarmKind.STALE_ANSWERS, now=now) is not None
        raised_on = _raised_on()
        if raised_on is not None and not _gone_stale_since(stale, raised_on, today):
            return False
        Alarm.clear(AlarmKind.STALE_ANSWERS, now=now)
        return Alarm.raise_alarm(AlarmKind.STALE_ANSWERS, _sentence(stale), now=now) is not None


def _raised_on() -> date | None:
    opened = Alarm.get_or_none(Alarm.kind == AlarmKind.STALE_ANSWERS, Alarm.cleared_at.is_null())
    return opened.last_at.astimezone(KYIV).date() if opened else None


def _gone_stale_since(stale: list[Article], raised_on: date, today: date) -> bool:
    """Whether one was still good on the day of the alarm, which is over."""
    return raised_on < today and any(article.review_by >= raised_on for article in stale)


def _sentence(stale: list[Article]) -> str:
    named = "; ".join(f"«{article.title}»" for article in stale[:NAMED])
    more = f" та ще {len(stale) - NAMED}" if len(stale) > NAMED else ""
    return f"Минув день перегляду відповідей: {len(stale)}. {named}{more}. Перевірте їх і призначте новий день."
