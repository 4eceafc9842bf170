from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audio.recorded.decode import decode
from audio.recorded.limits import RATE
from audio.recorded.prompt import LONGEST_PAUSE_S, PAUSE_MS, pieces, prompt_of
from audio.speech.checks import UnfitSound, inspect
from tests.audio.recorded.files import file, syllables


def given(tmp_path: Path, pcm: bytes, kind: str = "wav") -> bytes:
    path = tmp_path / "given"
    path.write_bytes(file(kind, pcm))
    return decode(path)


@pytest.mark.parametrize("kind", ["wav", "mp3", "ogg", "m4a"])
@pytest.mark.parametrize("level", [0.005, 0.2, 3.0])
def test_a_whisper_and_a_shout_come_out_at_the_level_and_peak_of_speech(
    tmp_path: Path, kind: str, level: float
) -> None:
    wav, figures = prompt_of(given(tmp_path, syllables(3.0, level), kind))
    assert inspect(wav) == (figures, [])
    assert figures.active_dbfs == pytest.approx(-22, abs=1)
    assert figures.peak_dbfs <= -3


def test_a_long_silence_becomes_a_pause_and_a_short_one_stays(tmp_path: Path) -> None:
    _, figures = prompt_of(given(tmp_path, syllables(4.0, pause_s=5.0)))
    assert figures.inner_silence_s == pytest.approx(PAUSE_MS / 1000, abs=0.15)
    assert figures.duration_s == pytest.approx(4.0 + PAUSE_MS / 1000 + 0.45, abs=0.3)
    _, figures = prompt_of(given(tmp_path, syllables(4.0, pause_s=0.5)))
    assert figures.duration_s == pytest.approx(4.5 + 0.45, abs=0.3)


def test_a_hum_below_the_telephones_band_hides_no_silence(tmp_path: Path) -> None:
    sound = np.frombuffer(syllables(4.0, 0.1, pause_s=3.0), "<i2")
    hum = 3000 * np.sin(2 * np.pi * 50 * np.arange(len(sound)) / 8000)
    assert len(pieces(given(tmp_path, (sound + hum).astype("<i2").tobytes()))) == 2
    assert LONGEST_PAUSE_S < 1.2, "or the checks would refuse what is left in one piece"


@pytest.mark.parametrize("pcm", [b"", bytes(RATE * 2), b"\x40\x1f" * RATE], ids=["nothing", "zeros", "a constant"])
def test_silence_is_refused_in_one_sentence(pcm: bytes) -> None:
    with pytest.raises(UnfitSound, match="тиша"):
        prompt_of(pcm)


def test_a_sound_that_the_telephone_cannot_carry_is_refused() -> None:
    whistle = 8000 * np.sin(2 * np.pi * 6000 * np.arange(RATE * 2) / RATE)
    with pytest.raises(UnfitSound):
        prompt_of(whistle.astype("<i2").tobytes())
