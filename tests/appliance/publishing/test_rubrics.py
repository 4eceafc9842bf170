"""Rows of rubrics and answers as callers will hear them (A27, D7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from appliance.casework.contacts.calls import CallRecord
from appliance.casework.contacts.consultations import Consultation
from appliance.casework.entrance.accounts import BOX
from appliance.casework.knowledge.articles import Article
from appliance.casework.knowledge.rubrics import EntryWording, Rubric, RubricEntry
from appliance.casework.knowledge.starter_rubrics import load_starter_rubrics
from appliance.casework.knowledge.topics import Category
from appliance.menu.content import Content
from appliance.menu.contents.rubrics import RubricItem, items_of
from appliance.publishing.contents.rubrics import gather
from audio.speech.text.words import to_words
from tests.appliance.casework.register import NOW, call, later, opened

__all__ = ["opened"]


def told(rubric: str, **at: Any) -> list[RubricItem]:
    return list(items_of(Content({"rubrics": gather(at.get("now", NOW))}), rubric))


@pytest.mark.row("D7")
def test_what_is_over_is_not_published_and_what_is_to_come_is() -> None:
    end = NOW.wall + timedelta(hours=5)
    RubricEntry.add(Rubric.NEWS, EntryWording("Ярмарок", "У суботу ярмарок.", ends_at=end), by=BOX, now=NOW)
    [item] = told("news")
    assert (item.said, item.sms, item.ends) == (("У суботу ярмарок.",), "Ярмарок. У суботу ярмарок.", end)
    assert told("news", now=later(5 * 3600)) == []


@pytest.mark.row("A27")
def test_a_number_is_said_in_groups_after_a_rest_for_the_pen_and_again_digit_by_digit() -> None:
    wording = EntryWording("Пенсійний фонд", "Пенсії.", phones=("066 283-81-82",))
    RubricEntry.add(Rubric.AUTHORITIES, wording, by=BOX, now=NOW)
    [item] = told("authorities")
    assert item.said == (
        *("Пенсійний фонд. Пенсії.", 0.7, "Запишіть, будь ласка, номер.", 2.0),
        *("Нуль шістдесят шість.", 0.4, "Двісті вісімдесят три.", 0.4, "Вісімдесят один.", 0.4, "Вісімдесят два."),
        *(0.7, "Повторюю.", 0.4, "Нуль, шість, шість, два, вісім, три, вісім, один, вісім, два."),
    )


def test_answers_that_are_told_by_themselves_come_the_most_asked_first() -> None:
    topic = Category.add("Вода", by=BOX, now=NOW)
    for title in ("Чому немає води?", "Де платити за воду"):
        Article.add(topic, title, "Відповідь.", "", by_voice=True, by=BOX, now=NOW)
    Article.add(topic, "Не для всіх", "Відповідь.", "", by=BOX, now=NOW)
    start = call()
    CallRecord.begin(start)
    Consultation.enter(start.uid, topic, uid="a" * 32, article_id=2, by=BOX, now=NOW)
    said = [item.said[0] for item in told("questions", now=later(60))]
    assert said == ["Де платити за воду. Відповідь.", "Чому немає води? Відповідь."]


def test_all_of_the_starter_can_be_said() -> None:
    load_starter_rubrics(NOW)
    for items in gather(NOW).values():
        for phrase in (phrase for item in items for phrase in RubricItem.from_json(item).phrases):
            assert to_words(phrase).faults == (), phrase


def test_a_part_without_entries_is_empty() -> None:
    assert gather(NOW) == {}
