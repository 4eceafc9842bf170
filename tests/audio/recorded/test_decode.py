from __future__ import annotations

import re
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from audio.recorded import decode as module
from audio.recorded.decode import UnreadableSound, decode
from audio.recorded.limits import LONGEST_S, RATE, Status
from tests.audio.recorded.files import KINDS, file, mutations, silence_as_ogg, syllables, wav

SPEECH = syllables()
EACH = 41
"""Mutations of a file of each kind."""


def at(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "given"
    path.write_bytes(content)
    return path


def refusal(tmp_path: Path, content: bytes) -> str:
    with pytest.raises(UnreadableSound) as refused:
        decode(at(tmp_path, content))
    assert re.fullmatch(r"[^\n]*[а-яіїєґ][^\n]*\.", str(refused.value))
    return str(refused.value)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_file_is_read_whatever_its_rate_and_channels(tmp_path: Path, kind: str) -> None:
    sound = np.frombuffer(decode(at(tmp_path, file(kind, SPEECH))), "<i2")
    assert len(sound) / RATE == pytest.approx(2.0, abs=0.1)
    level = np.sqrt(np.square(sound.astype(float)).mean())
    given = np.sqrt(np.square(np.frombuffer(SPEECH, "<i2").astype(float)).mean())
    assert abs(20 * np.log10(level / given)) < 4, "FFmpeg makes stereo of mono 3 dB weaker"


@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_file_is_a_sentence_or_a_shorter_sound_and_never_a_crash(tmp_path: Path, kind: str) -> None:
    def meet(number: int, content: bytes) -> bool:
        path = tmp_path / f"{number}"
        path.write_bytes(content)
        try:
            return len(decode(path)) <= LONGEST_S * RATE * 2
        except UnreadableSound as refused:
            return bool(re.search("[а-яіїєґ]", str(refused)))

    broken = mutations(file(kind, syllables(0.5)), EACH, seed=29)
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(meet, range(EACH), broken))


HOSTILE = {
    "nothing": b"",
    "text": "Вітаємо! Ви зателефонували до сільської ради.".encode() * 50,
    "zeros": bytes(100_000),
    "a list of files to play": b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n",
    "a file that joins others": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "a head and nothing else": wav(b""),
    "no channels": wav(SPEECH, channels=0),
    "sixty thousand channels": wav(SPEECH, channels=60_000),
    "one sample a second": wav(SPEECH, rate=1),
    "more samples than there are": wav(SPEECH, rate=2**31),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_sound_of_a_person_is_a_sentence(tmp_path: Path, kind: str) -> None:
    refusal(tmp_path, HOSTILE[kind])


def test_a_wav_that_promises_four_gigabytes_gives_what_it_has(tmp_path: Path) -> None:
    assert len(decode(at(tmp_path, wav(SPEECH, data_bytes=2**32 - 1)))) == pytest.approx(2 * RATE * 2, rel=0.01)


def test_a_small_file_of_half_an_hour_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    assert len(silence_as_ogg(1800)) < 1 << 17
    assert f"довший за {LONGEST_S // 60} хвилин" in refusal(tmp_path, silence_as_ogg(1800))


BAD_CHILDREN = {
    "works for ever": ("while True: pass", -signal.SIGXCPU),
    "wants memory": ("bytearray(256 << 20)", Status.TOO_LARGE_IN_MEMORY),
    "waits for ever": ("import signal; signal.pause()", -signal.SIGKILL),
    "writes for ever": ("while True: sound[1].write(bytes(1 << 20))", 1),
    "dies": ("import os; os.abort()", -signal.SIGABRT),
}
PROGRAM = """
import sys
from audio.recorded import limits
limits.CPU_S = 1
from audio.recorded import decoder
def taken_over(*sound):
    {}
decoder._decode = taken_over
sys.exit(decoder.main())
"""


@pytest.mark.parametrize("fault", BAD_CHILDREN)
def test_a_decoder_that_a_file_has_taken_over_is_held_and_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    deed, status = BAD_CHILDREN[fault]
    monkeypatch.setattr(module, "DECODER", (sys.executable, "-c", PROGRAM.format(deed)))
    monkeypatch.setattr(module, "WALL_S", 2.0 if "waits" in fault else 20.0)
    refusal(tmp_path, SPEECH)
    assert f"the decoder ended with {int(status)} at" in caplog.text
