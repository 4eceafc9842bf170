import pytest

from audio.engines import EngineMissing, Manner, UnknownVoice
from audio.engines.child import Child
from audio.engines.rhvoice import RHVoice
from audio.speech.tempo import TEXTS, WORDS_PER_MINUTE, words_per_minute
from tests.audio.engines import needs

NATALIA = Manner("Natalia", 140, 100)


def test_a_machine_without_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert not RHVoice().installed()
    with pytest.raises(EngineMissing, match="RHVoice не встановлено"):
        RHVoice().version("Natalia")


@needs.RHVOICE
def test_it_speaks_and_obeys_the_stress_mark() -> None:
    rendered = Child("rhvoice").render(["За́мок.", "Замо́к.", "Замок.", "За́мок."], NATALIA)
    castle, lock, unmarked, again = rendered.pcm
    assert rendered.sample_rate == 24000
    assert castle == again
    assert castle != lock
    assert unmarked in (castle, lock)


@needs.RHVOICE
def test_an_unknown_voice_is_refused_and_not_replaced_by_another() -> None:
    with pytest.raises(UnknownVoice, match="Nobody"):
        Child("rhvoice").render(["Так."], Manner("Nobody", 100, 100))


@needs.RHVOICE
def test_its_voices_are_different_versions() -> None:
    assert {"Natalia", "Anatol"} <= set(RHVoice().voices())
    assert RHVoice().version("Natalia") != RHVoice().version("Anatol")
    assert RHVoice().version("Natalia") == RHVoice().version("Natalia")


@needs.RHVOICE
def test_the_rate_it_is_given_is_the_one_that_would_be_measured() -> None:
    known = RHVoice.known_rates["Natalia"]
    pcm = Child("rhvoice").render(TEXTS, Manner("Natalia", known, 100)).pcm
    assert words_per_minute(pcm, 24000) == pytest.approx(WORDS_PER_MINUTE, rel=0.03)
