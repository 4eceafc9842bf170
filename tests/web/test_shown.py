"""How moments, lengths of time and sizes are told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from web.shown import hour, space, took, when


def test_the_hour_that_comes_twice_in_autumn_says_which_it_is_and_no_other_does() -> None:
    """Reliability §A row 26; the clocks go back on 25.10.2026 at 01:00 UTC."""
    first, second, third = (datetime(2026, 10, 25, at, 30, tzinfo=UTC) for at in range(3))
    assert [when(first), when(second)] == ["25.10.2026 03:30 (літній час)", "25.10.2026 03:30 (зимовий час)"]
    assert [hour(first), hour(second), hour(third)] == [
        "03:30:00 (літній час)",
        "03:30:00 (зимовий час)",
        "04:30:00",
    ]
    assert when(datetime(2026, 3, 29, 1, 30, tzinfo=UTC)) == "29.03.2026 04:30"


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
