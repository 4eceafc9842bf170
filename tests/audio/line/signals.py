"""Sounds to try the detectors on, made with numpy apart from the product's own tones."""

from __future__ import annotations

import math
import shutil
import subprocess

import numpy as np
import numpy.typing as npt
import pytest

from audio.line.tones import HIGH_HZ, KEYPAD, LOW_HZ

RATE = 8000
KEYS = "123456789*0#"
DBM0 = -6.15
"""dBFS (RMS of one tone) of 0 dBm0."""

Wave = npt.NDArray[np.float64]


def pcm(wave: Wave) -> bytes:
    return bytes(np.clip(np.round(wave), -32768, 32767).astype("<i2").tobytes())


def wave(sound: bytes) -> Wave:
    return np.frombuffer(sound, "<i2").astype(np.float64)


def silence(ms: float) -> Wave:
    return np.zeros(round(ms * RATE / 1000))


def sine(hz: float, ms: float, dbfs: float = -13.0, phase: float = 0.7) -> Wave:
    count = round(ms * RATE / 1000)
    amplitude = 32768 * math.sqrt(2) * math.pow(10, dbfs / 20)
    turns = np.arange(count, dtype=np.float64) * (2 * math.pi * hz / RATE) + phase
    return amplitude * np.sin(turns)


def freqs(key: str) -> tuple[int, int]:
    row = next(row for row, keys in enumerate(KEYPAD) if key in keys)
    return LOW_HZ[row], HIGH_HZ[KEYPAD[row].index(key)]


def press(
    key: str, ms: float = 100, dbfs: float = -13.0, twist_db: float = 0.0, off: tuple[float, float] = (0, 0)
) -> Wave:
    """A key; `twist_db` > 0 makes the low tone louder; `off` detunes the two tones, in percent."""
    low, high = freqs(key)
    return sine(low * (1 + off[0] / 100), ms, dbfs + twist_db / 2) + sine(
        high * (1 + off[1] / 100), ms, dbfs - twist_db / 2, phase=2.1
    )


def noise(ms: float, dbfs: float, seed: int = 1) -> Wave:
    return np.random.default_rng(seed).normal(0, 32768 * 10 ** (dbfs / 20), round(ms * RATE / 1000))


def join(*waves: Wave) -> Wave:
    return np.concatenate(waves)


def tool(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


def run(*command: str, sound: bytes = b"") -> bytes:
    return subprocess.run(command, input=sound, stdout=subprocess.PIPE, check=True).stdout


RAW = ("-t", "raw", "-r", "8000", "-e", "signed", "-b", "16", "-c", "1", "-")


def through_gsm(sound: bytes) -> bytes:
    """What GSM full rate makes of a sound."""
    sox = tool("sox")
    coded = run(sox, "-V1", *RAW, "-t", "gsm", "-r", "8000", "-c", "1", "-", sound=sound)
    return run(sox, "-V1", "-t", "gsm", "-r", "8000", "-c", "1", "-", *RAW, sound=coded)


def spoken(text: str, voice: str, pitch: int) -> Wave:
    """Speech as a telephone carries it: 300 to 3400 Hz, peaks 3 dB below full scale."""
    said = run(tool("espeak-ng"), "-v", voice, "-p", str(pitch), "--stdin", "--stdout", sound=text.encode())
    return wave(
        run(
            tool("sox"),
            "-V1",
            "--ignore-length",
            "-t",
            "wav",
            "-",
            *RAW,
            "sinc",
            "300-3400",
            "gain",
            "-n",
            "-3",
            sound=said,
        )
    )
