import os
import re
from pathlib import Path

import pytest

from audio.engines import EngineChanged, EngineMissing, UnknownVoice
from audio.speech.checks import UnfitSound, inspect
from audio.speech.pace import NORMAL, SLOWER
from audio.speech.speaker import Speaker
from audio.speech.spool import BadRequest
from tests.audio.engines import needs
from tests.audio.engines.espeak_152 import put_on_path
from tests.audio.engines.fake_espeak import GOOD, fake_espeak, tone_wav

VOICE = "espeak"

GREETING = (
    "Вітаємо! Ви зателефонували до Менської міської ради. З вами говорить автовідповідач. "
    "Якщо є загроза життю, покладіть слухавку й наберіть сто дванадцять.\n"
    "Щоб дізнатися про години роботи, натисніть один. Про послуги та документи — два. "
    "Повідомити про несправність — три. Залишити повідомлення — чотири. "
    "Поговорити з оператором — нуль. Прослухати ще раз — дев'ять."
)
TOLD = (
    "ЦНАП працює з восьмої до сімнадцятої години, перерва з дванадцятої до тринадцятої. У суботу та неділю вихідний. "
    "Світла немає в селі Феськівка, орієнтовно до вісімнадцятої години. Якщо не можете натискати кнопки, "
    "залишайтеся на лінії. Після сигналу залиште повідомлення, його буде записано. Назвіть прізвище, село, вулицю."
)
ITEMS = "Щоб дізнатися про години роботи, натисніть один.\nПро послуги — два."


@pytest.fixture(scope="module")
def speaker() -> Speaker:
    return Speaker()


@pytest.mark.parametrize(
    "text", [GREETING, TOLD, "Поговорити з оператором — нуль.", "сто двадцять три", "шість", "вісім", "Так"]
)
def test_every_prompt_passes_the_checks(speaker: Speaker, text: str) -> None:
    wav, figures = speaker.speak(speaker.recipe(text, VOICE))
    assert inspect(wav) == (figures, [])
    assert figures.active_dbfs == pytest.approx(-22, abs=1)
    assert figures.peak_dbfs <= -3
    assert figures.clipped == 0
    assert figures.above_3600 < 0.02


@pytest.mark.parametrize("text", [GREETING, TOLD], ids=["menu", "told text"])
def test_old_people_can_follow_whatever_the_engines_version(speaker: Speaker, text: str) -> None:
    _, figures = speaker.speak(speaker.recipe(text, VOICE))
    words = len(re.findall(r"[\w']+", text))
    assert words > 40
    assert 90 <= 60 * words / figures.duration_s <= 120


def test_the_same_text_gives_the_same_key_and_the_same_bytes(speaker: Speaker) -> None:
    other = Speaker()
    assert other.recipe("Натисніть  один.", VOICE) == speaker.recipe("Натисніть один.", VOICE)
    recipe = speaker.recipe("Натисніть один.", VOICE)
    assert other.speak(recipe) == speaker.speak(recipe)


@pytest.mark.parametrize(
    "voice", [VOICE, *(pytest.param(f"rhvoice/{name}", marks=needs.RHVOICE) for name in ("Natalia", "Anatol"))]
)
def test_the_slower_prompt_lasts_as_much_longer_as_it_is_slower(speaker: Speaker, voice: str) -> None:
    usual, slower = (speaker.speak(speaker.recipe(ITEMS, voice, pace))[1].duration_s for pace in (NORMAL, SLOWER))
    assert slower / usual == pytest.approx(1 / 0.85, rel=0.03)


@needs.ESPEAK_152
def test_the_other_version_of_espeak_is_slower_by_as_much(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", put_on_path(tmp_path))
    speaker = Speaker()
    usual, slower = (speaker.speak(speaker.recipe(ITEMS, VOICE, pace))[1].duration_s for pace in (NORMAL, SLOWER))
    assert speaker.recipe(ITEMS, VOICE).engine_version.startswith("1.52")
    assert slower / usual == pytest.approx(1 / 0.85, rel=0.03)
    speaker.close()


def test_a_slower_prompt_is_another_with_the_same_words_and_the_same_bytes_twice(speaker: Speaker) -> None:
    usual, slower = (speaker.recipe("Натисніть один.", VOICE, pace) for pace in (NORMAL, SLOWER))
    assert slower.key != usual.key
    assert (slower.words, slower.rate < usual.rate) == (usual.words, True)
    assert speaker.speak(slower) == Speaker().speak(slower)


@pytest.mark.parametrize("text", ["", "  \n ", "…", "\x00\x07", "— !"])
def test_a_text_without_words_is_refused(speaker: Speaker, text: str) -> None:
    with pytest.raises(BadRequest):
        speaker.recipe(text, VOICE)


def test_a_voice_or_engine_that_is_not_here_is_refused_by_name(speaker: Speaker) -> None:
    with pytest.raises(UnknownVoice, match="natalia"):
        speaker.recipe("Так.", "espeak/natalia")
    with pytest.raises(EngineMissing, match="bellman"):
        speaker.recipe("Так.", "bellman/uk")


def test_an_engine_that_screeches_is_not_let_through(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_espeak(monkeypatch, tmp_path, 'cp "$here/hum.wav" "$out"')
    (tmp_path / "hum.wav").write_bytes(tone_wav(rate=22050, level=1))
    speaker = Speaker()
    with pytest.raises(UnfitSound):
        speaker.recipe("Так.", VOICE)


def test_an_engine_replaced_under_way_is_measured_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_espeak(monkeypatch, tmp_path, GOOD, version="9.8")
    speaker = Speaker()
    old = speaker.recipe("Так.", VOICE)
    fake_espeak(monkeypatch, tmp_path, GOOD, version="9.9")
    with pytest.raises(EngineChanged):
        speaker.speak(old)
    new = speaker.recipe("Так.", VOICE)
    assert speaker.speak(new)
    assert new.engine_version.startswith("9.9+")
    assert new.key != old.key


def test_the_engine_is_told_words_with_their_stress_and_the_key_knows_them(speaker: Speaker) -> None:
    recipe = speaker.recipe("Натисніть один.", VOICE)
    assert (recipe.text, recipe.words) == ("Натисніть один.", "Нати́сніть оди́н.")
    assert speaker.recipe("Натисніть о́дин.", VOICE).key != recipe.key


def test_what_the_lists_know_sounds_as_if_the_editor_had_marked_it(speaker: Speaker) -> None:
    by_lists, by_editor, wrong = (
        speaker.speak(speaker.recipe(text, VOICE))[0] for text in ("Один замо́к.", "Оди́н замо́к.", "О́дин замо́к.")
    )
    assert by_lists == by_editor != wrong


def test_a_changed_list_of_the_community_is_read_anew_and_gives_a_new_key(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    community = tmp_path / "stress.toml"
    speaker = Speaker(stress=community)
    assert speaker.words("Бульбунці") == "Бульбунці"
    for stamp, content, words in ((1, "бульбу́нці", "Бульбу́нці"), (2, "бульбунці́", "Бульбунці́"), (3, '"', "Бульбунці́")):
        community.write_text(f'[places]\nwords = "{content}"\n')
        os.utime(community, (stamp, stamp))
        assert speaker.words("Бульбунці") == words
    assert "не читається" in caplog.text


def test_a_broken_list_at_the_start_leaves_the_projects(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "stress.toml").write_text("[")
    assert Speaker(stress=tmp_path / "stress.toml").words("один") == "оди́н"
    assert "не читається" in caplog.text


@needs.RHVOICE
@pytest.mark.parametrize("voice", ["rhvoice/Natalia", "rhvoice/Anatol"])
@pytest.mark.parametrize("word", ["шість", "один", "нуль", "щі"])
def test_even_one_word_of_rhvoice_passes_the_checks(voice: str, word: str) -> None:
    speaker = Speaker()
    wav, figures = speaker.speak(speaker.recipe(word, voice))
    assert inspect(wav) == (figures, [])


@needs.RHVOICE
@pytest.mark.parametrize("voice", ["rhvoice/Natalia", "rhvoice/Anatol"])
def test_rhvoice_passes_the_checks_and_gives_the_same_bytes_twice(voice: str) -> None:
    speaker = Speaker()
    recipe = speaker.recipe("Якщо не можете натискати кнопки, залишайтеся на лінії. Про послуги — два.", voice)
    first, second = speaker.speak(recipe), speaker.speak(recipe)
    assert first == second
    assert inspect(first[0]) == (first[1], [])
    words = len(re.findall(r"\w+", recipe.text))
    assert 80 <= 60 * words / first[1].duration_s <= 120
