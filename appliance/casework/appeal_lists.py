"""The list of cards, page by page: by key, never by offset, so that its last page comes as fast as its first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import peewee

from appliance.casework.appeal_kinds import AppealState
from appliance.casework.appeals import Appeal
from appliance.casework.letters import search_key
from appliance.numbers import parse

PAGE_SIZE = 50
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
    sought = _sought(wanted.sought, area_code)
    # What is sought is rare: its own index finds it; any other would read most of the table.
    conditions = [*sought, *_conditions(wanted, _unindexed if sought else _as_it_is)]
    if before is not None:
        conditions.append(Appeal.id < before)
    newest_first = (_unindexed(Appeal.id) if sought else Appeal.id).desc()
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


def _sought(sought: str, area_code: str) -> list[Any]:
    """Understand what was typed into the search: a number of a card, a telephone, else the beginning of a name."""
    bare = sought.strip().removeprefix("№").strip()
    if bare.isascii() and bare.isdecimal() and len(bare) <= _NUMBER_MAX_DIGITS and not bare.startswith("0"):
        return [Appeal.id == int(bare)]
    if e164 := parse(bare, area_code).e164:
        named = (Appeal.phone == e164) | (Appeal.second_phone == e164) | (Appeal.representative_phone == e164)
        return [named | (Appeal.from_number == e164)]
    key = search_key(bare)
    return [Appeal.applicant_key >= key, Appeal.applicant_key < key + _AFTER_ANY_LETTER] if key else []
