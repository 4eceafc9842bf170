"""Calls without end from one number."""

import tracemalloc

from appliance.casework.contacts.flood import NUMBERS_MAX, Flood, FloodLimit

ONE, OTHER = "+380662838182", "+380671112233"


def test_so_many_calls_of_one_number_are_taken_and_others_are_not_touched() -> None:
    flood = Flood(FloodLimit(calls=3, within_s=60))
    assert [flood.admits(ONE, at_s) for at_s in range(5)] == [True, True, True, False, False]
    assert flood.admits(OTHER, 5)


def test_who_keeps_trying_is_let_in_as_soon_as_his_earlier_calls_are_old() -> None:
    flood = Flood(FloodLimit(calls=2, within_s=60))
    admitted = [at_s for at_s in range(0, 200, 10) if flood.admits(ONE, at_s)]
    assert admitted == [0, 10, 60, 70, 120, 130, 180, 190]


def test_numbers_that_are_not_shown_are_never_limited() -> None:
    flood = Flood(FloodLimit(calls=1))
    assert all(flood.admits(None, 0) for _ in range(5))


def test_ten_calls_in_ten_minutes_are_nobody_s_flood() -> None:
    flood = Flood()
    assert [flood.admits(ONE, at_s) for at_s in range(11)] == [True] * 10 + [False]


def test_memory_stays_small_however_many_numbers_call() -> None:
    flood = Flood(FloodLimit(calls=1))
    flood.admits(ONE, 0)
    flood.admits(OTHER, 0)
    for number in range(NUMBERS_MAX):
        flood.admits(f"+38050{number:07}", 1)
        assert not flood.admits(OTHER, 1), "who keeps calling is not forgotten for calling early"
    assert len(flood._taken) == NUMBERS_MAX
    assert flood.admits(ONE, 2), "the quietest is forgotten"


def test_a_full_memory_of_numbers_takes_less_than_half_a_megabyte() -> None:
    flood = Flood()
    tracemalloc.start()
    try:
        for number in range(2 * NUMBERS_MAX):
            flood.admits(f"+38050{number:07}", float(number))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 500_000
