"""An operator says by his own telephone how he stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.contracts.office import PresenceState
from appliance.menu.nodes.presence import STATES, WORDS
from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.walk import Walk, sounding, walk

MENU = sounding(small_flow("presence"))


async def comes(walking: Walk, state: PresenceState | None = PresenceState.OFF) -> None:
    walking.office.staff = state
    await walking.press("11")
    if state is not None:
        await walking.hears("it")


@pytest.mark.parametrize("key", STATES)
def test_a_key_changes_it_and_the_change_is_said_once_it_is_kept(tmp_path: Path, key: str) -> None:
    async def scene(walking: Walk) -> None:
        await comes(walking)
        await walking.press(key)
        await walking.hears("next")
        assert walking.office.changed == [STATES[key]]
        assert walking.said == [WORDS[PresenceState.OFF], "it", "kept", WORDS[STATES[key]], "next"]

    walk(scene, MENU, tmp_path)


def test_a_change_that_could_not_be_kept_is_not_confirmed(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        walking.office.refuses = True
        await comes(walking)
        await walking.press("1")
        await walking.hears("next")
        assert walking.said == ["it", "failed", "next"]

    walk(scene, MENU, tmp_path)


def test_silence_changes_nothing_and_goes_on(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await comes(walking, PresenceState.AFTER_CALL)
        await walking.hears("next")
        assert walking.said == [WORDS[PresenceState.AFTER_CALL], "it", "next"]
        assert walking.office.changed == []

    walk(scene, MENU, tmp_path)


def test_a_wrong_key_is_asked_again_and_a_common_key_leads_away(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await comes(walking)
        await walking.press("6")
        await walking.hears("it", times=2)
        await walking.press("#")
        assert walking.nodes[-1] == "top"
        assert walking.office.changed == []

    walk(scene, MENU, tmp_path)


def test_a_stranger_goes_on_and_hears_nothing_of_it(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await comes(walking, None)
        await walking.hears("silent")
        assert walking.said == ["silent"]

    walk(scene, MENU, tmp_path)
