"""What a caller hears while he waits: a quiet tune that tells him he is still connected. No numpy here.

Four chords, broken, of plucked strings: single notes with weak overtones, so that its echo is never taken for a key
(Q.23 wants two tones of equal strength) or for a busy tone (which is one tone, on and off).
"""

from __future__ import annotations

from array import array
from functools import cache
from math import exp, pi, sin

from audio.line.tones import RATE

NOTE_S = 0.4
RING_S = 1.2
PEAK = 2400
"""At the pluck -23 dBFS, -33 on the whole: well below the speech, so that the next prompt is a relief."""
A_MINOR, F_MAJOR, G_MAJOR = (440.0, 523.3, 659.3, 880.0), (349.2, 440.0, 523.3, 698.5), (392.0, 493.9, 587.3, 784.0)
"""Hz; all of it inside the band of a telephone."""
ORDER = (A_MINOR, F_MAJOR, G_MAJOR, A_MINOR, F_MAJOR)
PATTERN = (0, 1, 2, 3, 2, 1, 2, 1)
ATTACK_S = 0.005
DECAY_PER_S = 3.5
OVERTONES = ((1, 1.0), (2, 0.35), (3, 0.12))


@cache
def tune() -> bytes:
    """Return about 16 seconds of S16LE. Takes a tenth of a second to make, so not on the loop; made once."""
    notes = [chord[string] for chord in ORDER for string in PATTERN]
    step, ring = int(NOTE_S * RATE), int(RING_S * RATE)
    whole = array("h", bytes(2 * (len(notes) * step + ring)))
    for number, hz in enumerate(notes):
        at = number * step
        for offset, sample in enumerate(_string(hz)):
            whole[at + offset] += sample
    return whole.tobytes()


@cache
def _string(hz: float) -> array[int]:
    """Return one plucked note: it comes up in 5 ms and dies away."""
    whole = sum(weight for _, weight in OVERTONES)
    note = array("h")
    for at in range(int(RING_S * RATE)):
        t = at / RATE
        loud = PEAK / whole * exp(-DECAY_PER_S * t) * min(t / ATTACK_S, 1.0)
        note.append(round(loud * sum(weight * sin(2 * pi * hz * partial * t) for partial, weight in OVERTONES)))
    return note
