"""What the console says of a text before anybody hears it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import BOX
from appliance.casework.office.community import Community
from tests.web.house import House
from web.box import Box
from web.hearing import NO_WORDS, TOO_LONG, check_words, spoken_words
from web.live import Streams
from web.sealed import Seal


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def box(house: House) -> Box:
    return Box(house.settings, house.clock, Streams(), Seal(b"secret"))


def test_a_text_that_can_be_read_has_no_faults(box: Box) -> None:
    assert check_words(box, "ЦНАП працює з 8:00 до 17:00, телефон 066 283 81 82.") == []
    assert check_words(box, "  ") == []


def test_every_sign_that_cannot_be_read_is_named_with_its_place(box: Box) -> None:
    first, second = check_words(box, "Добрий день.\nПлатіть @ касі, тобто ≈ там.")
    assert first.startswith("Рядок 2, знак 9: ")
    assert "«@»" in first
    assert second.startswith("Рядок 2, знак 23: ")


def test_a_text_of_one_line_needs_no_number_of_the_line(box: Box) -> None:
    [fault] = check_words(box, "Сплатіть ¥")
    assert fault.startswith("Знак 10: ")


def test_a_text_without_words_or_without_end_is_no_text(box: Box) -> None:
    assert check_words(box, "…") == [NO_WORDS]
    assert check_words(box, "а" * 2001) == [TOO_LONG]


def test_music_is_no_fault(box: Box) -> None:
    assert check_words(box, "♪") == []


def test_words_carry_their_stress_and_the_doubtful_ones_are_named(box: Box) -> None:
    heard = spoken_words(box, "Натисніть 1. Замок у Кракозябринці.")
    assert heard.words.startswith("Нати́сніть оди́н.")
    assert heard.ambiguous == ("Замок",)
    assert heard.unknown == ("Кракозябринці",)


def test_a_word_of_the_communitys_list_is_known_at_once_when_the_list_has_changed(box: Box) -> None:
    assert spoken_words(box, "Кракозябра").unknown == ("Кракозябра",)
    _write(box.settings.stress, '[own]\nwords = "Кракозя́бра"\n', 1)
    assert spoken_words(box, "Кракозябра").words == "Кракозя́бра"
    _write(box.settings.stress, '[own]\nwords = "Кра́козябра"\n', 2)
    assert spoken_words(box, "Кракозябра").words == "Кра́козябра"


def test_a_broken_list_of_the_community_is_left_out(box: Box) -> None:
    _write(box.settings.stress, "[own\n", 1)
    assert spoken_words(box, "Вода").words == "Вода́"


def test_facts_of_the_office_are_heard_and_do_not_shift_the_places(house: House, box: Box) -> None:
    text = "Пишіть: {address}. Сплатіть ¥"
    with house.database():
        known = Community.current()
        assert known
        known.change(known.version, {"address": "вулиця Шевченка, 1, місто Мена"}, by=BOX, now=house.now())
        heard = spoken_words(box, text)
    assert "Шевче́нка" in heard.words
    assert heard.faults[0].startswith("Знак 29: ")


def _write(path: Path, content: str, at_s: int) -> None:
    path.write_text(content)
    os.utime(path, (at_s, at_s))
