"""What is mounted where the stick should be, as the kernel says (proc(5), mountinfo), and what udev knows of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from appliance.logs import one_line
from appliance.upkeep.stick.faults import LOCKED, NoStick, StickFault

MOUNTINFO = Path("/proc/self/mountinfo")
UDEV = Path("/run/udev/data")
TYPES = ("vfat", "exfat")
LABEL_MAX = 64
_OCTAL = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Mount:
    """One mount. `device` as major:minor."""

    device: str
    at: str
    type: str
    read_only: bool


def stick_at(directory: Path, mountinfo: Path = MOUNTINFO) -> Mount:
    """Return the mount of the stick. Raises NoStick, StickFault: another file system, or one that takes no writing."""
    mount = mount_at(directory, mountinfo)
    if mount is None:
        raise NoStick("Флешки немає, або вона не FAT32 і не exFAT. Вставте її в гніздо для звітів.")
    if mount.type not in TYPES:
        shown = one_line(mount.type)[:LABEL_MAX]
        raise StickFault(f"Флешка має файлову систему «{shown}». Потрібна FAT32 або exFAT: відформатуйте її.")
    if mount.read_only:
        raise StickFault(LOCKED)
    return mount


def mount_at(directory: Path, mountinfo: Path = MOUNTINFO) -> Mount | None:
    """Return what is mounted on exactly this directory, the uppermost; None when nothing is."""
    found = [mount for line in mountinfo.read_text("utf-8", "replace").splitlines() if (mount := _read(line))]
    return next((mount for mount in reversed(found) if mount.at == str(directory)), None)


def label_of(mount: Mount, udev: Path = UDEV) -> str:
    """Return the label that the stick gives itself, "" for none. It is a stranger's text: for showing alone."""
    try:
        known = (udev / f"b{mount.device}").read_text("utf-8", "replace")
    except OSError:
        return ""  # udev knows nothing of it, or is not there
    named = (line.removeprefix("E:ID_FS_LABEL=") for line in known.split("\n") if line.startswith("E:ID_FS_LABEL="))
    return next(named, "")


def shown_label(label: str) -> str:
    """Return a label as a page or a log may show it: one line, no sign that turns the text round, not long."""
    return one_line(label)[:LABEL_MAX]


def _read(line: str) -> Mount | None:
    """Read `36 35 8:1 / /mnt rw,nosuid shared:1 - vfat /dev/sda1 rw,uid=0`; None for a line that is no stick's.

    The fourth field is what of the file system is mounted: systemd mounts an empty directory of /run on itself to make
    it writable for a unit, and that is no stick.
    """
    before, _, after = line.partition(" - ")
    own, of_system = before.split(" "), after.split(" ")
    if len(own) < 6 or len(of_system) < 3 or own[3] != "/":
        return None
    options = {*own[5].split(","), *of_system[2].split(",")}
    at = _OCTAL.sub(lambda code: chr(int(code[1], 8)), own[4])
    return Mount(own[2], at, of_system[0], "ro" in options)
