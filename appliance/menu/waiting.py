"""What a caller who waits for a person is told: his place, and about how long it will take.

All of it is spoken ahead: `TEXTS`. Times are rounded up to what people say; nobody is promised a second.
"""

from __future__ import annotations

from collections.abc import Sequence

TYPICAL_TALK_S = 180.0
TYPICAL_COUNT = 3
"""As many typical talks are counted in, so that one odd talk in the morning does not make the day's estimate."""
LONGEST_TALK_S = 900.0
RECENT_COUNT = 20

PLACES = (
    "Ви перші в черзі",
    "Ви другі в черзі",
    "Ви треті в черзі",
    "Ви четве\u0301рті в черзі",
    "Ви п'я\u0301ті в черзі",
    "Ви шості в черзі",
    "Ви сьомі в черзі",
    "Ви восьмі в черзі",
    "Ви дев'яті в черзі",
    "Ви десяті в черзі",
)
FAR_PLACE = "Перед вами в черзі щонайменше десять людей"
WAITS_MIN = (
    (1, "Чекати менше хвилини"),
    (2, "Чекати близько двох хвилин"),
    (3, "Чекати близько трьох хвилин"),
    (5, "Чекати близько п'яти хвилин"),
    (10, "Чекати близько десяти хвилин"),
    (15, "Чекати близько п'ятнадцяти хвилин"),
    (20, "Чекати близько двадцяти хвилин"),
    (30, "Чекати близько пів години"),
)
LONG_WAIT = "Чекати більше ніж пів години"
TEXTS = (*PLACES, FAR_PLACE, *(words for _, words in WAITS_MIN), LONG_WAIT)
"""Everything that `waiting_words` can return."""


def waiting_words(position: int, expected_s: float | None) -> list[str]:
    """Return what is said to the caller at `position`: 1 is served next, 0 is being put through and is told nothing.

    `expected_s` None: only the place is said.
    """
    if position < 1:
        return []
    place = PLACES[position - 1] if position <= len(PLACES) else FAR_PLACE
    return [place] if expected_s is None else [place, _wait(expected_s)]


def _wait(expected_s: float) -> str:
    return next((words for minutes, words in WAITS_MIN if expected_s <= minutes * 60), LONG_WAIT)


def expected_wait_s(position: int, talks_s: Sequence[float], operators: int) -> float | None:
    """Return how long the caller at `position` will probably wait; None when nobody is there to be waited for.

    `talks_s`: lengths of the day's talks, the latest last. `operators`: how many of them take calls. Talks end at no
    known moment, so each of `operators` sets one caller free in a mean talk's time, whenever it began.
    """
    if operators < 1 or position < 1:
        return None
    known = [min(talk_s, LONGEST_TALK_S) for talk_s in talks_s[-RECENT_COUNT:]]
    mean_s = (TYPICAL_TALK_S * TYPICAL_COUNT + sum(known)) / (TYPICAL_COUNT + len(known))
    return position * mean_s / operators
