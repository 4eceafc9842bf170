"""Busy, congestion and dial tone of Ukraine, and what sounds like them."""

from __future__ import annotations

import numpy as np
import pytest

from audio.line.progress import BusyDetector, ProgressTone
from tests.audio.line.signals import (
    DBM0,
    KEYS,
    RATE,
    Wave,
    join,
    noise,
    pcm,
    press,
    silence,
    sine,
    spoken,
    through_gsm,
    wave,
)
from tests.audio.line.test_dtmf_talk_off import sentences


def told(sound: Wave, step: int = 640) -> tuple[ProgressTone | None, float]:
    """The first thing told, and the seconds of sound it took."""
    detector, heard = BusyDetector(), pcm(sound)
    for at in range(0, len(heard), 2 * step):
        if tone := detector.feed(heard[at : at + 2 * step]):
            return tone, at / 2 / RATE
    return None, len(sound) / RATE


def cadence(on_ms: float, off_ms: float, hz: float = 425, dbfs: float = -16.0, periods: int = 8) -> Wave:
    return join(silence(333), *[join(sine(hz, on_ms, dbfs), silence(off_ms)) for _ in range(periods)])


@pytest.mark.parametrize("ms", [300, 350, 400, 480])
@pytest.mark.parametrize("hz", [405, 425, 440, 445, 450])
def test_busy_is_told_within_three_and_a_half_periods(ms: float, hz: float) -> None:
    tone, after_s = told(cadence(ms, ms, hz))
    assert tone is ProgressTone.BUSY
    assert after_s < 0.333 + 3.5 * 2 * ms / 1000


@pytest.mark.parametrize("ms", [160, 175, 200])
def test_congestion_is_told(ms: float) -> None:
    assert told(cadence(ms, ms))[0] is ProgressTone.CONGESTION


def test_a_continuous_tone_is_dial_tone_after_two_seconds() -> None:
    tone, after_s = told(sine(425, 4000))
    assert tone is ProgressTone.DIAL
    assert 1.9 < after_s < 2.2


def test_a_busy_tone_heard_from_its_middle_is_told() -> None:
    for cut in range(0, 6400, 500):
        assert told(cadence(400, 400)[2664 + cut :])[0] is ProgressTone.BUSY


@pytest.mark.parametrize("dbm0", [-5, -15, -30, -39])
def test_busy_is_told_at_any_level_a_line_has(dbm0: float) -> None:
    assert told(cadence(400, 400, dbfs=dbm0 + DBM0))[0] is ProgressTone.BUSY


def test_busy_is_told_in_noise_on_direct_current_and_through_gsm() -> None:
    busy = cadence(350, 350)
    assert told(busy + noise(1000 * len(busy) / RATE, -31))[0] is ProgressTone.BUSY
    assert told(busy + 3000)[0] is ProgressTone.BUSY
    assert told(wave(through_gsm(pcm(busy))))[0] is ProgressTone.BUSY


def test_short_holes_do_not_hide_a_busy_tone() -> None:
    busy = cadence(400, 400)
    busy[np.arange(len(busy)) % 2100 < 60] = 0
    assert told(busy)[0] is ProgressTone.BUSY


@pytest.mark.parametrize(
    "sound",
    [
        pytest.param(cadence(1000, 4000, periods=5), id="ringback"),
        pytest.param(cadence(400, 400, periods=2), id="two periods"),
        pytest.param(cadence(200, 400), id="uneven"),
        pytest.param(join(*(cadence(ms, ms, periods=1) for ms in (200, 450, 300, 480, 250, 400))), id="irregular"),
        pytest.param(cadence(100, 100, periods=20), id="too quick"),
        pytest.param(cadence(600, 600), id="too slow"),
        pytest.param(cadence(400, 400, hz=380), id="too low"),
        pytest.param(cadence(400, 400, hz=480), id="too high"),
        pytest.param(cadence(400, 400, dbfs=-55), id="too faint"),
        pytest.param(sine(1000, 5000), id="another tone"),
        pytest.param(noise(20_000, -12), id="noise"),
        pytest.param(sine(50, 5000, -6), id="hum"),
        pytest.param(silence(5000), id="silence"),
        pytest.param(join(*[join(press(key, 300), silence(300)) for key in KEYS]), id="keys"),
    ],
)
def test_nothing_else_is_told(sound: Wave) -> None:
    assert told(sound)[0] is None


def test_speech_is_never_a_progress_tone() -> None:
    for voice, pitch in (("uk", 50), ("uk+f2", 70)):
        assert told(spoken(sentences(20, 7), voice, pitch))[0] is None
