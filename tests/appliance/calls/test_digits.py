from __future__ import annotations

import pytest

from appliance.calls.digits import SAME_PRESS_S, DigitMerger, Source

MODEM, SOUND = Source.MODEM, Source.SOUND


def merged(*told: tuple[str, Source, float]) -> str:
    merger = DigitMerger()
    return "".join(digit for digit, source, at_s in told if merger.pressed(digit, source, at_s))


@pytest.mark.parametrize(("first", "second"), [(MODEM, SOUND), (SOUND, MODEM)])
def test_a_key_that_both_sources_tell_counts_once_whoever_is_first(first: Source, second: Source) -> None:
    assert merged(("5", first, 0.0), ("5", second, 0.4)) == "5"


@pytest.mark.parametrize("only", Source)
def test_every_press_counts_when_one_source_is_missing(only: Source) -> None:
    assert merged(*(("7", only, at_s) for at_s in (0.0, 0.2, 0.4))) == "777"


def test_a_key_pressed_twice_and_told_by_both_counts_twice() -> None:
    assert merged(("1", SOUND, 0.0), ("1", MODEM, 0.1), ("1", SOUND, 0.2), ("1", MODEM, 0.3)) == "11"


def test_reports_that_come_after_both_presses_were_heard_add_nothing() -> None:
    assert merged(("1", SOUND, 0.0), ("1", SOUND, 0.2), ("1", MODEM, 0.5), ("1", MODEM, 0.6)) == "11"


def test_keys_keep_their_order_when_the_reports_lag_behind() -> None:
    told = [("1", SOUND, 0.0), ("2", SOUND, 0.2), ("1", MODEM, 0.3), ("3", SOUND, 0.4), ("2", MODEM, 0.5)]
    assert merged(*told, ("3", MODEM, 0.7)) == "123"


def test_a_source_that_missed_one_key_of_three_loses_nothing() -> None:
    told = [("1", SOUND, 0.0), ("1", MODEM, 0.1), ("2", MODEM, 0.3), ("3", SOUND, 0.5), ("3", MODEM, 0.6)]
    assert merged(*told) == "123"


def test_the_same_key_later_than_a_second_is_a_new_press() -> None:
    assert merged(("5", SOUND, 0.0), ("5", MODEM, SAME_PRESS_S + 0.1)) == "55"
