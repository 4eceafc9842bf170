"""Runs a month's export that is killed at one of its calls, as a power cut would, and says what the next run finds.

Called as a program with the numbers of the calls: one process is made for each, killed, and followed by a whole run.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from appliance.upkeep.stick.calls import FileCalls
from tests.appliance.upkeep.stick.box_with_stick import BoxWithStick, a_box


class Killing(FileCalls):
    """Ends its own process at the call of a number."""

    def __init__(self, at: int) -> None:
        self._left = at
        for name in vars(FileCalls):
            if not name.startswith("_"):
                setattr(self, name, self._counted(getattr(self, name)))

    def _counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*given: Any, **named: Any) -> Any:
            self._left -= 1
            if not self._left:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*given, **named)

        return called


def killed(box: BoxWithStick, at: int) -> bool:
    """Run in a process of its own, and tell whether it was killed before it was done."""
    box.close()
    child = os.fork()
    if not child:
        box.open()
        box.errand(Killing(at))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    box.open()
    return os.WIFSIGNALED(status)


def after(at: int) -> dict[str, Any]:
    """Return what a killed run left to its successor, and what that made of it."""
    with TemporaryDirectory() as name, a_box(Path(name)) as box:
        was_killed = killed(box, at)
        left = [path.name for path in box.shelf.iterdir()] if box.shelf.exists() else []
        tried = box.errand()
        return {
            "at": at,
            "killed": was_killed,
            "left": sorted(left),
            "stages": [export.stage for export in tried],
            "names": sorted(path.name for path in box.shelf.iterdir()),
            "faults": [export.fault for export in type(tried[0]).latest() if export.fault] if tried else [],
        }


if __name__ == "__main__":
    sys.stdout.write(json.dumps([after(int(at)) for at in sys.argv[1:]]))
