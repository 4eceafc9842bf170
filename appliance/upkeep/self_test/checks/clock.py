"""Whether the wall clock can be believed: dates of records and terms hang on it."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.casework.box.self_tests import Finding
from appliance.casework.office.calendar import KYIV
from appliance.clock import RELEASED_ON
from appliance.upkeep.self_test.bench import Bench, Say

NAME, TITLE, LIMIT_S = "clock", "Годинник", 5.0
DO = "Звірте час угорі консолі. Технік: дайте мережу із сервером часу або годинник із батарейкою (timedatectl)."
_say = Say(NAME, TITLE)


def look(bench: Bench) -> Iterator[Finding]:
    """Say what it shows."""
    shows = f"{bench.now.wall.astimezone(KYIV):%d.%m.%Y %H:%M}"
    if bench.now.wall < RELEASED_ON:
        yield _say.failed(f"Годинник показує {shows}: так бути не може.", DO)
    elif not bench.now.trusted:
        yield _say.failed(f"Час не звірено; годинник показує {shows}.", DO)
    else:
        yield _say.ok(f"Час звірено: {shows}.")
