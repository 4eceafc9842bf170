"""The checks of this code, found and not listed."""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from importlib import import_module
from typing import cast

from appliance.upkeep.self_test import checks
from appliance.upkeep.self_test.bench import Check


def found() -> Sequence[Check]:
    """Return every check, in the order in which a report tells of them: that of their names."""
    names = sorted(each.name for each in pkgutil.iter_modules(checks.__path__))
    return [cast(Check, import_module(f"{checks.__name__}.{name}")) for name in names]
