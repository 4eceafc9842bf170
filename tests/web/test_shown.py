"""How lengths of time and sizes are told."""

from __future__ import annotations

import pytest

from web.shown import space, took


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (None, "—"),
        (0.0, "0 с"),
        (40.4, "40 с"),
        (864.0, "14 хв 24 с"),
        (3600.0, "1 год"),
        (3605.0, "1 год"),
        (7500.0, "2 год 5 хв"),
        (3 * 86400 + 4 * 3600 + 59.0, "3 дн. 4 год"),
    ],
)
def test_a_length_of_time_is_told_in_its_two_greatest_units(seconds: float | None, told: str) -> None:
    assert took(seconds) == told


@pytest.mark.parametrize(
    ("count", "told"),
    [(0, "0 КБ"), (1, "1 КБ"), (12 * 1024, "12 КБ"), (1024**2 * 3 // 2, "1,5 МБ"), (70074 * 1024**2, "68,4 ГБ"),
     (258019 * 1024**2, "251 ГБ")],
)  # fmt: skip
def test_a_size_is_told_in_the_unit_people_know(count: int, told: str) -> None:
    assert space(count) == told
