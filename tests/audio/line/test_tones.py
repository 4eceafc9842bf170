"""What the product sends."""

from __future__ import annotations

import numpy as np
import pytest

from audio.line import tones
from audio.line.levels import peak_dbfs, rms_dbfs
from tests.audio.line.signals import KEYS, freqs, wave


def spectrum_peaks(sound: bytes, count: int) -> set[int]:
    """The `count` strongest whole hertz of one second."""
    return set(np.argsort(np.abs(np.fft.rfft(wave(sound))))[-count:].tolist())


@pytest.mark.parametrize("key", KEYS)
def test_a_key_is_the_two_tones_of_q23_at_the_level_asked_for(key: str) -> None:
    sound = tones.dtmf(key, 1.0, -13.0)
    assert spectrum_peaks(sound, 2) == set(freqs(key))
    assert rms_dbfs(sound) == pytest.approx(-10, abs=0.05)


def test_twist_makes_the_low_tone_louder_by_so_much() -> None:
    low, high = freqs("5")
    powers = np.abs(np.fft.rfft(wave(tones.dtmf("5", 1.0, twist_db=6.0))))
    assert 20 * np.log10(powers[low] / powers[high]) == pytest.approx(6, abs=0.05)


def test_a_tone_has_the_length_frequency_and_level_asked_for() -> None:
    sound = tones.tone((425,), 1.0, -20.0)
    assert len(sound) == 16_000
    assert spectrum_peaks(sound, 1) == {425}
    assert rms_dbfs(sound) == pytest.approx(-20, abs=0.05)


def test_a_tone_may_have_a_fraction_of_a_hertz() -> None:
    sound = np.angle(np.fft.rfft(wave(tones.tone((1000.5,), 2.0, -10.0)))[2001])
    assert sound == pytest.approx(-np.pi / 2, abs=0.01)


def test_too_loud_a_tone_is_clipped_and_never_wraps() -> None:
    samples = wave(tones.tone((440, 445), 1.0, 0.0))
    assert (samples.min(), samples.max()) == (-32767, 32767)
    assert np.abs(np.diff(samples)).max() < 40_000


def test_the_beep_starts_without_a_click_and_lasts_four_tenths_of_a_second() -> None:
    assert abs(wave(tones.beep())[0]) < 100
    assert len(tones.beep()) == 6400
    assert -14 < peak_dbfs(tones.beep()) < -12


def test_silence_is_digital_silence_of_whole_samples() -> None:
    assert tones.silence(0.02) == bytes(320)
    assert len(tones.silence(0.00007)) == 2
