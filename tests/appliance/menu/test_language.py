"""A second language: chosen by a key, to the end of the call; without it the menu is Ukrainian (A20)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appliance.casework.office.calendar import WorkCalendar
from appliance.contracts import Prompt
from appliance.menu.content import Background
from appliance.menu.flow import FlowError, findings, read_flow, table_of
from appliance.menu.languages import code_of
from appliance.menu.published import NotPublished, NotSpoken, Published, check, load_current, publish
from appliance.menu.trial import unspoken
from appliance.menu.trial import walk as trial
from appliance.menu.trial_story import Heard
from audio.line.wav import header
from audio.speech.pace import SLOWER
from tests.appliance.calls.scripted_leg import noise
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.test_trial import MONDAY
from tests.appliance.menu.walk import NoiseWords, Walk, publish_noise, walk

OFFER = "For English press one."
ENGLISH = f'\n[languages.en.prompts]\nit = "{OFFER}"\nnext = "Good bye."\nsub = "Press one."\n'
FLOW = small_flow("language", languages='{ 1 = "en", 2 = "uk" }', exits='{ done = "sub" }') + ENGLISH
WORDS = table_of(FLOW)["languages"]["en"]["prompts"]
KNOWN = [Prompt(f"{name}@en", "", noise(f"{text}en")) for name, text in WORDS.items()]


@pytest.fixture
def menu(tmp_path: Path) -> Published:
    return load_current(publish_noise(FLOW, tmp_path / "house"))


async def chooses(walking: Walk, key: str) -> None:
    await walking.press("11")
    await walking.hears("it@en")
    await walking.press(key)


def test_who_chooses_a_language_hears_it_and_ukrainian_where_it_has_no_words(menu: Published, tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await chooses(walking, "1")
        await walking.hears("sub@en")
        await walking.press("#")
        await walking.hears("top", times=1)
        await walking.press("2")
        await walking.hears("next@en")

    said = walk(scene, menu, tmp_path, known=KNOWN).said
    assert said[:2] == ["it", "it@en"], "the offer is said in both"


def test_who_is_silent_or_presses_another_key_goes_on_in_ukrainian(menu: Published, tmp_path: Path) -> None:
    async def silent(walking: Walk) -> None:
        await chooses(walking, "")
        await walking.hears("sub")

    walk(silent, menu, tmp_path, known=KNOWN)


def test_ukrainian_can_be_chosen_again(menu: Published, tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await chooses(walking, "1")
        await walking.hears("sub@en")
        await walking.press("1")
        await walking.hears("it@en", times=2)
        await walking.press("2")
        await walking.hears("sub")

    walk(scene, menu, tmp_path, known=KNOWN)


def test_the_next_caller_is_spoken_to_in_ukrainian(menu: Published, tmp_path: Path) -> None:
    async def english(walking: Walk) -> None:
        await chooses(walking, "1")
        await walking.hears("sub@en")

    async def next_caller(walking: Walk) -> None:
        await walking.press("2")
        await walking.hears("next")

    walk(english, menu, tmp_path / "first", known=KNOWN)
    walk(next_caller, menu, tmp_path / "second", known=KNOWN)


def test_a_menu_without_languages_is_published_as_ever(tmp_path: Path) -> None:
    published = publish_noise(small_flow(), tmp_path)
    assert load_current(published).languages == {}
    assert [path.name for path in (published / "1").glob("spoken*")] == ["spoken.json"]


def test_a_published_language_lies_in_a_file_of_its_own(tmp_path: Path) -> None:
    published = publish_noise(FLOW, tmp_path)
    told = json.loads((published / "current" / "spoken.en.json").read_text())
    assert set(told) == {OFFER, "Good bye.", "Press one."}
    (published / "1" / told["Press one."]).unlink()
    with pytest.raises(NotPublished):
        check(published / "1")


def test_a_recording_in_the_language_wins(tmp_path: Path) -> None:
    published, voice = publish_noise(FLOW, tmp_path), noise("a human voice", 1.0)
    recording = tmp_path / "voice.wav"
    recording.write_bytes(header(len(voice)) + voice)

    class AllBut(NoiseWords):
        def find(self, text: str, pace: int, language: str = "") -> Path | None:  # type: ignore[override]
            return None if text == OFFER else super().find(text, pace, language)

    with pytest.raises(NotSpoken, match="For English"):
        publish(tmp_path / "source", published, AllBut(tmp_path / "words"))
    with pytest.raises(NotSpoken, match="For English"):
        publish(tmp_path / "source", published, AllBut(tmp_path / "words"), computed_may_lack=True)
    publish(tmp_path / "source", published, AllBut(tmp_path / "words"), {"it@en": recording, "it@pl": recording})
    found = load_current(published).languages["en"](100, ["it", "top"])
    assert {name: prompt.pcm for name, prompt in found.items()} == {"it": voice}


def test_what_is_slower_is_slower_in_every_language(tmp_path: Path) -> None:
    flow = small_flow("slower", exits='{ done = "language" }') + ENGLISH
    flow = flow.replace(
        "[prompts]",
        '[nodes.language]\nkind = "language"\nprompt = "it"\nlanguages = { 1 = "en" }\n'
        'exits = { done = "sub" }\n\n[prompts]',
    )
    menu = load_current(publish_noise(flow, tmp_path / "house"))
    slow = [Prompt(f"{name} slow", "", noise(f"{WORDS[name]}en", 0.6 * 100 / SLOWER)) for name in ("it", "sub")]

    async def scene(walking: Walk) -> None:
        await walking.press("11")
        await walking.hears("it slow")
        await walking.press("1")
        await walking.hears("sub slow")

    walk(scene, menu, tmp_path, known=slow)


@pytest.mark.parametrize(
    ("languages", "sentence"),
    [
        ('[languages.ru.prompts]\nit = "a"', "мови «ru» немає"),
        ('[languages.en]\nvoice = "x"', "лише список текстів"),
        ("[languages]\nen = 5", "лише список текстів"),
        ('[languages.en.prompts]\nit = ""', "порожній"),
        ("[languages.en.prompts]\nit = 5", "порожній"),
        ('[languages.en.prompts]\nit = "Press 1."', "словами"),
        ('[languages.en.prompts]\nnowhere = "Hello."', "якого в меню немає"),
        ('[languages.pl.prompts]\nit = "Raz."', "мовою «en» немає жодного тексту"),
    ],
)
def test_a_language_that_cannot_be_followed_is_refused_with_its_place(languages: str, sentence: str) -> None:
    flow = small_flow("language", languages='{ 1 = "en" }') + f"\n{languages}\n"
    with pytest.raises(FlowError, match=sentence):
        read_flow(flow)
    assert any(sentence in found.sentence for found in findings(table_of(flow)))


@pytest.mark.parametrize("languages", ['{ 7 = "uk" }', '{ 12 = "uk" }', "{ 1 = 5 }", '{ 1 = ["en"] }', '{ 1 = "fr" }'])
def test_a_choice_that_cannot_be_is_refused(languages: str) -> None:
    with pytest.raises(FlowError, match="«it»"):
        read_flow(small_flow("language", languages=languages) + ENGLISH)


def test_a_language_that_cannot_be_read_any_more_leaves_the_caller_with_ukrainian(tmp_path: Path) -> None:
    published = publish_noise(FLOW, tmp_path / "house")
    menu = load_current(published)
    (published / "1" / "spoken.en.json").unlink()

    async def scene(walking: Walk) -> None:
        await walking.press("11")
        await walking.hears("it")
        await walking.press("1")
        await walking.hears("sub")

    walk(scene, menu, tmp_path, known=KNOWN)


def test_the_trial_phone_speaks_it_too() -> None:
    flow = read_flow(FLOW)
    menu = unspoken(flow, Background(WorkCalendar.round_the_clock()))
    heard = [step for step in trial(menu, "1 1 1", MONDAY).steps if isinstance(step, Heard)]
    assert [step.name for step in heard][-1] == "sub@en"
    assert code_of(heard[-1].name) == "en"
