"""Loudness, and whether somebody speaks."""

from __future__ import annotations

import numpy as np
import pytest

from audio.line.levels import SILENT_DBFS, ActivityMeter, peak_dbfs, rms_dbfs
from tests.audio.line.signals import RATE, Wave, join, noise, pcm, silence, sine, spoken
from tests.audio.line.test_dtmf_talk_off import sentences


def meter(sound: Wave, step: int = 640) -> ActivityMeter:
    activity, heard = ActivityMeter(), pcm(sound)
    for at in range(0, len(heard), 2 * step):
        activity.feed(heard[at : at + 2 * step])
    return activity


@pytest.fixture(scope="module")
def speech() -> Wave:
    return spoken(sentences(4, 3), "uk", 50)


def test_levels_are_counted_from_a_full_square_wave() -> None:
    full_sine = sine(1000, 1000, -3.02)
    assert rms_dbfs(pcm(full_sine)) == pytest.approx(-3.02, abs=0.01)
    assert peak_dbfs(pcm(full_sine)) == pytest.approx(0, abs=0.1)
    assert rms_dbfs(pcm(np.full(100, -32768.0))) == peak_dbfs(pcm(np.full(100, -32768.0))) == 0


def test_silence_and_nothing_have_the_lowest_level() -> None:
    for sound in (b"", bytes(320)):
        assert rms_dbfs(sound) == peak_dbfs(sound) == SILENT_DBFS


def test_speech_is_counted_and_the_silence_after_it_too(speech: Wave) -> None:
    activity = meter(join(silence(1000), speech, silence(3000)))
    seconds = len(speech) / RATE
    assert 0.5 * seconds < activity.speech_s < seconds
    assert 3.0 <= activity.silent_for_s < 3.6


def test_speech_that_goes_on_from_the_first_sample_is_counted(speech: Wave) -> None:
    begun = speech[RATE // 2 :]
    assert meter(begun).speech_s > 0.5 * len(begun) / RATE


@pytest.mark.parametrize(("gain_db", "share"), [(0, 0.7), (-6, 0.6), (-12, 0.5), (-18, 0.3)])
def test_a_quiet_speaker_is_heard(speech: Wave, gain_db: float, share: float) -> None:
    """The loudest voice here has an RMS of -24 dBFS, the faintest of -42."""
    assert meter(speech * 10 ** (gain_db / 20)).speech_s > share * len(speech) / RATE


@pytest.mark.parametrize(
    "sound",
    [
        pytest.param(silence(10_000), id="digital silence"),
        pytest.param(noise(10_000, -50), id="comfort noise"),
        pytest.param(noise(10_000, -40), id="noisy line"),
        pytest.param(noise(10_000, -25), id="very noisy line"),
        pytest.param(silence(10_000) + 8000, id="direct current"),
        pytest.param(join(silence(2000), silence(8000) + 3000), id="direct current switched on"),
        pytest.param(sine(50, 10_000, -10), id="hum"),
        pytest.param(join(silence(3000), sine(50, 7000, -20) + sine(150, 7000, -26)), id="hum switched on"),
        pytest.param(np.where(np.arange(80_000) % 8000 < 80, 20_000.0, 0.0), id="clicks"),
        pytest.param(np.where(np.arange(80_000) % 37 < 5, 4000.0, 0.0), id="217 Hz buzz"),
    ],
)
def test_what_is_no_speech_is_silence(sound: Wave) -> None:
    activity = meter(sound)
    assert activity.speech_s == 0
    assert activity.silent_for_s == pytest.approx(10)


def test_noise_that_begins_is_taken_for_speech_for_two_seconds_at_most() -> None:
    activity = meter(join(silence(3000), noise(10_000, -38)))
    assert activity.speech_s <= 2.0
    assert activity.silent_for_s >= 8.0


def test_speech_is_told_from_the_noise_under_it(speech: Wave) -> None:
    sound = join(silence(2000), speech, silence(3000))
    activity = meter(sound + noise(1000 * len(sound) / RATE, -38))
    assert 0.25 * len(speech) / RATE < activity.speech_s < len(speech) / RATE
    assert 3.0 <= activity.silent_for_s < 4.0


def test_speech_over_loud_hum_is_counted(speech: Wave) -> None:
    hum = sine(50, 1000 * len(speech) / RATE, -15)
    assert meter(speech * 0.3 + hum).speech_s > 0.5 * meter(speech * 0.3).speech_s


def test_the_size_of_the_pieces_does_not_matter(speech: Wave) -> None:
    counts = {round(meter(speech[: 5 * RATE], step).speech_s, 6) for step in (1, 7, 160, 5000)}
    assert len(counts) == 1
