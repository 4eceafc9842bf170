import io
import wave

import numpy as np
import pytest

from audio.speech.chain import (
    CEILING_DBFS,
    LEAD_MS,
    TAIL_MS,
    high_passed,
    join,
    levelled,
    limited,
    low_passed,
    prompt_wav,
    resampled,
    trimmed,
)
from audio.speech.checks import Samples, UnfitSound, active_dbfs


def tone(hz: float, rate: int = 8000, seconds: float = 1.0, amplitude: float = 0.5) -> Samples:
    return amplitude * np.sin(2 * np.pi * hz * np.arange(int(rate * seconds)) / rate)


def pcm(samples: Samples) -> bytes:
    return (samples * 32767).astype("<i2").tobytes()


def db(out: Samples, into: Samples) -> float:
    inner = slice(len(out) // 4, 3 * len(out) // 4)
    return float(10 * np.log10(np.square(out[inner]).mean() / np.square(into).mean()))


@pytest.mark.parametrize("rate", [22050, 24000])
@pytest.mark.parametrize("hz", [4600, 5000, 7900])
def test_what_a_telephone_cannot_carry_does_not_fold_back(rate: int, hz: float) -> None:
    into = tone(hz, rate)
    assert db(resampled(into, rate), into) < -60


@pytest.mark.parametrize("hz", [300, 1000, 3400])
def test_the_resampler_leaves_the_telephone_band_alone(hz: float) -> None:
    into = tone(hz, 22050)
    assert abs(db(resampled(into, 22050), into)) < 0.1


@pytest.mark.parametrize(("hz", "lost_db"), [(1000, 0.0), (400, 0.0), (310, 3.0), (250, 22.4), (150, 75.7)])
def test_the_high_pass_is_a_butterworth_of_the_twelfth_order(hz: float, lost_db: float) -> None:
    into = tone(hz, seconds=4)
    assert db(high_passed(into), into) == pytest.approx(-lost_db, abs=0.7)


@pytest.mark.parametrize(("hz", "lost_db"), [(400, 0.0), (3300, 0.0), (3500, 6.0)])
def test_the_low_pass_leaves_the_telephones_band(hz: float, lost_db: float) -> None:
    into = tone(hz, seconds=4)
    assert db(low_passed(into), into) == pytest.approx(-lost_db, abs=0.3)


def test_nothing_is_left_above_the_telephones_band() -> None:
    into = tone(3700, seconds=4)
    assert db(low_passed(into), into) < -30


def test_nothing_of_the_end_comes_back_at_the_beginning() -> None:
    sound = np.concatenate([np.zeros(4000), tone(300)])
    assert np.abs(high_passed(sound)[:3900]).max() < 1e-9


def test_the_limiter_holds_every_peak_and_leaves_quiet_speech_alone() -> None:
    sound = tone(440, amplitude=0.2)
    sound[4000] = 3.0
    sound[5000:5040] = -1.5
    out = limited(sound)
    assert np.abs(out).max() <= 10 ** (CEILING_DBFS / 20) + 1e-12
    np.testing.assert_allclose(out[:3800], sound[:3800])
    assert len(out) == len(sound)


@pytest.mark.parametrize("amplitude", [0.001, 0.02, 0.9])
def test_loud_and_quiet_come_out_at_one_level(amplitude: float) -> None:
    noise = np.random.default_rng(1).laplace(size=16000) ** 3 * amplitude
    out = levelled(noise)
    assert active_dbfs(out) == pytest.approx(-22, abs=0.2)


def test_a_sound_outside_the_telephone_band_is_refused() -> None:
    with pytest.raises(UnfitSound):
        prompt_wav([(pcm(np.zeros(22050)), 0)], 22050)
    with pytest.raises(UnfitSound):
        levelled(np.zeros(8000))


def test_trimming_takes_silence_from_the_ends_and_none_from_within() -> None:
    word = np.concatenate([tone(440, seconds=0.3), np.zeros(800), tone(440, seconds=0.3)])
    padded = np.concatenate([np.zeros(3000), word, np.zeros(5000)])
    assert len(trimmed(padded, 8000)) == pytest.approx(len(word), abs=3 * 40)


def test_pieces_are_joined_by_our_own_silences() -> None:
    piece = pcm(np.concatenate([np.zeros(2000), tone(440), np.zeros(2000)]))
    joined = join([(piece, 450), (piece, 0)], 8000)
    heard = np.flatnonzero(np.abs(joined) > 0.01)
    assert np.diff(heard).max() / 8 == pytest.approx(450, abs=15)


def test_a_prompt_begins_and_ends_with_fixed_silence() -> None:
    piece = pcm(np.concatenate([np.zeros(9000), tone(1000, 22050), np.zeros(9000)]))
    with wave.open(io.BytesIO(prompt_wav([(piece, 0)], 22050))) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (8000, 1, 2)
        samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
    heard = np.flatnonzero(np.abs(samples) > 300)
    assert heard[0] / 8 == pytest.approx(LEAD_MS, abs=12)
    assert (len(samples) - heard[-1]) / 8 == pytest.approx(TAIL_MS, abs=12)
