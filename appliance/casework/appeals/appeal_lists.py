"""The list of cards, page by page: by key, never by offset, so that its last page comes as fast as its first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any

import peewee

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.appeals.appeal_kinds import AppealState
from appliance.casework.letters import search_key
from appliance.numbers import parse

PAGE_SIZE = 50
RARE = 1000
_NUMBER_MAX_DIGITS = 9
_AFTER_ANY_LETTER = "\U0010ffff"


class Shown(StrEnum):
    """Which cards a list shows, by how they stand."""

    DRAFTS = "drafts"
    UNFINISHED = "unfinished"
    FINISHED = "finished"
    DISCARDED = "discarded"
    REFUSED = "refused"
    ALL = "all"


SHOWN_NAMES: Mapping[Shown, str] = {
    Shown.DRAFTS: "усі чернетки",
    Shown.UNFINISHED: "ще не заповнені",
    Shown.FINISHED: "заповнені, чекають на реєстрацію",
    Shown.DISCARDED: "відкинуті",
    Shown.REFUSED: "відмовлено у прийнятті",
    Shown.ALL: "усі картки",
}


@dataclass(frozen=True, slots=True)
class AppealFilter:
    """What a list shows. `sought`: a draft's number, a telephone, or how the applicant's name begins."""

    shown: Shown = Shown.DRAFTS
    created_by: int | None = None
    channel: str = ""
    regime: str = ""
    category_id: int | None = None
    place_settlement_id: int | None = None
    sought: str = ""


@dataclass(frozen=True, slots=True)
class AppealPage:
    """One page of the list, the newest first. `before`: the key of the next page; None on the last."""

    rows: list[Appeal]
    before: int | None


def page_of_appeals(
    wanted: AppealFilter, *, before: int | None = None, size: int = PAGE_SIZE, area_code: str = ""
) -> AppealPage:
    """Return the cards older than `before`."""
    is_rare = _is_rare(list(_sought(wanted.sought, area_code, _as_it_is)))
    # SQLite does not know which is shorter: to seek what is rare by its own index, or to walk the list down over it.
    conditions = [
        *_sought(wanted.sought, area_code, _as_it_is if is_rare else _unindexed),
        *_conditions(wanted, _unindexed if is_rare else _as_it_is),
    ]
    if before is not None:
        conditions.append(Appeal.id < before)
    newest_first = (_unindexed(Appeal.id) if is_rare else Appeal.id).desc()
    query = Appeal.select(Appeal.id).order_by(newest_first).limit(size + 1)
    ids = [row.id for row in (query.where(*conditions) if conditions else query)]
    shown = Appeal.with_names().where(Appeal.id.in_(ids[:size])).order_by(Appeal.id.desc())
    return AppealPage(list(shown) if ids else [], ids[size - 1] if len(ids) > size else None)


def past_of_number(e164: str, limit: int = 5) -> list[Appeal]:
    """Return the latest cards of a number, one of each who was named: K 5.6 takes data over."""
    found = page_of_appeals(AppealFilter(shown=Shown.ALL, sought=e164), size=PAGE_SIZE).rows
    named = {row.applicant_key: row for row in reversed(found) if row.applicant_key}
    return sorted(named.values(), key=lambda row: row.id, reverse=True)[:limit]


def _as_it_is(field: Any) -> Any:
    return field


def _unindexed(field: Any) -> Any:
    """Return a column that SQLite looks at but seeks nothing by."""
    return peewee.NodeList((peewee.SQL("+"), field))


def _conditions(wanted: AppealFilter, column: Callable[[Any], Any]) -> Iterator[Any]:
    if (state := _STATES[wanted.shown]) is not None:
        yield column(Appeal.state) == state
    if wanted.shown in (Shown.FINISHED, Shown.UNFINISHED):
        yield Appeal.finished_at.is_null(wanted.shown is Shown.UNFINISHED)
    exact = {
        "created_by": wanted.created_by,
        "channel": wanted.channel or None,
        "regime": wanted.regime or None,
        "category": wanted.category_id,
        "place_settlement": wanted.place_settlement_id,
    }
    for name, value in exact.items():
        if value is not None:
            yield column(getattr(Appeal, name)) == value


_STATES: Mapping[Shown, AppealState | None] = {
    Shown.DRAFTS: AppealState.DRAFT,
    Shown.UNFINISHED: AppealState.DRAFT,
    Shown.FINISHED: AppealState.DRAFT,
    Shown.DISCARDED: AppealState.DISCARDED,
    Shown.REFUSED: AppealState.REFUSED,
    Shown.ALL: None,
}


def _sought(sought: str, area_code: str, column: Callable[[Any], Any]) -> Iterator[Any]:
    """Understand what was typed into the search: a number of a card, a telephone, else the beginning of a name."""
    bare = sought.strip().removeprefix("№").strip()
    if bare.isascii() and bare.isdecimal() and len(bare) <= _NUMBER_MAX_DIGITS and not bare.startswith("0"):
        yield column(Appeal.id) == int(bare)
    elif e164 := parse(bare, area_code).e164:
        named = (Appeal.phone, Appeal.second_phone, Appeal.representative_phone, Appeal.from_number)
        yield reduce(or_, (column(field) == e164 for field in named))
    elif key := search_key(bare):
        yield column(Appeal.applicant_key) >= key
        yield column(Appeal.applicant_key) < key + _AFTER_ANY_LETTER


def _is_rare(sought: list[Any]) -> bool:
    """Whether few cards are what is sought; nothing sought is every card."""
    if not sought:
        return False
    return len(list(Appeal.select(Appeal.id).where(*sought).limit(RARE).tuples())) < RARE
