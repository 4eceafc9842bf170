"""What announcements, works and emergency texts have in common: their words, their times, whom they concern."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from appliance.casework.office.community import Settlement
from appliance.errors import SlukhavkaError

SPOKEN_MAX = 600
"""Signs of one notice: about a minute of speech."""
SETTLEMENTS_MAX = 200
LONGEST = timedelta(days=366)


class BadNotice(SlukhavkaError):
    """It cannot be entered so; the text says why. `field`: what is wrong."""

    def __init__(self, sentence: str, field: str) -> None:
        """Keep both."""
        super().__init__(sentence)
        self.field = field


class NoSuchNotice(SlukhavkaError):
    """There is no such announcement, works or text."""


class NoticeOver(SlukhavkaError):
    """It has been ended already."""


def line(written: str, limit: int, field: str, *, empty: bool = True) -> str:
    """Return what was written as one line of at most `limit` signs. Raises BadNotice."""
    clean = " ".join(written.split())
    if len(clean) > limit or not clean.isprintable():
        raise BadNotice(f"Не довше за {limit} знаків, без невидимих знаків.", field)
    if not clean and not empty:
        raise BadNotice("Це треба написати.", field)
    return clean


def must_be_a_span(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Raise BadNotice unless it ends after it begins, and not in the past."""
    if ends_at <= starts_at:
        raise BadNotice("Кінець має бути пізніше за початок.", "ends_at")
    if ends_at <= now:
        raise BadNotice("Цей час уже минув: такого ніхто не почує.", "ends_at")
    if ends_at - starts_at > LONGEST:
        raise BadNotice("Не довше за рік: хто про це пам'ятатиме?", "ends_at")


def known_settlements(asked: Collection[int]) -> list[int]:
    """Return the settlements by id, each once, in order. Raises BadNotice for one that is not offered."""
    wanted = sorted(set(asked))
    if set(wanted) - {settlement.id for settlement in Settlement.standing()} or len(wanted) > SETTLEMENTS_MAX:
        raise BadNotice("Такого населеного пункту в громаді немає.", "settlements")
    return wanted


def written_places(settlements: Collection[int]) -> str:
    """Return settlements as they are written, none as the whole community."""
    names = place_names()
    return ", ".join(names[each] for each in settlements if each in names) or "уся громада"


def place_names() -> Mapping[int, str]:
    """Return how each settlement is written, by id: also of those no longer offered, which old rows name."""
    return {settlement.id: settlement.full_name for settlement in Settlement.select().order_by(Settlement.sort_key)}
