import io
import wave

import numpy as np
import pytest

from audio.speech.checks import Samples, UnfitSound, active_dbfs, inspect


def wav(samples: Samples, *, rate: int = 8000, channels: int = 1) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(np.clip(samples * 32768, -32768, 32767).astype("<i2").tobytes())
    return file.getvalue()


def speech(*, seconds: float = 2.0, dbfs: float = -22.0, hz: float = 1000) -> Samples:
    samples: Samples = np.sqrt(2) * 10 ** (dbfs / 20) * np.sin(2 * np.pi * hz * np.arange(int(8000 * seconds)) / 8000)
    return samples


def rest(seconds: float) -> Samples:
    return np.zeros(int(8000 * seconds))


def test_a_good_prompt_has_no_fault() -> None:
    figures, faults = inspect(wav(np.concatenate([speech(), rest(0.7), speech()])))
    assert faults == []
    assert figures.duration_s == 4.7
    assert figures.peak_dbfs == pytest.approx(-19, abs=0.1)
    assert figures.inner_silence_s == pytest.approx(0.7, abs=0.03)
    assert figures.in_band > 0.99


def test_the_active_level_does_not_count_pauses() -> None:
    pausing = np.concatenate([speech(seconds=1), rest(3), speech(seconds=1), rest(2)])
    assert active_dbfs(pausing) == pytest.approx(-22, abs=0.8)
    hissing = pausing + np.random.default_rng(1).normal(scale=1e-3, size=len(pausing))
    assert active_dbfs(hissing) == pytest.approx(-22, abs=1.0)


def test_silence_has_no_level() -> None:
    assert active_dbfs(rest(1)) == -np.inf


@pytest.mark.parametrize(
    ("samples", "fault"),
    [
        (speech(dbfs=-25), "рівень"),
        (speech(dbfs=-19), "рівень"),
        (np.concatenate([speech(), [0.8], speech()]), "пік"),
        (np.concatenate([speech(), [1.0], speech()]), "зрізаних"),
        (speech() + 0.002, "постійна"),
        (np.concatenate([speech(), rest(1.5), speech()]), "тиша"),
        (speech(hz=200), "у смузі"),
        (speech() + speech(hz=3800, dbfs=-36), "вище 3600"),
    ],
)
def test_every_fault_is_named(samples: Samples, fault: str) -> None:
    assert any(fault in named for named in inspect(wav(samples))[1])


@pytest.mark.parametrize(
    "sound",
    [b"", b"RIFF", wav(speech(), rate=16000), wav(speech(), channels=2), wav(rest(1)), wav(rest(0))],
    ids=["empty", "four bytes", "16 kHz", "stereo", "silent", "no samples"],
)
def test_what_is_no_prompt_at_all_is_refused(sound: bytes) -> None:
    with pytest.raises(UnfitSound):
        inspect(sound)
