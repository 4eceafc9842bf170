"""Words whose stress is doubtful, settled by one press."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import Role
from appliance.casework.menus.publications import Publication
from audio.speech.stress import listed
from tests.web.house import House, Visitor, path_of
from tests.web.pages.call_house import text_of
from tests.web.pages.sounds_house import draft, put_in_force


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path)
    put_in_force(house)
    draft(house, extra="Приїздіть у Кракозябринці. Там краса́.")
    return house


@pytest.fixture
def editor(house: House) -> Visitor:
    return house.enter(Role.EDITOR, "Ганна Лис")


def words(visitor: Visitor) -> str:
    return text_of(visitor.get("/sounds/stress").text)


def test_each_doubtful_word_stands_once_with_its_sentence_and_a_variant_for_each_vowel(editor: Visitor) -> None:
    page = words(editor)
    assert "Кракозябринці наголос невідомий, текстів: 2" in page
    assert "Замок наголос може бути різний Замок у Кракозябринці." in page
    for spelled in ("Кра́козябринці", "Крако́зябринці", "Кракозя́бринці", "Кракозябри́нці", "Кракозябринці́"):
        assert f"Послухати «{spelled}»" in page and f"Правильно: {spelled}" in page
    assert "краса́" not in page


def test_one_press_settles_a_word_for_every_text_and_the_menu_is_spoken_anew(house: House, editor: Visitor) -> None:
    assert path_of(editor.post("/sounds/stress", word="Кракозябринці", position=7)) == "/sounds/stress"
    page = words(editor)
    assert "Кракозябринці наголос" not in page and "Визначені наголоси кракозя́бринці" in page
    assert listed(house.settings.stress) == {"кракозябринці": 7}
    with house.database():
        assert Publication.select().count() == 1
    editor.post("/sounds/stress/drop", word="кракозябринці")
    assert "Кракозябринці наголос невідомий" in words(editor)


def test_what_stood_in_the_file_stays(house: House, editor: Visitor) -> None:
    house.settings.stress.write_text('[ours]\nwords = "си́нявка"\n')
    editor.post("/sounds/stress", word="Замок", position=2)
    assert listed(house.settings.stress) == {"замок": 2, "синявка": 2}


def test_a_broken_file_is_written_anew(house: House, editor: Visitor) -> None:
    house.settings.stress.write_text("[ours\n")
    editor.post("/sounds/stress", word="Замок", position=2)
    assert "Його записано наново." in words(editor)
    assert listed(house.settings.stress) == {"замок": 2}


def test_no_stress_falls_on_what_is_no_vowel(house: House, editor: Visitor) -> None:
    editor.post("/sounds/stress", word="Замок", position=1)
    assert "Наголос ставлять на голосну." in editor.get("/sounds/stress").text
    assert not house.settings.stress.exists()
