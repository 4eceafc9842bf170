"""What came out of the chain: figures of a finished prompt, and what is wrong with it.

0 dBFS is a square wave at full scale, as in RFC 7874 section 4, whose active speech of 2600 in 32767 is -22 dBFS.
"""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass
from math import log10

import numpy as np
from numpy.typing import NDArray

RATE = 8000
ACTIVE_DBFS = -22.0
ACTIVE_TOLERANCE_DB = 1.0
PEAK_DBFS = -3.0
DC_LIMIT = 0.001
INNER_SILENCE_S = 1.2
IN_BAND_LEAST = 0.6
IN_BAND_LEAST_SHORT = 0.3
"""Of less than `SHORT_S`: one stressed vowel may lie mostly at its voice's pitch ("шість" by espeak-ng 1.52)."""
SHORT_S = 2.0
ABOVE_3600_MOST = 0.02

_BLOCK_S = 0.02
_HANGOVER_BLOCKS = 10
_MARGIN_DB = 15.9
_SILENT = 1e-9

Samples = NDArray[np.float64]


class UnfitSound(Exception):
    """A sound that must not be played to anybody; the text is one Ukrainian sentence."""


@dataclass(frozen=True, slots=True)
class Figures:
    """A prompt in numbers. Shares are of its whole energy, 0..1; `dc` of full scale."""

    duration_s: float
    active_dbfs: float
    peak_dbfs: float
    clipped: int
    dc: float
    inner_silence_s: float
    in_band: float
    """300-3400 Hz."""
    above_3600: float


def inspect(wav: bytes) -> tuple[Figures, list[str]]:
    """Return the figures of a prompt and its faults in Ukrainian. Raises UnfitSound if there is nothing to measure."""
    samples = _read(wav)
    figures = _measure(samples)
    return figures, _faults(figures)


def active_dbfs(samples: Samples, rate: int = RATE) -> float:
    """Return the level of the speech in `samples` without its pauses, after the idea of ITU-T P.56.

    A block counts when it is less than 15.9 dB below the active level itself, or within 200 ms after such a block.
    Returns -inf for silence.
    """
    power = _block_power(samples, rate)
    active = power > _SILENT
    while active.any():
        level = power[active].mean()
        loud = power > level * 10 ** (-_MARGIN_DB / 10)
        kept = active & _hung_over(loud)
        if kept.sum() == active.sum():
            return 10 * log10(level)
        active = kept
    return -np.inf


def _block_power(samples: Samples, rate: int) -> Samples:
    size = int(rate * _BLOCK_S)
    padded = np.pad(samples, (0, -len(samples) % size))
    power: Samples = np.square(padded.reshape(-1, size)).mean(axis=1)
    return power


def _hung_over(loud: NDArray[np.bool_]) -> NDArray[np.bool_]:
    reach = np.convolve(loud, np.ones(_HANGOVER_BLOCKS + 1))[: len(loud)]
    return reach > 0.5


def _read(wav: bytes) -> Samples:
    try:
        with wave.open(io.BytesIO(wav)) as sound:
            shape = (sound.getnchannels(), sound.getsampwidth(), sound.getframerate())
            pcm = sound.readframes(sound.getnframes())
    except (wave.Error, EOFError) as error:
        raise UnfitSound("Це не звуковий файл WAV.") from error
    if shape != (1, 2, RATE):
        raise UnfitSound(f"Звук має бути (1, 2, {RATE}), а не {shape}.")
    if not pcm.strip(b"\0"):
        raise UnfitSound("У звуці немає нічого, крім тиші.")
    return np.frombuffer(pcm[: len(pcm) // 2 * 2], "<i2") / 32768.0


def _measure(samples: Samples) -> Figures:
    energy = np.square(np.abs(np.fft.rfft(samples)))
    hz = np.fft.rfftfreq(len(samples), 1 / RATE)
    whole = energy.sum()
    return Figures(
        duration_s=len(samples) / RATE,
        active_dbfs=round(active_dbfs(samples), 2),
        peak_dbfs=round(20 * log10(np.abs(samples).max()), 2),
        clipped=int((np.abs(samples) >= 32767 / 32768).sum()),
        dc=abs(float(samples.mean())),
        inner_silence_s=_inner_silence_s(samples),
        in_band=float(energy[(hz >= 300) & (hz <= 3400)].sum() / whole),
        above_3600=float(energy[hz > 3600].sum() / whole),
    )


def _inner_silence_s(samples: Samples) -> float:
    """Return the longest stretch between sounds that lies 40 dB below the loudest block."""
    power = _block_power(samples, RATE)
    heard = np.flatnonzero(power > power.max() * 1e-4)
    return float(np.diff(heard).max(initial=1) - 1) * _BLOCK_S


def _in_band_least(figures: Figures) -> float:
    return IN_BAND_LEAST if figures.duration_s >= SHORT_S else IN_BAND_LEAST_SHORT


def _faults(figures: Figures) -> list[str]:
    wrong = {
        f"рівень мовлення {figures.active_dbfs:.1f} dBFS": not abs(figures.active_dbfs - ACTIVE_DBFS)
        <= ACTIVE_TOLERANCE_DB,
        f"пік {figures.peak_dbfs:.1f} dBFS": figures.peak_dbfs > PEAK_DBFS,
        f"зрізаних відліків: {figures.clipped}": figures.clipped > 0,
        f"постійна складова {figures.dc:.2%}": figures.dc >= DC_LIMIT,
        f"тиша всередині {figures.inner_silence_s:.1f} с": figures.inner_silence_s > INNER_SILENCE_S,
        f"у смузі телефону лише {figures.in_band:.0%}": figures.in_band < _in_band_least(figures),
        f"вище 3600 Гц {figures.above_3600:.1%}": figures.above_3600 >= ABOVE_3600_MOST,
    }
    return [fault for fault, is_so in wrong.items() if is_so]
