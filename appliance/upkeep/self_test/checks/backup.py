"""The newest copy of the register that was checked, and how old it is."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.casework.box.copies import OLD_AFTER_S, newest_verified
from appliance.casework.box.self_tests import Finding
from appliance.upkeep.self_test.bench import Bench, Say

NAME, TITLE, LIMIT_S = "backup", "Резервна копія", 10.0
HOUR_S = 3600.0
_say = Say(NAME, TITLE)


def look(bench: Bench) -> Iterator[Finding]:
    """Look at the newest."""
    copy = newest_verified(bench.settings)
    if copy is None:
        yield _say.failed("Немає жодної перевіреної копії бази.", "Технік: slukhavka backup; чи працює таймер копій?")
        return
    age_s = copy.age_s(bench.now)
    says = f"Найновішій перевіреній копії {age_s / HOUR_S:.1f} год, {copy.bytes / 1024**2:.1f} МБ.".replace(".", ",", 2)
    if age_s > OLD_AFTER_S:
        yield _say.failed(says, "Технік: slukhavka backup; чи працює таймер копій і чи є місце на диску?")
    else:
        yield _say.ok(says)
