import pytest

from audio.speech.tempo import TEXTS, WORDS_PER_MINUTE, rate_for

RATE = 8000


def spoken(seconds_a_clause: float) -> list[bytes]:
    return [(b"\x00\x10\x00\xf0" * round(seconds_a_clause * RATE / 2))] * len(TEXTS)


@pytest.mark.parametrize("slowness", [100.0, 160.0])
def test_a_slower_engine_is_given_a_higher_rate(slowness: float) -> None:
    rate = rate_for({at: spoken(slowness / at) for at in (120, 240)}, RATE)
    pauses_s = 5 * 0.25 + 5 * 0.45
    speech_s = 28 * 60 / WORDS_PER_MINUTE - pauses_s
    assert rate == pytest.approx(slowness * len(TEXTS) / speech_s, rel=0.02)


def test_an_engine_that_heeds_no_rate_gets_a_sane_one() -> None:
    assert 60 <= rate_for({120: spoken(1.0), 240: spoken(1.0)}, RATE) <= 480
