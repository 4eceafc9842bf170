"""Who hears which notice and when: nobody anything outside its time or of another settlement."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.contracts import Prompt
from appliance.menu.notices import (
    EMERGENCY,
    LONGEST_S,
    MOST_TOGETHER,
    Notice,
    Notices,
    read_notices,
    texts_of,
    together,
    words_only,
)

START = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
"""Before the clocks go back."""
MOMENTS = st.integers(0, 72 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
PLACES = st.frozensets(st.integers(1, 5), max_size=3)


@st.composite
def some_notices(draw: st.DrawFn) -> Notices:
    notices = []
    for at in range(draw(st.integers(0, 6))):
        since, until = draw(MOMENTS), draw(MOMENTS)
        rank = draw(st.sampled_from([EMERGENCY, 1, 2, 11, 12, 13]))
        places = frozenset() if rank == EMERGENCY else draw(PLACES)
        notices.append(Notice(f"n-{at}", rank, f"текст {at}", since, until, places))
    return Notices(notices=tuple(notices), sound=words_only)


@pytest.mark.row("A16", "D6")
@given(notices=some_notices(), homes=st.none() | PLACES, moment=MOMENTS)
def test_nobody_hears_anything_outside_its_time_or_of_a_settlement_not_his(
    notices: Notices, homes: frozenset[int] | None, moment: datetime
) -> None:
    heard = notices.heard_by(homes, moment)
    for notice in notices.notices:
        in_time = notice.since <= moment < notice.until
        his = not notice.settlements or bool(notice.settlements & (homes or frozenset()))
        assert (notice in heard) == (in_time and his)
    assert [notice.rank for notice in heard] == sorted(notice.rank for notice in heard)
    running = notices.emergency(moment)
    assert (running is not None) == any(each.rank == EMERGENCY for each in heard)


@given(st.lists(st.integers(1, 80), min_size=1, max_size=8))
def test_what_is_heard_in_one_go_is_at_least_one_at_most_three_and_a_minute(lengths: list[int]) -> None:
    prompts = [Prompt("", "", bytes(16000 * seconds)) for seconds in lengths]
    count = together(prompts)
    assert 1 <= count <= min(MOST_TOGETHER, len(lengths))
    assert count == 1 or sum(lengths[:count]) <= LONGEST_S
    if count < min(MOST_TOGETHER, len(lengths)):
        assert sum(lengths[: count + 1]) > LONGEST_S


TOLD = {
    "notices": [
        {
            "key": "works-1",
            "rank": 2,
            "text": "Не буде води.",
            "since": "2026-11-23T08:00:00+00:00",
            "until": "2026-11-23T14:00:00+00:00",
            "settlements": [2],
        }
    ],
    "emergency_texts": [{"id": 1, "title": "Тривога", "text": "Увага!"}],
    "places": [{"id": 2, "name": "с. Вишневе", "district": "Північний"}],
}


def test_what_nobody_has_spoken_is_not_among_the_notices_and_its_settlement_is_not_offered() -> None:
    moment = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert read_notices(TOLD, lambda _text: None).heard_by({2}, moment) == []
    assert read_notices(TOLD, lambda _text: None).places_told(moment) == []
    whole = read_notices(TOLD, words_only)
    assert [notice.text for notice in whole.heard_by({2}, moment)] == ["Не буде води."]
    assert [place.name for place in whole.places_told(moment)] == ["с. Вишневе"]
    assert whole.places_told(moment + timedelta(hours=5)) == []


def test_every_word_is_spoken_ahead_what_is_urgent_first() -> None:
    assert texts_of(TOLD) == ["Увага!", "Тривога", "Не буде води.", "с. Вишневе", "Північний"]
