"""A text heard before it is saved, from any form."""

from __future__ import annotations

import html
import re
from contextlib import closing
from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import Role
from audio.line.wav import HEADER_BYTES
from audio.speech import spool
from tests.fakes.speech_unit import speech_unit
from tests.web.house import House, Visitor, path_of
from web import aloud

TEXT = "ЦНАП працює з 8:00."


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def editor(house: House) -> Visitor:
    return house.enter(Role.EDITOR)


def test_a_text_is_heard_with_its_words_and_its_sound_in_parts(house: House, editor: Visitor) -> None:
    with speech_unit(house.settings):
        page = editor.post("/sounds/hear", hear="text", text=TEXT).text
    assert "з во́сьмої годи́ни" in page
    [address] = re.findall(r'src="(/sounds/spoken/[0-9a-f]{64}\.wav)"', page)
    with closing(editor.get(address)) as whole, closing(editor.get(address, Range="bytes=0-43")) as head:
        assert whole.mimetype == "audio/wav" and len(whole.data) > HEADER_BYTES
        assert head.status_code == 206 and head.data == whole.data[:HEADER_BYTES]


def test_what_cannot_be_read_is_said_and_nobody_is_asked_for_its_sound(house: House, editor: Visitor) -> None:
    spool.prepare(house.settings.speech_spool)
    with spool.serving(house.settings.speech_spool):
        page = editor.post("/sounds/hear", hear="text", text="Сплатіть ¥").text
    assert "Знак 10: " in page and "<audio" not in page
    assert list((house.settings.speech_spool / "in").iterdir()) == []


def test_without_a_speech_unit_the_words_are_shown_and_why_there_is_no_sound(editor: Visitor) -> None:
    page = editor.post("/sounds/hear", hear="text", text=TEXT).text
    assert "з во́сьмої годи́ни" in page and aloud.SILENT in page


def test_who_asks_again_waits_for_the_same_request(
    house: House, editor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aloud, "WAIT_S", 0.0)
    where = house.settings.speech_spool
    spool.prepare(where)
    with spool.serving(where):
        for _ in range(2):
            assert "data-waiting" in editor.post("/sounds/hear", hear="text", text=TEXT).text
        [request] = spool.pending(where)
        spool.reply(where, request, spool.Answer(error="Рушій зламався."))
        assert "Рушій зламався." in editor.post("/sounds/hear", hear="text", text=TEXT).text


def test_without_scripts_what_was_typed_comes_back_to_its_page(editor: Visitor) -> None:
    typed = {"name": 'Вода "й" світло', "parent": "0"}
    page = editor.post("/sounds/hear", hear="name", page="/topics", **typed).text
    assert 'name="parent" value="0"' in page and html.escape(typed["name"]) in page.replace("&#34;", "&quot;")
    back = path_of(editor.post("/sounds/back", page="/topics", **typed))
    assert re.fullmatch(r"/topics\?kept=\d+", back)
    assert 'value="Вода &#34;й&#34; світло"' in editor.get(back).text


def test_back_leads_nowhere_else(editor: Visitor) -> None:
    assert path_of(editor.post("/sounds/back", page="//evil.example/x", name="x")).startswith("/?kept=")


@pytest.mark.parametrize("name", ["0" * 63, "..%2f" + "0" * 64, "A" * 64, "0" * 64])
def test_only_a_key_names_a_sound(editor: Visitor, name: str) -> None:
    assert editor.get(f"/sounds/spoken/{name}.wav").status_code == 404


def test_nothing_to_hear_is_said_so(editor: Visitor) -> None:
    assert "Тексту ще немає." in editor.post("/sounds/hear", hear="text", text=" ").text
    assert "Тексту ще немає." in editor.post("/sounds/hear").text
    assert "грає мелодія" in editor.post("/sounds/hear", hear="text", text="♪").text
