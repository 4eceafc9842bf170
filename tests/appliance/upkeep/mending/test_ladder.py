"""The ladder and the count of reboots: nothing but time and trouble in, steps out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from appliance.clock import Moment
from appliance.contracts import Trouble
from appliance.contracts.mending import ResetLevel
from appliance.upkeep.mending.ladder import LADDER, PAUSE_S, Ladder
from appliance.upkeep.mending.reboots import Reboot, ages_s, may_reboot

HARD = [ResetLevel.ASK, ResetLevel.RESET, ResetLevel.REBIND, ResetLevel.POWER, ResetLevel.REBOOT]


def climbed(
    ladder: Ladder, trouble: Trouble, until_s: float, from_s: float = 0.0
) -> Iterator[tuple[float, ResetLevel]]:
    """Look each second; yield what is to be done."""
    now_s = from_s
    while now_s < until_s:
        if (level := ladder.look(now_s, trouble)) is not None:
            yield now_s, level
        now_s += 1.0


def test_the_mild_comes_before_the_hard_and_a_reboot_leaves_two_minutes_for_the_boot() -> None:
    steps = list(climbed(Ladder(), Trouble.SILENT, 400.0))
    assert [level for _, level in steps] == HARD
    assert steps[-1][0] <= 140.0


def test_after_the_last_rung_there_is_a_long_pause_and_the_mild_ones_come_again() -> None:
    steps = list(climbed(Ladder(), Trouble.SILENT, 8000.0))
    again = [at for at, level in steps if level is ResetLevel.ASK]
    assert again[1] - again[0] >= PAUSE_S
    assert [level for _, level in steps[:10]] == HARD + HARD


def test_what_is_not_on_the_bus_is_neither_reset_nor_rebound() -> None:
    steps = list(climbed(Ladder(), Trouble.ABSENT, 800.0))
    assert [level for _, level in steps] == [ResetLevel.ASK, ResetLevel.POWER, ResetLevel.ASK, ResetLevel.REBOOT]
    assert steps[-1][0] >= 540.0, "somebody may have pulled it out to change its card"


def test_a_modem_that_vanishes_while_it_is_rebound_goes_on_up_the_same_ladder() -> None:
    ladder = Ladder()
    assert [level for _, level in climbed(ladder, Trouble.SILENT, 80.0)] == HARD[:3]
    assert next(climbed(ladder, Trouble.ABSENT, 400.0, 90.0))[1] is ResetLevel.POWER


def test_a_card_that_wants_its_pin_is_no_reason_to_reset_anything() -> None:
    for trouble in (Trouble.SIM, Trouble.SIM_BUSY, Trouble.NO_VOICE, Trouble.SOUND, Trouble.OTHER, Trouble.NONE):
        assert list(climbed(Ladder(), trouble, 7200.0)) == []


def test_a_network_that_is_gone_gets_one_reset_in_a_while_and_nothing_harder() -> None:
    steps = list(climbed(Ladder(), Trouble.NO_NETWORK, 2 * 3600.0))
    assert {level for _, level in steps} == {ResetLevel.ASK, ResetLevel.RESET}
    resets = [at for at, level in steps if level is ResetLevel.RESET]
    assert resets[0] >= 900.0
    assert all(later - sooner >= PAUSE_S for sooner, later in itertools.pairwise(resets))


def test_a_modem_that_comes_back_for_a_moment_goes_on_where_it_was() -> None:
    ladder = Ladder()
    assert [level for _, level in climbed(ladder, Trouble.SILENT, 80.0)] == HARD[:3]
    assert list(climbed(ladder, Trouble.NONE, 120.0, 90.0)) == []
    assert next(climbed(ladder, Trouble.SILENT, 300.0, 120.0))[1] is ResetLevel.POWER


def test_a_modem_that_stays_begins_at_the_mildest_the_next_time() -> None:
    ladder = Ladder()
    list(climbed(ladder, Trouble.SILENT, 90.0))
    list(climbed(ladder, Trouble.NONE, 300.0, 90.0))
    assert next(climbed(ladder, Trouble.SILENT, 400.0, 300.0))[1] is ResetLevel.ASK


def test_a_rung_that_cannot_be_done_here_costs_no_time() -> None:
    ladder, done = Ladder(), []
    for now_s in range(0, 200, 5):
        if (level := ladder.look(float(now_s), Trouble.SILENT)) is not None:
            done.append((now_s, level))
            if level in (ResetLevel.REBIND, ResetLevel.POWER):
                ladder.skip(float(now_s))
    at = {level: now_s for now_s, level in done}
    assert at[ResetLevel.REBOOT] - at[ResetLevel.REBIND] == 10


def test_every_rung_has_time_to_work() -> None:
    assert all(rung.given_s >= 30.0 for rung in LADDER)


def moment(monotonic_s: float, boot: str, wall: datetime | None = None) -> Moment:
    return Moment(wall or datetime(2026, 11, 23, tzinfo=UTC), monotonic_s, wall is not None, boot)


def test_a_box_that_reboots_whenever_it_may_does_so_once_an_hour_and_three_times_in_six() -> None:
    """Every boot fails at once; each boot's clock begins at zero and shows any day whatever."""
    history: list[Reboot] = []
    at_s: list[float] = []
    elapsed_s, booted_s, boot = 0.0, 0.0, 0
    while elapsed_s < 48 * 3600.0:
        elapsed_s += 60.0
        now = moment(elapsed_s - booted_s, f"boot-{boot}")
        if may_reboot(history, now):
            history.append(Reboot(now.boot_id, now.monotonic_s))
            at_s.append(elapsed_s)
            boot, booted_s = boot + 1, elapsed_s
    assert len(at_s) > 20
    assert all(later - sooner >= 3600.0 for sooner, later in itertools.pairwise(at_s))
    assert all(later - sooner >= 6 * 3600.0 for sooner, later in zip(at_s, at_s[3:], strict=False))


def test_a_boot_that_nobody_counted_never_makes_a_reboot_older_than_it_is() -> None:
    history = [Reboot("a", 7200.0), Reboot("b", 3700.0)]
    # Between b and now the power went, too: what is sure is only the present boot.
    assert ages_s(history, moment(100.0, "d")) == [3800.0, 100.0]
    assert not may_reboot(history, moment(100.0, "d"))


def test_a_clock_that_can_be_believed_tells_the_age_of_a_reboot() -> None:
    then = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    history = [Reboot("a", 7200.0, then)]
    assert may_reboot(history, moment(60.0, "b", then + timedelta(hours=2)))
    assert not may_reboot(history, moment(60.0, "b", then + timedelta(minutes=20)))
    assert not may_reboot(history, moment(60.0, "b"))


def test_a_reboot_that_was_asked_for_and_did_not_come_is_not_asked_for_again_at_once() -> None:
    history = [Reboot("a", 1000.0)]
    assert not may_reboot(history, moment(1300.0, "a"))
    assert may_reboot(history, moment(4700.0, "a"))
