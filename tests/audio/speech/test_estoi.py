"""The measure itself: what it must say of sounds whose answer is known."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from tests.audio.speech.estoi import TELEPHONE_BANDS, Samples, estoi
from tests.audio.speech.gsm_full_rate import through_gsm
from tests.fakes.spoken import said_by_a_caller

RATE = 8000


@pytest.fixture(scope="module")
def pcm() -> bytes:
    return said_by_a_caller()


@pytest.fixture(scope="module")
def speech(pcm: bytes) -> Samples:
    return _samples(pcm)


@pytest.fixture(scope="module")
def noise(speech: Samples) -> Samples:
    return np.random.default_rng(1).normal(0.0, speech.std(), len(speech))


def test_a_sound_has_all_the_intelligibility_of_itself(speech: Samples) -> None:
    assert estoi(speech, speech, RATE) == pytest.approx(1.0)


def test_loudness_does_not_count(speech: Samples) -> None:
    assert estoi(speech, 0.1 * speech, RATE) == pytest.approx(1.0)


def test_nothing_of_speech_is_left_in_noise_alone(speech: Samples, noise: Samples) -> None:
    assert abs(estoi(speech, noise, RATE)) < 0.1


def test_silence_has_nothing(speech: Samples) -> None:
    assert estoi(speech, np.zeros_like(speech), RATE) == 0.0


def test_the_less_noise_the_more_is_understood(speech: Samples, noise: Samples) -> None:
    noises = [noise * 10 ** (-snr_db / 20) for snr_db in range(-20, 45, 5)]
    understood = [estoi(speech, speech + noise, RATE, TELEPHONE_BANDS) for noise in noises]
    assert all(one < other for one, other in pairwise(understood))
    assert understood[0] < 0.1 < 0.99 < understood[-1]


def test_rests_do_not_count(speech: Samples, noise: Samples) -> None:
    rest = np.zeros(2 * RATE)
    with_rest, noisy = np.concatenate([speech, rest]), np.concatenate([speech + noise / 10, rest])
    assert estoi(with_rest, noisy, RATE) == pytest.approx(estoi(speech, speech + noise / 10, RATE), abs=0.01)


def test_another_text_is_not_the_same_text_understood(speech: Samples) -> None:
    assert abs(estoi(speech, speech[::-1].copy(), RATE)) < 0.2


def test_what_lies_outside_the_band_of_a_telephone_can_be_left_out(speech: Samples) -> None:
    hum = 0.1 * np.sin(2 * np.pi * 180 * np.arange(len(speech)) / RATE)
    assert estoi(speech, speech + hum, RATE, TELEPHONE_BANDS) > 0.98 > estoi(speech, speech + hum, RATE) + 0.02


def test_less_than_a_segment_cannot_be_judged() -> None:
    with pytest.raises(ValueError, match="384 ms"):
        estoi(np.ones(2000), np.ones(2000), RATE)


def test_the_codec_of_gsm_gives_back_what_it_took_in_step_and_a_little_harmed(pcm: bytes, speech: Samples) -> None:
    heard = through_gsm(pcm)
    assert len(heard) == len(pcm)
    assert _lag(speech, _samples(heard)) == 0
    assert 0.7 < estoi(speech, _samples(heard), RATE) < 0.99


def _samples(pcm: bytes) -> Samples:
    return np.frombuffer(pcm, "<i2") / 32768.0


def _lag(one: Samples, other: Samples) -> int:
    size = 2 * len(one)
    likeness = np.fft.irfft(np.fft.rfft(one, size).conj() * np.fft.rfft(other, size), size)
    return int(likeness.argmax())
