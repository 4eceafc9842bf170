"""The entries of rubrics that an office starts with, from a TOML file.

```toml
[[entry]]
rubric = "authorities"            # see `rubrics.Rubric`
title = "Служба порятунку"
text = "…"                        # what for; read out to the caller
phones = ["101"]                  # only of authorities; each is said twice
sms = "…"                         # may be left out: made of the rest
source = "…"                      # may be left out
```
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from appliance.casework.entrance.accounts import BOX, Actor
from appliance.casework.knowledge.rubrics import EntryWording, Rubric, RubricEntry
from appliance.casework.row import write
from appliance.clock import Moment
from appliance.settings import STARTER

STARTER_RUBRICS = STARTER / "rubrics.toml"


def load_starter_rubrics(
    now: Moment, *, only: Collection[str] = frozenset(Rubric), by: Actor = BOX, path: Path = STARTER_RUBRICS
) -> int:
    """Enter the entries of the file that were never there, each to be checked, and return how many; of `only` these.

    What the office has changed or switched off stays so. Raises BadEntry, OSError, tomllib.TOMLDecodeError.
    """
    entries: Sequence[Mapping[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["entry"]
    with write():
        return sum(_enter(each, by, now) for each in entries if each["rubric"] in only)


def _enter(entry: Mapping[str, Any], by: Actor, now: Moment) -> int:
    rubric = Rubric(entry["rubric"])
    if RubricEntry.select().where(RubricEntry.rubric == rubric, RubricEntry.title == entry["title"]).exists():
        return 0
    wording = EntryWording(**{name: value for name, value in entry.items() if name != "rubric"})
    RubricEntry.add(rubric, wording, by=by, now=now, unchecked=True)
    return 1
