"""What callers think of their talks."""

from __future__ import annotations

import pytest

from appliance.casework.contacts.calls import CallRecord
from appliance.casework.contacts.ratings import OwnRating, Rating, RatingClosed
from appliance.contracts import CallResult
from tests.appliance.casework.register import CALLER, NEIGHBOUR, NOW, call, ended, later, opened, operator

__all__ = ["opened"]


def only() -> tuple[str, int, int]:
    rating = Rating.get()
    assert Rating.select().count() == 1
    return rating.call.uid, rating.operator_id, rating.value


@pytest.mark.row("E8")
def test_a_rating_is_kept_with_its_call_and_its_operator() -> None:
    start, number = call(), operator()
    Rating.give(start, number, 5, now=NOW)
    assert only() == (start.uid, number, 5)
    assert CallRecord.get().number == CALLER, "the call is entered with it if it was not yet"


def test_while_the_call_lasts_the_last_word_counts() -> None:
    start, number = call(), operator()
    for value in (2, 4, 4):
        Rating.give(start, number, value, now=NOW)
    assert only() == (start.uid, number, 4)


def test_after_the_call_a_first_rating_is_taken_and_none_is_changed() -> None:
    start, number = ended(CallResult.SERVED, answered=True), operator()
    Rating.give(start, number, 3, now=later(99))
    Rating.give(start, number, 3, now=later(100))
    with pytest.raises(RatingClosed):
        Rating.give(start, number, 5, now=later(101))
    assert only() == (start.uid, number, 3)


@pytest.mark.row("E8")
@pytest.mark.parametrize("own", [CALLER, NEIGHBOUR])
def test_an_operator_cannot_rate_himself_from_any_telephone_of_his(own: str) -> None:
    number = operator(reach="067 111 22 33", numbers=(CALLER,))
    with pytest.raises(OwnRating):
        Rating.give(call(own), number, 5, now=NOW)
    assert Rating.select().count() == 0
    colleague = operator("Марія", "202")
    Rating.give(call(own), colleague, 5, now=NOW)


def test_a_caller_who_hides_his_number_may_rate() -> None:
    Rating.give(call(None), operator(), 1, now=NOW)
    assert Rating.get().value == 1


@pytest.mark.parametrize("value", [0, 6, -1])
def test_a_value_outside_one_to_five_is_no_rating(value: int) -> None:
    with pytest.raises(ValueError, match="no rating"):
        Rating.give(call(), operator(), value, now=NOW)
