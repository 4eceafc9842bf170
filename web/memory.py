"""What the C library keeps of freed memory: little, for forty threads of the console share a small machine."""

from __future__ import annotations

import ctypes

# malloc.h of glibc
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
_LARGE = 1 << 20


def keep_little() -> None:
    """Let all threads of this process take from one arena, and give large blocks back as soon as they are free.

    Else every thread in which a password was ever checked keeps the 19 MB of Argon2, and each the rests of its pages.
    Called before the threads are there.
    """
    library = ctypes.CDLL(None)
    library.mallopt(_M_ARENA_MAX, 1)
    library.mallopt(_M_MMAP_THRESHOLD, _LARGE)
