"""Where memory is: what the kernel tells of any process, and of our own who holds it."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import apsw

FREE_TUPLES, FREE_SIZES = 2000, range(1, 21)
"""PyTuple_MAXFREELIST and PyTuple_MAXSAVESIZE of CPython 3.11–3.13."""
PAGE = os.sysconf("SC_PAGE_SIZE")
FIELDS = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"


@dataclass(frozen=True, slots=True)
class Process:
    """One process. `resident_mb` is the kernel's, in 10^6 bytes; `threads` are all, not only Python's."""

    resident_mb: float
    descriptors: int
    threads: int


class _Mallinfo2(ctypes.Structure):
    """`struct mallinfo2` of glibc's malloc.h, since 2.33."""

    _fields_ = tuple((name, ctypes.c_size_t) for name in FIELDS.split())


_LIBRARY = ctypes.CDLL(None)
_LIBRARY.mallinfo2.restype = _Mallinfo2


def process(pid: int | str = "self") -> Process:
    """Look at a process now."""
    at = Path("/proc") / str(pid)
    resident = int((at / "statm").read_text(encoding="ascii").split()[1]) * PAGE / 1e6
    threads = int((at / "status").read_text(encoding="ascii").split("Threads:")[1].split()[0])
    return Process(resident, len(list((at / "fd").iterdir())), threads)


def malloc_mb() -> float:
    """Return what malloc has handed out in this process and not got back: SQLite's memory, large Python objects.

    Unlike resident memory it does not count what is free and lies between.
    """
    told = _LIBRARY.mallinfo2()
    return float(told.uordblks + told.hblkhd) / 1e6


def sqlite_mb() -> float:
    """Return what of it SQLite holds, most of it pages it has read: at most 2 MB for each open connection."""
    return apsw.memory_used() / 1e6


def python_blocks() -> int:
    """Return how many small objects Python keeps, once it has thrown away what nothing leads to."""
    gc.collect()
    return sys.getallocatedblocks()


def fill_free_lists() -> None:
    """Let Python keep as many dead tuples for later as it ever will: 5 MB in all.

    Only a full collection empties these lists, and the daemon, whose start is frozen, comes to none for years.
    """
    for size in FREE_SIZES:
        held = [(None,) * size for _ in range(FREE_TUPLES)]
        held.clear()
