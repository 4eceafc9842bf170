"""Rubrics of the menu: what an entry must be, when it is heard, what goes as SMS (A27, D7, D10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.entrance.accounts import BOX
from appliance.casework.knowledge.rubrics import (
    MUST_END,
    RUBRIC_NAMES,
    SUBJECT,
    BadEntry,
    EntryWording,
    NoSuchEntry,
    Rubric,
    RubricEntry,
)
from appliance.casework.knowledge.starter_rubrics import load_starter_rubrics
from appliance.casework.texts.short_texts import PARTS_MAX, fits, shortened
from appliance.casework.versions import TextVersion
from appliance.menu.contents.rubrics import RUBRICS
from appliance.sms_text import measure
from audio.speech.text.words import to_words
from tests.appliance.casework.register import NOW, later, opened

__all__ = ["opened"]

HOUR_S = 3600.0
FAIR = EntryWording("Ярмарок", "У суботу ярмарок на площі.", ends_at=NOW.wall + timedelta(hours=5))
POLICE = EntryWording("Поліція", "Напад, крадіжка.", phones=("102",))


def add(wording: EntryWording = FAIR, rubric: Rubric = Rubric.NEWS) -> int:
    return RubricEntry.add(rubric, wording, by=BOX, now=NOW)


def test_the_register_and_the_menu_know_the_same_rubrics() -> None:
    assert {str(rubric) for rubric in Rubric} == set(RUBRICS) == {str(rubric) for rubric in RUBRIC_NAMES}


@pytest.mark.row("D7")
@pytest.mark.parametrize("rubric", sorted(MUST_END))
def test_news_and_events_must_end(rubric: Rubric) -> None:
    with pytest.raises(BadEntry) as refused:
        add(replace(FAIR, ends_at=None), rubric)
    assert refused.value.field == "ends_at"


@pytest.mark.row("D7")
def test_an_entry_begins_and_ends_by_itself() -> None:
    entry = RubricEntry.known(add(replace(FAIR, starts_at=NOW.wall + timedelta(hours=1))))
    heard = [entry.is_heard(later(hours * HOUR_S)) for hours in (0, 1, 4.9, 5)]
    assert heard == [False, True, True, False]
    told = [len(RubricEntry.to_be_told(later(hours * HOUR_S))) for hours in (0, 4.9, 5)]
    assert told == [1, 1, 0]


UNFIT: tuple[tuple[EntryWording, Rubric, str], ...] = (
    (replace(FAIR, title=" "), Rubric.NEWS, "title"),
    (replace(FAIR, text=""), Rubric.NEWS, "text"),
    (replace(FAIR, text="а" * 1001), Rubric.NEWS, "text"),
    (replace(FAIR, sms="я" * 202), Rubric.NEWS, "sms"),
    (replace(FAIR, source="а" * 501), Rubric.NEWS, "source"),
    (replace(FAIR, ends_at=NOW.wall), Rubric.NEWS, "ends_at"),
    (replace(FAIR, starts_at=FAIR.ends_at), Rubric.NEWS, "ends_at"),
    (replace(FAIR, phones=("102",)), Rubric.NEWS, "phones"),
    (replace(POLICE, phones=()), Rubric.AUTHORITIES, "phones"),
    (replace(POLICE, phones=("066 28",)), Rubric.AUTHORITIES, "phones"),
    (replace(POLICE, phones=("102; DROP",)), Rubric.AUTHORITIES, "phones"),
    (replace(POLICE, phones=("102",) * 5), Rubric.AUTHORITIES, "phones"),
)


@pytest.mark.parametrize(("wording", "rubric", "field"), UNFIT)
def test_an_entry_that_does_not_fit_names_its_field(wording: EntryWording, rubric: Rubric, field: str) -> None:
    with pytest.raises(BadEntry) as refused:
        add(wording, rubric)
    assert refused.value.field == field
    assert RubricEntry.select().count() == 0


@pytest.mark.row("A27")
@pytest.mark.parametrize("phone", ["102", "1545", "116 123", "0 800 213 103", "(04642) 2-12-52", "066 283-81-82"])
def test_a_telephone_of_an_authority_stands_in_its_sms(phone: str) -> None:
    entry = RubricEntry.known(add(replace(POLICE, phones=(phone,)), Rubric.AUTHORITIES))
    assert entry.texted == f"Поліція. Тел.: {phone}. Напад, крадіжка."


def test_an_sms_of_ones_own_goes_as_it_is_and_a_long_text_is_cut_where_a_sentence_ends() -> None:
    assert RubricEntry.known(add(replace(FAIR, sms="Ярмарок сб 10:00"))).texted == "Ярмарок сб 10:00"
    long = RubricEntry.known(add(replace(FAIR, text="Речення про ярмарок на площі громади. " * 20)))
    assert long.texted.endswith("громади.") and measure(long.texted).parts == PARTS_MAX


@pytest.mark.parametrize("text", ["слово " * 200, "с" * 900, "Коротко.", "Е́моджі 😀 " * 60, "а" * 201])
def test_whatever_is_shortened_fits(text: str) -> None:
    assert fits(shortened(text)) and "\u0301" not in shortened(text)


def test_wordings_are_kept_and_brought_back_but_never_the_times() -> None:
    entry = add()
    longer = replace(FAIR, text="У неділю ярмарок.", ends_at=NOW.wall + timedelta(hours=9))
    RubricEntry.change(entry, 1, longer, by=BOX, now=later(1))
    with pytest.raises(ChangedMeanwhile):
        RubricEntry.change(entry, 1, FAIR, by=BOX, now=later(2))
    RubricEntry.restore(entry, 2, 1, by=BOX, now=later(3))
    kept = RubricEntry.known(entry)
    assert (kept.text, kept.ends_at) == (FAIR.text, longer.ends_at)
    assert [each.number for each in TextVersion.history(SUBJECT, entry)] == [3, 2, 1]
    with pytest.raises(NoSuchEntry):
        RubricEntry.restore(entry, 3, 9, by=BOX, now=NOW)


def test_entries_are_read_in_their_order_and_those_off_not_at_all() -> None:
    first, second, third = add(), add(replace(FAIR, title="Толока")), add(replace(FAIR, title="Збори"))
    for entry in (third, third, third):
        RubricEntry.move_up(entry, by=BOX, now=NOW)
    RubricEntry.switch(first, on=False, by=BOX, now=NOW)
    assert [each.title for each in RubricEntry.of(Rubric.NEWS)] == ["Збори", "Ярмарок", "Толока"]
    assert [each.id for each in RubricEntry.to_be_told(NOW)] == [third, second]


@pytest.mark.row("D10")
def test_the_starter_is_entered_once_marked_and_readable() -> None:
    count = load_starter_rubrics(NOW)
    assert count >= 15 and load_starter_rubrics(NOW) == 0
    entries = RubricEntry.to_be_told(NOW)
    assert all(entry.unchecked and entry.source for entry in entries)
    assert {"101", "102", "103", "104", "112", "1545"} <= {phone for entry in entries for phone in entry.phones}
    assert sum(entry.rubric == Rubric.E_SERVICES for entry in entries) == 4
    for entry in entries:
        assert to_words(entry.title).faults == to_words(entry.text).faults == ()
        assert measure(entry.texted).parts <= PARTS_MAX
    RubricEntry.change(entries[0].id, 1, EntryWording("Інше", "Текст.", phones=("101",)), by=BOX, now=NOW)
    assert RubricEntry.count_unchecked() == count - 1


def test_of_the_starter_only_the_rubrics_wanted_come() -> None:
    load_starter_rubrics(NOW, only={"e_services"})
    assert {entry.rubric for entry in RubricEntry.to_be_told(NOW)} == {"e_services"}
