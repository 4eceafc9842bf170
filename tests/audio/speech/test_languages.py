"""The other languages in which a menu may be said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from audio.speech import spool
from audio.speech.languages import LANGUAGES, language_of, plain_faults
from audio.speech.pace import SLOWER
from audio.speech.prompt_set import SetFailed, Wanted, spoken_set, stored_set
from audio.speech.spool import BadRequest, Request
from audio.speech.store import PromptStore
from audio.speech.unit import Unit
from tests.audio.speech.test_prompt_set import unit

GREETINGS = {
    "en": "Welcome! You’ve called the village council.",
    "pl": "Dzień dobry! Proszę nacisnąć jeden.",
    "ro": "Bună ziua! Apăsați tasta unu.",
    "hu": "Jó napot! Nyomja meg az egyes gombot.",
    "bg": "Добър ден! Натиснете едно.",
    "sk": "Dobrý deň! Stlačte jednotku.",
    "de": "Grüß Gott! Drücken Sie die Eins.",
}


def test_there_is_no_russian() -> None:
    assert "ru" not in LANGUAGES
    assert set(GREETINGS) == {code for code, language in LANGUAGES.items() if language.voice}


def test_every_language_is_spoken_by_its_voice_at_both_paces_beside_ukrainian(tmp_path: Path) -> None:
    wanted = [Wanted("Вітаємо!"), *(Wanted(text, language=code) for code, text in GREETINGS.items())]
    wanted.append(Wanted(GREETINGS["en"], SLOWER, "en"))
    with unit(tmp_path):
        found = spoken_set(tmp_path / "spool", tmp_path / "store", wanted, 60.0)
    assert set(found.paths) == set(wanted) and found.strays == []
    told = [json.loads(path.with_suffix(".json").read_text()) for path in found.paths.values()]
    spoken_by = {each["text"]: f"{each['engine']}/{each['voice']}" for each in told}
    assert spoken_by == {text: LANGUAGES[code].voice for code, text in GREETINGS.items()} | {"Вітаємо!": "espeak/uk"}
    store = PromptStore(tmp_path / "store")
    assert store.voices() == ["espeak/uk"]
    assert stored_set(store, wanted) is not None
    assert [len(path.read_bytes()) > 8000 for path in found.paths.values()] == [True] * len(wanted)
    english = {pace: found.find(GREETINGS["en"], pace, "en") for pace in (100, SLOWER)}
    assert english[100] != english[SLOWER]


def test_words_of_one_language_are_not_found_in_another(tmp_path: Path) -> None:
    with unit(tmp_path):
        spoken_set(tmp_path / "spool", tmp_path / "store", [Wanted("Добре.", language="bg")], 60.0)
    store = PromptStore(tmp_path / "store")
    assert store.find("Добре.") is None
    assert store.find("Добре.", language="bg") is not None


@pytest.mark.parametrize("code", GREETINGS)
def test_plain_words_of_a_language_have_no_faults(code: str) -> None:
    assert plain_faults(GREETINGS[code], code) == []


@pytest.mark.parametrize(
    ("text", "code", "sign", "sentence"),
    [
        ("Press 12.", "en", "12", "напишіть словами"),
        ("Натисніть один", "en", "Натисніть", "не літери цієї мови"),
        ("Press 1", "bg", "Press", "не літери цієї мови"),
        ("a [[b]] c", "pl", "[[", "не читається"),
        ("a <break/> c", "ro", "<", "не читається"),
        ("one\x07two", "en", "\x07", "невидимий знак"),
        ("ＡＢ", "en", "ＡＢ", "не літери"),
    ],
)
def test_what_a_voice_would_read_by_luck_is_refused_with_its_place(
    text: str, code: str, sign: str, sentence: str
) -> None:
    fault = plain_faults(text, code)[0]
    assert (fault.sign, text[fault.start : fault.end]) == (sign, sign)
    assert sentence in fault.sentence


@pytest.mark.parametrize("language", ["ru", "xx", "../en", 7, None, ["en"]])
def test_a_request_in_a_language_nobody_knows_is_set_aside(tmp_path: Path, language: object) -> None:
    spool.prepare(tmp_path)
    request = tmp_path / "in" / "1.json"
    request.write_text(json.dumps({"text": "Hello", "language": language}))
    with pytest.raises(BadRequest):
        spool.read_request(request)


def test_a_language_without_a_voice_is_left_to_people(tmp_path: Path) -> None:
    with pytest.raises(SetFailed, match="записує людина"), unit(tmp_path):
        spoken_set(tmp_path / "spool", tmp_path / "store", [Wanted("Hoş keldiñiz!", language="crh")], 60.0)


def test_digits_are_refused_by_the_unit_too(tmp_path: Path) -> None:
    room = Unit(tmp_path / "spool", tmp_path / "store")
    request_id = spool.put(tmp_path / "spool", Request("Press 1", language="en"))
    room.work()
    room.close()
    assert "словами" in spool.answers(tmp_path / "spool", [request_id])[request_id].error


def test_a_voice_tells_its_language() -> None:
    assert language_of("espeak/en-gb") == "en"
    assert language_of("espeak/uk") == language_of("rhvoice/Natalia") == language_of("") == ""
