"""Finding a person by whatever is known: part of a name, or a number in any way of writing it, also a part of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import peewee

from appliance.casework.letters import search_key
from appliance.casework.people.people_details import PersonDetails
from appliance.casework.people.person import Person, PersonNumber, PersonSearch, PersonView, views
from appliance.numbers import NumberKind, grouped, parse

PAGE = 50
ASKED_MAX = 200
TRIGRAM = 3


class Order(StrEnum):
    """How a list of people is sorted."""

    NAME = "name"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Found:
    """One page of people. `following`: pass it as `after` for the next page, 0 at the end. `hint`: a sentence or ""."""

    people: Sequence[PersonView]
    following: int = 0
    hint: str = ""


def find(
    asked: str,
    *,
    area_code: str,
    settlement_id: int | None = None,
    order: Order = Order.NAME,
    after: int = 0,
    count: int = PAGE,
) -> Found:
    """Return the people who fit `asked`, "" everybody; `after`: the id of the last one of the page before."""
    asked = "".join(sign if sign.isprintable() else " " for sign in asked[:ASKED_MAX])
    matching, hint = _matching(asked, area_code)
    people = Person.select().where(Person.erased_at.is_null(), *matching)
    if settlement_id is not None:
        people = people.where(_lives_in(settlement_id))
    people = _from(people, order, after).limit(count + 1)
    found = views(people)
    return Found(found[:count], found[count - 1].id if len(found) > count else 0, hint)


def _lives_in(settlement_id: int) -> peewee.Expression:
    lives = peewee.fn.coalesce(Person.staying_settlement, Person.registered_settlement)
    return peewee.Expression(lives, "=", settlement_id)


def _from(people: peewee.ModelSelect[Person], order: Order, after: int) -> peewee.ModelSelect[Person]:
    if order is Order.NEWEST:
        people = people.order_by(Person.id.desc())
        return people.where(Person.id < after) if after else people
    people = people.order_by(Person.sort_key, Person.id)
    last = Person.get_or_none(Person.id == after)
    if last is None:
        return people
    return people.where(peewee.Tuple(Person.sort_key, Person.id) > peewee.Tuple(last.sort_key, last.id))


def _matching(asked: str, area_code: str) -> tuple[list[peewee.Node], str]:
    if not asked.strip():
        return [], ""
    if any(sign.isalpha() for sign in asked) or not any(sign.isdigit() for sign in asked):
        return _by_words(search_key(asked).split()), ""
    return _by_number(asked, area_code)


def _by_words(words: Sequence[str]) -> list[peewee.Node]:
    """Every word must be somewhere in the name; too short for a trigram, it must begin a part of it."""
    long = [word for word in words if len(word) >= TRIGRAM]
    short = [word for word in words if len(word) < TRIGRAM]
    return [*([_has(long)] if long else []), *(_begins_a_part(word) for word in short)]


def _has(pieces: Sequence[str]) -> peewee.Expression:
    phrases = " ".join('"' + piece.replace('"', '""') + '"' for piece in pieces)
    return Person.id.in_(
        PersonSearch.select(PersonSearch.rowid).where(peewee.Expression(PersonSearch.text, "MATCH", phrases))
    )


def _begins_a_part(word: str) -> peewee.Expression:
    # In a query of its own, which reads nothing but the index. A space before the key: its first part is one, too.
    other = Person.alias()
    begins = peewee.Expression(peewee.fn.instr(peewee.Value(" ").concat(other.search_key), " " + word), ">", 0)
    return Person.id.in_(other.select(other.id).where(other.erased_at.is_null(), begins))


def _by_number(asked: str, area_code: str) -> tuple[list[peewee.Node], str]:
    number = parse(asked, area_code)
    digits = "".join(sign for sign in asked if sign.isdecimal() and sign.isascii())
    if number.kind is NumberKind.NORMAL and number.e164:
        exact = _on(number.e164)
        # Five to seven digits are a local number, or the end of somebody's mobile.
        return [exact | _has([digits]) if len(digits) < 8 else exact], ""
    if number.suggestion:
        return [_on(number.suggestion)], f"Номер записано з помилкою. Показано {grouped(number.suggestion)}."
    core = _without_prefix(digits)
    if len(core) < TRIGRAM:
        return [peewee.SQL("0")], "Напишіть щонайменше три цифри номера."
    return [_has([core])], ""


def _on(number: str) -> peewee.Expression:
    return Person.id.in_(PersonNumber.select(PersonNumber.person).where(PersonNumber.number == number))


def _without_prefix(digits: str) -> str:
    """Drop what people write before the nine digits, as far as it has been written."""
    for prefix in ("00380", "810380", "380", "80", "0"):
        if digits.startswith(prefix) and len(digits) - len(prefix) >= TRIGRAM:
            return digits.removeprefix(prefix)
    return digits


def namesakes(details: PersonDetails) -> Sequence[PersonView]:
    """Return who is known by exactly this name already, however its letters are cased."""
    key = details.keys()["search_key"]
    alike = Person.select().where(Person.search_key == key, Person.erased_at.is_null()).order_by(Person.id)
    return views(alike.limit(PAGE)) if key else []
