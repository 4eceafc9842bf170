import pytest

from audio.speech.pace import NORMAL, SLOWER, stretched
from audio.speech.tempo import TEXTS, WORDS_PER_MINUTE, rate_for, speech_s, words_per_minute

RATE = 8000
PAUSES_S = 5 * 0.25 + 5 * 0.45


def spoken(seconds: float) -> list[bytes]:
    return [(b"\x00\x10\x00\xf0" * round(seconds * RATE / 2))] * len(TEXTS)


@pytest.mark.parametrize("slowness", [1000.0, 1600.0])
@pytest.mark.parametrize("words", [95, WORDS_PER_MINUTE])
def test_a_slower_engine_is_given_a_higher_rate(slowness: float, words: int) -> None:
    rate = rate_for({at: slowness / at for at in (120, 240)}, words)
    assert rate == pytest.approx(slowness / (28 * 60 / words - PAUSES_S), rel=0.01)


@pytest.mark.parametrize("fixed_s", [0.0, 3.0])
def test_at_the_slower_pace_the_words_last_as_much_longer_as_the_rests(fixed_s: float) -> None:
    def lasts(pace: int) -> float:
        return fixed_s + 1100.0 / rate_for({at: fixed_s + 1100.0 / at for at in (120, 240)}, pace=pace)

    assert lasts(SLOWER) / lasts(NORMAL) == pytest.approx(1 / 0.85, rel=0.01)
    assert stretched(700, SLOWER) / 700 == pytest.approx(1 / 0.85, rel=0.001)
    assert stretched(700, NORMAL) == 700


def test_the_pace_is_measured_with_our_rests_and_without_the_engines() -> None:
    clause_s = (28 * 60 / WORDS_PER_MINUTE - PAUSES_S) / len(TEXTS)
    pcm = [bytes(RATE) + sound + bytes(RATE) for sound in spoken(clause_s)]
    assert speech_s(pcm, RATE) == pytest.approx(28 * 60 / WORDS_PER_MINUTE - PAUSES_S, rel=0.02)
    assert words_per_minute(pcm, RATE) == pytest.approx(WORDS_PER_MINUTE, rel=0.02)


@pytest.mark.parametrize("length_s", [2.0, 12.0, 100.0])
def test_an_engine_that_heeds_no_rate_gets_a_sane_one(length_s: float) -> None:
    assert 60 <= rate_for({120: length_s, 240: length_s}) <= 480
