"""A small draw of each sweep, by seed; and what a sweep says when a promise is broken."""

from __future__ import annotations

import asyncio
import os

import pytest

from tests.fakes.virtual_time import run_virtually
from tests.sweep.full_console import full_console
from tests.sweep.held import held
from tests.sweep.hung import hung
from tests.sweep.killed import killed
from tests.sweep.nights import nights
from tests.sweep.rubbish import rubbish
from tests.sweep.tally import Sweep, Tally, swept
from tests.sweep.unplugged import pulled

SEED = 20261122
PLACES = ("enters:2", "edits:3", "erases:70")
"""The last is after the rows are gone, while the files go."""


def nobody(_done: int) -> None:
    """Nobody watches the progress."""


def test_a_modem_pulled_out_of_a_call_comes_back_and_nothing_leaks() -> None:
    tally = pulled(1, SEED, nobody, families=("quectel_ec25",))
    assert (tally.faults, tally.trials) == ([], 1)


def test_a_modem_that_hangs_is_found_and_mended_in_time() -> None:
    tally = hung(1, SEED, nobody)
    assert (tally.faults, tally.trials) == ([], 1)


def test_a_daemon_killed_in_a_recording_loses_less_than_two_seconds_of_it() -> None:
    tally = killed(1, SEED, nobody)
    assert (tally.faults, tally.trials) == ([], 1)


def test_rubbish_from_a_modem_raises_nothing() -> None:
    tally = rubbish(4000, SEED, nobody)
    assert (tally.faults, tally.trials) == ([], 4000)


def test_the_nights_in_which_clocks_are_changed_are_counted_right_with_both_sets_of_rules() -> None:
    tally = nights(20, SEED, nobody)
    assert (tally.faults, tally.trials) == ([], 2 * 4 * 20)


def test_a_full_disk_is_told_to_who_works_in_the_console() -> None:
    tally = full_console(3, SEED, nobody, places=PLACES)
    assert (tally.faults, tally.trials) == ([], 3)
    assert {"enters, refused", "edits, refused"} < tally.kinds.keys()


def test_a_figure_over_its_bound_is_a_fault_and_the_worst_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    def run(times: int, _seed: int, _done: object) -> Tally:
        tally = Tally()
        for second in range(times):
            tally.seen("looks")
            tally.measured("to the answer", float(second), 2.0, "s", "look")
        return tally

    assert swept("some", Sweep("3", "answering within 2 s", 3, run), 3, SEED)
    assert not swept("some", Sweep("3", "answering within 2 s", 3, run), 5, SEED)
    assert not swept("none", Sweep("3", "nothing was tried", 3, run), 0, SEED)
    assert "FAULT look: to the answer 4.00 s, promised 2" in capsys.readouterr().out


def test_what_is_left_open_is_found_by_name() -> None:
    async def main() -> None:
        before = held()
        assert not held().more_than(before)
        left = os.open(os.devnull, os.O_RDONLY)
        waiting = asyncio.ensure_future(asyncio.sleep(1.0))
        try:
            assert held().more_than(before) == {os.devnull: 1, "sleep": 1}
        finally:
            os.close(left)
            await waiting

    run_virtually(main)
