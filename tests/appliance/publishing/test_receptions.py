"""Receptions as callers are told of them: rows put into words that can be spoken (A25)."""

from __future__ import annotations

from dataclasses import replace

from appliance.casework.entrance.accounts import BOX
from appliance.casework.office.hours import day_hours
from appliance.casework.office.receptions import Reception, ReceptionWay
from appliance.menu.content import Content
from appliance.menu.contents.receptions import PART, ToldReception, receptions_of
from appliance.publishing.contents.receptions import NAME, gather
from audio.speech.text.words import to_words
from tests.appliance.casework.office.test_receptions import HEAD
from tests.appliance.casework.register import NOW, opened

__all__ = ["opened"]

TUESDAYS = day_hours("09:00-11:00", "14:00-15:00")


def told() -> list[ToldReception]:
    return receptions_of(Content({NAME: gather(NOW)}))


def test_an_office_without_receptions_tells_of_none() -> None:
    assert (told(), receptions_of(Content()), NAME) == ([], [], PART)


def test_who_receives_where_and_when_is_put_into_sentences() -> None:
    Reception.add(HEAD, by=BOX, now=NOW)
    [head] = told()
    assert head == ToldReception(
        1,
        "голова громади, Іваненко Петро",
        (
            "Приймає голова громади, Іваненко Петро.",
            "Прийом у четвер з дев'ятої до десятої години.",
            "вул. Титаренка, 7.",
        ),
        (540, 560, 580),
    )


def test_several_intervals_a_district_and_a_queue_are_told_too() -> None:
    week = ((), TUESDAYS, (), (), (), (), ())
    starosta = replace(
        HEAD, office="староста", district="Феськівський старостинський округ", week=week, by_appointment=False
    )
    Reception.add(replace(starosta, way=ReceptionWay.BY_PHONE), by=BOX, now=NOW)
    [one] = told()
    assert one.said_as == "староста, Феськівський старостинський округ, Іваненко Петро"
    assert one.told[1] == (
        "Прийом телефоном у вівторок з дев'ятої до одинадцятої години і із чотирнадцятої до п'ятнадцятої години."
    )
    assert one.told[-1] == "Приймають у порядку черги, без запису."
    assert one.starts_min == ()
    assert not [sentence for sentence in one.told if to_words(sentence).faults]


def test_what_is_switched_off_is_not_told() -> None:
    Reception.switch(Reception.add(HEAD, by=BOX, now=NOW), on=False, by=BOX, now=NOW)
    assert told() == []
