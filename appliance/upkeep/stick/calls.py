"""Everything that is asked of the file system of a stick, one method each: what can fail stands here and nowhere else.

A name is always one part, looked up in an open directory, and never followed when it is a link (openat(2), O_NOFOLLOW).
"""

from __future__ import annotations

import ctypes
import os
import stat
from enum import Enum
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Kind(Enum):
    """What has a name."""

    NOTHING = "nothing"
    DIRECTORY = "directory"
    FILE = "file"
    OTHER = "other"


class FileCalls:
    """The calls themselves. All raise OSError."""

    def open_top(self, path: Path) -> int:
        """Open the directory where the stick is mounted."""
        return os.open(path, _DIRECTORY)

    def device(self, directory: int) -> str:
        """Return on which device a directory lies, as major:minor."""
        found = os.fstat(directory).st_dev
        return f"{os.major(found)}:{os.minor(found)}"

    def open_directory(self, name: str, within: int) -> int:
        """Open a directory."""
        return os.open(name, _DIRECTORY, dir_fd=within)

    def make_directory(self, name: str, within: int) -> None:
        """Make a directory; there must be nothing of that name."""
        os.mkdir(name, 0o700, dir_fd=within)

    def kind(self, name: str, within: int) -> Kind:
        """Tell what has that name."""
        try:
            mode = os.stat(name, dir_fd=within, follow_symlinks=False).st_mode
        except FileNotFoundError:
            return Kind.NOTHING
        if stat.S_ISDIR(mode):
            return Kind.DIRECTORY
        return Kind.FILE if stat.S_ISREG(mode) else Kind.OTHER

    def names(self, directory: int, most: int) -> list[str]:
        """Return the names in a directory, at most so many."""
        with os.scandir(directory) as found:
            return [entry.name for _, entry in zip(range(most), found, strict=False)]

    def create(self, name: str, within: int) -> int:
        """Create a file and open it for writing; there must be nothing of that name."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        return os.open(name, flags, 0o600, dir_fd=within)

    def write(self, file: int, block: bytes) -> int:
        """Write and return how much was taken."""
        return os.write(file, block)

    def open_file(self, name: str, within: int) -> int:
        """Open a file for reading."""
        return os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=within)

    def read(self, file: int, count: int) -> bytes:
        """Read at most so much."""
        return os.read(file, count)

    def forget(self, file: int) -> None:
        """Let the kernel drop what it holds of a file, so that the next reading comes from the stick itself."""
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)

    def sync(self, file: int) -> None:
        """Wait until a file or directory is on the stick."""
        os.fsync(file)

    def sync_all(self, within: int) -> None:
        """Wait until the whole file system is on the stick, its tables too (syncfs(2), which Python has not)."""
        if _libc.syncfs(within):
            raise OSError(ctypes.get_errno(), "syncfs")

    def close(self, file: int) -> None:
        """Close; what the stick has lost is said by `sync`, before."""
        os.close(file)

    def rename(self, name: str, to: str, within: int) -> None:
        """Give a directory its name, in the same directory."""
        os.rename(name, to, src_dir_fd=within, dst_dir_fd=within)

    def remove_file(self, name: str, within: int) -> None:
        """Remove what is no directory; a link itself, not what it leads to."""
        os.unlink(name, dir_fd=within)

    def remove_directory(self, name: str, within: int) -> None:
        """Remove an empty directory."""
        os.rmdir(name, dir_fd=within)

    def free(self, within: int) -> int:
        """Return how many bytes are free."""
        found = os.fstatvfs(within)
        return found.f_bavail * found.f_frsize
