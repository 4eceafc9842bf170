"""How quickly a prompt is said, in percent of the usual pace of the box. Pure.

The voice is told to speak at that pace, and our rests grow with it: nothing is stretched that was spoken already.
"""

from __future__ import annotations

NORMAL = 100
SLOWER = 85
"""For who cannot follow: the same words, fifteen percent slower."""
POSSIBLE = range(50, 151)


def stretched(ms: float, pace: int) -> int:
    """Return how long a rest of `ms` lasts at `pace`."""
    return round(ms * NORMAL / pace)
