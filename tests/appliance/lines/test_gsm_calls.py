"""What a line makes of the modem's words and lists, without a modem."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from appliance.contracts import AudioPort, EndedBy
from appliance.lines.family import Said, Says, load_family
from appliance.lines.gsm_calls import Entry, GsmCalls
from appliance.lines.gsm_consulted import ConsultedLeg
from appliance.lines.gsm_leg import GsmLeg, LegState
from appliance.settings import MODEMS
from tests.fakes.virtual_time import VirtualClock, run_virtually

NUMBER = "+380671112244"


class SilentModem:
    """A modem of which nothing is asked."""

    family = load_family("sim7600", MODEMS)

    async def order(self, text: str, *, timeout_s: float = 5.0) -> None:
        raise AssertionError(text)

    async def take(self) -> bool:
        raise AssertionError

    async def open_sound(self) -> AudioPort:
        raise AssertionError


MODEM = SilentModem()


class Bench:
    def __init__(self) -> None:
        self.begun = self.doubts = 0
        clock = VirtualClock(asyncio.get_running_loop())
        self.calls = GsmCalls("gsm1", clock, on_begin=self._begin, on_doubt=self._doubt)

    def _begin(self) -> None:
        self.begun += 1

    def _doubt(self) -> None:
        self.doubts += 1

    def say(self, what: Says, **parts: str) -> None:
        self.calls.said(MODEM, Said(what, parts))

    def ring(self) -> GsmLeg:
        self.say(Says.RING)
        assert self.calls.leg is not None
        return self.calls.leg

    def talk(self) -> GsmLeg:
        leg = self.ring()
        leg.taken()
        return leg

    def list(self, *stats: str, announced: bool = False) -> None:
        self.calls.judge(MODEM, [entry(stat) for stat in stats], announced=announced)


def entry(stat: str, number: str = NUMBER) -> Entry:
    return {"index": "1", "direction": "1", "stat": stat, "mode": "0", "number": number}


def on_a_bench(test: Callable[[Bench], None]) -> None:
    async def main() -> None:
        test(Bench())

    run_virtually(main)


def test_many_rings_are_one_leg() -> None:
    def test(bench: Bench) -> None:
        legs = {bench.ring() for _ in range(4)}
        assert (len(legs), bench.begun, bench.calls.incoming.qsize()) == (1, 1, 1)

    on_a_bench(test)


def test_a_number_without_its_ring_is_a_ring() -> None:
    def test(bench: Bench) -> None:
        bench.say(Says.CALLER, number=NUMBER, validity="0")
        assert bench.calls.leg is not None and bench.calls.leg.state is LegState.RINGING

    on_a_bench(test)


def test_two_empty_lists_in_a_row_end_a_call_and_one_does_not() -> None:
    def test(bench: Bench) -> None:
        leg = bench.talk()
        for _ in range(3):
            bench.list()
            assert leg.ended is None
            bench.list("0")
        bench.list()
        bench.list()
        assert leg.ended is EndedBy.CALLER

    on_a_bench(test)


def test_a_list_that_is_not_told_is_no_list() -> None:
    def test(bench: Bench) -> None:
        leg = bench.talk()
        for _ in range(5):
            bench.calls.judge(MODEM, None, announced=False)
        assert leg.ended is None

    on_a_bench(test)


@pytest.mark.parametrize(
    ("state", "shown", "lives"),
    [
        ("ringing", "4", True),
        ("ringing", "0", True),
        ("ringing", "5", False),
        ("talking", "0", True),
        ("talking", "1", True),
        ("talking", "4", False),
        ("talking", "5", False),
        ("dialling", "2", True),
        ("dialling", "3", True),
        ("dialling", "4", False),
    ],
)
def test_only_an_entry_of_its_own_kind_keeps_a_call_alive(state: str, shown: str, lives: bool) -> None:
    def test(bench: Bench) -> None:
        match state:
            case "ringing":
                leg = bench.ring()
            case "talking":
                leg = bench.talk()
            case _:
                leg = bench.calls.begin(MODEM, incoming=False)
        assert bench.calls.lives([entry(shown)]) is lives
        bench.list(shown)
        bench.list(shown)
        assert (leg.ended is None) is lives

    on_a_bench(test)


def test_the_word_of_an_end_ends_a_conversation_at_once() -> None:
    def test(bench: Bench) -> None:
        leg = bench.talk()
        bench.say(Says.ENDED)
        assert leg.ended is EndedBy.CALLER
        assert bench.doubts == 1

    on_a_bench(test)


@pytest.mark.parametrize("told", [True, False])
def test_the_word_of_an_end_right_after_the_ring_needs_the_list_and_one_empty_list_is_enough(told: bool) -> None:
    def test(bench: Bench) -> None:
        leg = bench.ring()
        bench.say(Says.ENDED)
        assert (leg.ended, bench.doubts) == (None, 1)
        announced = bench.calls.announced_end()
        assert announced and not bench.calls.announced_end()
        bench.calls.judge(MODEM, [] if told else None, announced=announced)
        assert leg.ended is EndedBy.CALLER

    on_a_bench(test)


def test_a_late_word_of_the_call_before_does_not_end_the_one_that_rings() -> None:
    def test(bench: Bench) -> None:
        leg = bench.ring()
        bench.say(Says.ENDED)
        bench.list("4", announced=bench.calls.announced_end())
        bench.list("4")
        assert leg.ended is None

    on_a_bench(test)


def test_a_second_caller_is_one_finished_leg_however_often_he_is_announced() -> None:
    def test(bench: Bench) -> None:
        first = bench.talk()
        bench.calls.incoming.get_nowait()
        for _ in range(5):
            bench.say(Says.WAITING, number="+380509998877")
            bench.calls.judge(MODEM, [entry("0"), entry("5", "+380509998877")], announced=False)
        second = bench.calls.incoming.get_nowait()
        assert bench.calls.incoming.empty()
        assert (second.waiting, second.ended) == (True, EndedBy.CALLER)
        assert bench.calls.leg is first and first.ended is None

    on_a_bench(test)


def test_the_word_of_an_end_while_somebody_waits_may_mean_him() -> None:
    def test(bench: Bench) -> None:
        first = bench.talk()
        bench.say(Says.WAITING, number="+380509998877")
        bench.say(Says.ENDED)
        bench.list("0", announced=bench.calls.announced_end())
        assert first.ended is None
        bench.say(Says.ENDED)
        bench.list("5", announced=bench.calls.announced_end())
        assert first.ended is EndedBy.CALLER

    on_a_bench(test)


def test_a_ring_in_a_conversation_asks_for_the_list() -> None:
    def test(bench: Bench) -> None:
        leg = bench.talk()
        bench.say(Says.RING)
        bench.say(Says.CALLER, number="+380509998877", validity="0")
        assert (bench.doubts, leg.ended, bench.begun) == (1, None, 1)

    on_a_bench(test)


def test_words_about_no_call_are_nothing() -> None:
    def test(bench: Bench) -> None:
        for what in (Says.ENDED, Says.ACTIVE, Says.WAITING, Says.DIGIT):
            bench.say(what, number="1", digit="1")
        bench.say(Says.LISTED, **entry("4"))
        bench.list("0", "5")
        assert bench.calls.leg is None and bench.calls.incoming.empty()

    on_a_bench(test)


def test_a_dialled_call_is_taken_when_the_list_says_so() -> None:
    def test(bench: Bench) -> None:
        leg = bench.calls.begin(MODEM, incoming=False)
        bench.list("3")
        assert leg.state == LegState.DIALLING
        bench.list("0")
        assert leg.state.name == "ACTIVE"
        assert bench.calls.incoming.empty()

    on_a_bench(test)


def consulting(bench: Bench, *, dialled: bool = True) -> tuple[GsmLeg, ConsultedLeg]:
    """A caller is held, and somebody is called for him."""
    caller = bench.talk()

    async def take_back() -> None:
        raise AssertionError

    second = ConsultedLeg(MODEM, caller, rang=caller.rang, take_back=take_back)
    bench.calls.consult(second)
    second.dialled = dialled
    return caller, second


def two(caller: str, second: str) -> list[Entry]:
    """The list of both calls; "" for one that is gone."""
    entries = [{**entry(caller), "direction": "1"}, {**entry(second), "index": "2", "direction": "0"}]
    return [each for each in entries if each["stat"]]


def test_of_two_calls_the_direction_tells_which_is_whose() -> None:
    def test(bench: Bench) -> None:
        caller, second = consulting(bench)
        bench.calls.judge(MODEM, two("1", "3"), announced=True)
        assert (caller.ended, second.ended, second.state, second.index) == (None, None, LegState.DIALLING, "2")
        bench.calls.judge(MODEM, two("1", "0"), announced=False)
        assert second.state is LegState.ACTIVE
        bench.calls.judge(MODEM, two("1", ""), announced=True)
        assert (caller.ended, second.ended) == (None, EndedBy.CALLER)

    on_a_bench(test)


def test_a_caller_who_is_missing_from_the_list_has_left_and_the_other_lives() -> None:
    def test(bench: Bench) -> None:
        caller, second = consulting(bench)
        for _ in range(2):
            assert bench.calls.living is caller
            bench.calls.judge(MODEM, two("", "3"), announced=False)
        assert (caller.ended, second.ended) == (EndedBy.CALLER, None)
        assert bench.calls.living is second

    on_a_bench(test)


def test_an_announced_end_ends_neither_of_two_before_the_list_tells_which() -> None:
    def test(bench: Bench) -> None:
        caller, second = consulting(bench)
        bench.say(Says.ENDED)
        assert bench.doubts == 1 and caller.ended is None and second.ended is None
        announced = bench.calls.announced_end()
        assert announced
        bench.calls.judge(MODEM, None, announced=announced)
        assert caller.ended is None and second.ended is None, "a modem that gives no list tells nothing"
        assert bench.calls.announced_end(), "the next list decides"

    on_a_bench(test)


def test_who_is_not_dialled_yet_is_not_missed() -> None:
    def test(bench: Bench) -> None:
        caller, second = consulting(bench, dialled=False)
        for _ in range(3):
            bench.calls.judge(MODEM, two("1", ""), announced=True)
        assert caller.ended is None and second.ended is None

    on_a_bench(test)


def test_keys_that_are_pressed_beside_a_held_caller_are_not_his() -> None:
    def test(bench: Bench) -> None:
        caller, _ = consulting(bench)
        bench.say(Says.DIGIT, digit="7")
        assert caller._digits.empty()

    on_a_bench(test)


def test_two_who_were_handed_over_stand_until_they_are_let_go() -> None:
    def test(bench: Bench) -> None:
        caller, second = consulting(bench)
        second.handed_over = True
        bench.say(Says.ENDED)
        bench.calls.judge(MODEM, [], announced=True)
        assert caller.ended is None and second.ended is None
        second.let_go()
        assert [caller.ended, second.ended] == [EndedBy.BOX, EndedBy.BOX]
        assert bench.calls.living is None

    on_a_bench(test)
