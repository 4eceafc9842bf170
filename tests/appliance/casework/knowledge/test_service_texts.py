"""One card, four tellings: one change is found in all of them, and each is fit for its place."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.casework.knowledge.service_card import LIMITS
from appliance.casework.knowledge.service_texts import (
    MORE_DOCUMENTS,
    SMS_ASK,
    SMS_STALE,
    marks_of,
    screen_of,
    sheet_of,
    sms_text,
    spoken_text,
)
from appliance.casework.knowledge.services import Service
from appliance.casework.knowledge.starter_services import load_starter_services
from appliance.menu.contents.services import list_words
from appliance.sms_text import measure
from audio.speech.spool import LONGEST_TEXT
from audio.speech.text.words import to_words
from tests.appliance.casework.knowledge.cards import card
from tests.appliance.casework.register import NOW, opened

__all__ = ["opened"]

WORDS = st.text(alphabet="абвгґєії 'ьABc(),-", max_size=400)


@pytest.mark.row("A3")
def test_a_fee_is_told_in_all_four_tellings() -> None:
    for fee in ("34 гривні", "51 гривня"):
        told = card(fee=fee)
        shown = [value for each in screen_of(told) for value in each.values]
        printed = [value for each in sheet_of(told) for value in each.values]
        assert all(fee in text for text in (spoken_text(told), sms_text(told), *[" ".join(shown), " ".join(printed)]))


@pytest.mark.row("A3")
def test_papers_fee_term_place_hours_and_law_are_spoken_in_whole_sentences() -> None:
    assert spoken_text(card()).splitlines() == [
        "Субсидія на житлово-комунальні послуги.",
        "Потрібні документи: заява; паспорт; декларація про доходи.",
        "Плата: 34 гривні.",
        "Строк: 10 днів.",
        "Куди звертатися: центр надання адміністративних послуг.",
        "Коли приймають: у робочі дні з 8:00 до 17:00.",
        "Підстава: Закон України «Про житлову субсидію».",
    ]


def test_what_nobody_knows_yet_sends_the_caller_to_the_operator_and_is_left_out_of_the_sms() -> None:
    unknown = card(fee="уточніть", term="Уточніть на місці", place="уточніть", hours="уточніть", legal_basis="уточніть")
    spoken = spoken_text(unknown)
    assert spoken.count("оператор") == 4
    assert "Підстава" not in spoken
    assert sms_text(unknown).count("точніть") == 0


def test_what_is_free_is_said_so() -> None:
    assert "\nЦе безоплатно.\n" in spoken_text(card(fee="Безоплатно"))


def test_an_empty_field_is_not_told_anywhere() -> None:
    bare = card(documents=(), fee="", term="", place="", hours="", legal_basis="", source="")
    assert spoken_text(bare) == f"{bare.title}."
    assert sms_text(bare) == f"{bare.title}. {SMS_ASK}"
    assert screen_of(bare) == sheet_of(bare) == []


def test_the_least_needed_is_left_out_of_the_sms_first_and_no_document_is_cut() -> None:
    long = card(documents=tuple(f"документ номер {number} з печаткою" for number in range(9)))
    text = sms_text(long)
    assert "Плата: 34 гривні." in text
    assert MORE_DOCUMENTS in text
    assert text.endswith(SMS_ASK)
    assert not any(word in text for word in ("Підстава", "Коли", "Де:", "Строк"))
    told = text.split("Документи: ")[1].split(f" {MORE_DOCUMENTS}")[0].split("; ")
    assert told == list(long.documents[: len(told)])


def test_an_sms_of_a_card_that_may_be_out_of_date_says_so() -> None:
    assert f"{SMS_STALE} {SMS_ASK}" in sms_text(card(), stale=True)


def test_a_stress_is_for_the_voice_alone() -> None:
    assert "Субси́дія" in spoken_text(card(title="Субси́дія"))
    assert "Субсидія" in sms_text(card(title="Субси́дія"))


@given(st.lists(WORDS, max_size=15), WORDS, WORDS, WORDS, WORDS, st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_card_goes_into_three_parts_without_a_word_cut(
    documents: list[str], title: str, fee: str, term: str, place: str, stale: bool
) -> None:
    told = card(
        documents=tuple(each[:160] for each in documents),
        title=f"Назва {title}"[: LIMITS["title"]],
        fee=fee[: LIMITS["fee"]],
        term=term[: LIMITS["term"]],
        place=place[: LIMITS["place"]],
    ).cleaned()
    text = sms_text(told, stale=stale)
    assert measure(text).parts <= 3
    assert text.endswith(SMS_ASK)
    told_words = {*" ".join((told.title, told.fee, told.term, told.place, told.hours, told.legal_basis)).split()}
    own = f"Документи: Плата: Строк: Де: Коли: Підстава: ЦНАП {MORE_DOCUMENTS} {SMS_ASK} {SMS_STALE}"
    known = told_words | {*own.split()} | {word for each in told.documents for word in each.split()}
    assert {word.rstrip(".;…") for word in text.split()} <= {word.rstrip(".;…") for word in known}


@pytest.mark.parametrize("title", ["Я" * LIMITS["title"], "Яке довге ім'я " * 5])
def test_the_fee_of_any_card_reaches_the_sms(title: str) -> None:
    widest = card(title=title, fee="ю" * LIMITS["fee"], documents=("а" * 160,) * 15)
    assert widest.fee in sms_text(widest, stale=True)


def test_a_clerk_is_told_what_to_doubt() -> None:
    today = date(2027, 3, 2)
    assert marks_of(card(check_locally=True), today) == ["не звірено на місці", "строк перевірки минув"]
    assert marks_of(card(), date(2027, 3, 1)) == []


@pytest.mark.row("D9")
def test_every_starter_card_is_read_cleanly_and_fits_a_prompt_and_an_sms() -> None:
    load_starter_services(NOW)
    sections = Service.by_section()
    menus = [word for page in list_words([s.said_as for s in sections], inner=False) for word in page]
    for services in sections.values():
        menus += [word for page in list_words([s.said_as for s in services], inner=True) for word in page]
        for service in services:
            spoken = spoken_text(service.card)
            assert not to_words(spoken).faults, service.code
            assert len(spoken) < LONGEST_TEXT
            assert measure(sms_text(service.card, stale=True)).parts <= 3
            assert service.legal_basis
    assert not any(to_words(word).faults for word in menus)
