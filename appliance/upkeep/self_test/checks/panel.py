"""The lamps: whether the daemon can light those that the settings promise."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.casework.box.self_tests import Finding
from appliance.upkeep.self_test.bench import Bench, Say

NAME, TITLE, LIMIT_S = "panel", "Лампи", 5.0
_say = Say(NAME, TITLE)


def look(bench: Bench) -> Iterator[Finding]:
    """Say how the panel stands; that a lamp really shines only a person can see."""
    told = bench.told.get("panel") or {}
    if not bench.settings.panel.board:
        yield _say.skipped("Скринька без ламп: те саме показує сторінка «Передня панель».")
    elif bench.silent or not told:
        yield _say.failed("Слухавка не каже, чи світяться лампи.", "Технік: systemctl status slukhavka.")
    elif trouble := str(told.get("trouble") or ""):
        yield _say.failed(trouble, "Технік: перевірте «board» у [panel] і право скриньки на ніжки GPIO.")
    else:
        yield _say.ok(f"Плата {told.get('board')}; чи світить кожна лампа, видно лише на коробці (slukhavka lamps).")
