import pytest

from audio.engines import EngineMissing, Manner, UnknownVoice
from audio.engines.child import Child
from audio.engines.rhvoice import RHVoice
from audio.speech.tempo import TEXTS, speech_s
from tests.audio.engines import needs

NATALIA = Manner("Natalia", 140, 100)


def test_a_machine_without_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert "не встановлено" in RHVoice().missing()
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
def test_the_length_it_is_known_by_is_the_one_that_would_be_measured() -> None:
    voice = RHVoice.voice
    rate, known_s = RHVoice.rates[1], RHVoice.known_speech_s[voice][1]
    rendered = Child("rhvoice").render(TEXTS, Manner(voice, rate, RHVoice.pitch))
    assert speech_s(rendered.pcm, rendered.sample_rate) == pytest.approx(known_s, rel=0.03)
