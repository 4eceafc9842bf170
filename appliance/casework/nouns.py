"""All modules of casework: what each says of itself (words of the journal, personal data) is found, not listed."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

from appliance import casework
from appliance.casework import migrations


def nouns() -> Iterator[ModuleType]:
    """Yield every module below casework but the migrations, in the order of their names."""
    found = pkgutil.walk_packages(casework.__path__, f"{casework.__name__}.")
    for name in sorted(each.name for each in found if not each.ispkg):
        if not name.startswith(f"{migrations.__name__}."):
            yield import_module(name)
