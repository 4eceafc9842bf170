"""What this process holds: descriptors, threads, tasks. It is counted at rest, garbage collected."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

EXECUTOR_THREADS = min(32, (os.cpu_count() or 1) + 4)
"""So many threads the loop's own executor may begin (asyncio); which of them live is chance."""


@dataclass(frozen=True)
class Held:
    """Names with their counts, so that what is too many has a name."""

    descriptors: Counter[str]
    threads: Counter[str]
    tasks: Counter[str]

    def more_than(self, before: Held) -> dict[str, int]:
        """Return by name what there is more of."""
        pairs = ((self.descriptors, before.descriptors), (self.threads, before.threads), (self.tasks, before.tasks))
        return {
            name: count for now, then in pairs if now.total() > then.total() for name, count in (now - then).items()
        }


def held() -> Held:
    """Count now, within a running loop."""
    gc.collect()
    threads = Counter(thread.name.rpartition("_")[0] or thread.name for thread in threading.enumerate())
    threads.pop("asyncio", None)
    tasks = Counter(task.get_coro().__qualname__ for task in asyncio.all_tasks())  # type: ignore[union-attr]
    return Held(Counter(_descriptors()), threads, tasks)


def _descriptors() -> list[str]:
    """Return what every descriptor leads to; ptys without their numbers, pipes and sockets by kind."""
    found = []
    for path in Path("/proc/self/fd").iterdir():
        try:
            found.append(str(path.readlink()).partition(":[")[0].rstrip("0123456789"))
        except FileNotFoundError:  # the one by which the directory is read
            continue
    return found
