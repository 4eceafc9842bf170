"""Works and outages as a choice of the menu: who asks hears them again, or that there are none."""

from __future__ import annotations

from pathlib import Path

from tests.appliance.menu.small_flow import small_flow
from tests.appliance.menu.test_notices import X, Y, board, heard, notice
from tests.appliance.menu.walk import Walk

ASKED = small_flow("notices", none='"nothing"')
HOME = frozenset({X})


def test_who_asks_a_second_time_hears_all_of_it_again(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.press("11")
        await walking.hears("води немає")
        await walking.arrives("next")
        await walking.press("#11")
        await walking.hears("води немає", times=2)
        await walking.arrives("next", times=2)
        assert "nothing" not in walking.said

    heard(scene, board(notice("води немає", X)), tmp_path, HOME, flow=ASKED)


def test_where_there_is_nothing_for_him_he_is_told_so(tmp_path: Path) -> None:
    async def scene(walking: Walk) -> None:
        await walking.press("11")
        await walking.hears("nothing")
        await walking.arrives("next")

    heard(scene, board(notice("води немає", Y)), tmp_path, HOME, flow=ASKED)
    heard(scene, board(), tmp_path, None, flow=ASKED)
