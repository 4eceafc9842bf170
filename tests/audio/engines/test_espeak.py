import pytest

from audio.engines import EngineMissing, Manner, UnknownVoice
from audio.engines.child import Child
from audio.speech.languages import LANGUAGES

UK = Manner("uk", 150, 50)


def said(text: str) -> bytes:
    return Child("espeak").render([text], UK).pcm[0]


def test_a_text_becomes_samples_and_the_version_is_told() -> None:
    rendered = Child("espeak").render(["Вітаємо!", "Натисніть один."], UK)
    assert rendered.version.startswith("1.")
    assert [len(pcm) > 10_000 for pcm in rendered.pcm] == [True, True]


def test_a_text_that_begins_with_a_dash_is_spoken() -> None:
    assert len(said("-привіт")) > 10_000
    assert len(said("--version")) > 10_000


def test_its_voices_are_the_ukrainian_and_those_of_the_other_languages_of_a_menu() -> None:
    first, *others = (f"espeak/{voice}" for voice in Child("espeak").render([], UK).voices)
    assert first == "espeak/uk"
    assert set(others) == {language.voice for language in LANGUAGES.values()} - {""}


def test_an_unknown_voice_is_refused_by_its_name() -> None:
    with pytest.raises(UnknownVoice, match="клінгонська"):
        Child("espeak").render(["Так."], Manner("клінгонська", 150, 50))


def test_an_unknown_engine_is_refused_by_its_name() -> None:
    with pytest.raises(EngineMissing, match="гучномовець"):
        Child("гучномовець")


def test_an_engine_that_is_not_installed_is_called_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(EngineMissing, match="не встановлено"):
        said("Так.")


def test_brackets_in_a_text_are_not_taken_for_phonemes() -> None:
    assert said("так [[haI]] ні") == said("так   haI   ні")


def test_the_official_apostrophe_sounds_like_the_common_one() -> None:
    assert said("пʼять") == said("п'ять")


@pytest.mark.parametrize(("marked", "other"), [("за́мок", "замо́к"), ("оди́н", "о́дин")])
def test_a_stress_mark_is_obeyed(marked: str, other: str) -> None:
    assert said(marked) != said(other)


def test_a_word_with_an_apostrophe_is_not_spelled_out() -> None:
    assert len(said("зв'язок")) < len(said("зеве язок"))
