"""All sweeps by their names."""

from __future__ import annotations

from collections.abc import Mapping

from tests.sweep.full_console import FULL_CONSOLE
from tests.sweep.hung import HUNG
from tests.sweep.killed import KILLED
from tests.sweep.nights import SWITCHES
from tests.sweep.rubbish import RUBBISH
from tests.sweep.tally import Sweep
from tests.sweep.unplugged import UNPLUGGED

SWEEPS: Mapping[str, Sweep] = {
    "unplugged": UNPLUGGED,
    "hung": HUNG,
    "killed": KILLED,
    "rubbish": RUBBISH,
    "nights": SWITCHES,
    "console": FULL_CONSOLE,
}
