"""A real FAT file system in a file, mounted by the kernel as the unit mounts it. Needs root, vfat and dosfstools."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.casework.box.exports import Stage
from appliance.upkeep.stick.faults import NO_ROOM
from tests.appliance.upkeep.stick.box_with_stick import OCTOBER, BoxWithStick, a_box

OPTIONS = "loop,nosuid,nodev,noexec,nosymfollow,noatime,fmask=0177,dmask=0077"


def _missing() -> str:
    if os.geteuid() != 0:
        return "only root may mount"
    if "\tvfat\n" not in Path("/proc/filesystems").read_text():
        return "this kernel has no vfat"
    return "" if shutil.which("mkfs.vfat") else "dosfstools are not installed"


pytestmark = pytest.mark.skipif(bool(_missing()), reason=_missing() or "all is there")


def run(program: str, *given: str) -> None:
    subprocess.run([shutil.which(program) or program, *given], check=True, capture_output=True)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[BoxWithStick]:
    image = tmp_path / "image"
    with image.open("wb") as file:
        file.truncate(16 * 1024**2)
    run("mkfs.vfat", "-n", "$(REBOOT)", str(image))
    with a_box(tmp_path) as box:
        run("mount", "-t", "vfat,exfat", "-o", OPTIONS, str(image), str(box.top))
        try:
            box.mountinfo = Path("/proc/self/mountinfo")
            yield box
        finally:
            run("umount", str(box.top))


def test_a_month_is_written_and_read_back_on_fat(box: BoxWithStick) -> None:
    [export] = box.errand()
    assert (export.stage, export.fault) == (Stage.DONE, "")
    assert {path.name for path in (box.shelf / OCTOBER).iterdir()} == {
        "statystyka",
        "osobysti.tar.age",
        "prochytaite.txt",
        "SHA256SUMS",
    }
    [again] = box.errand(month=OCTOBER)
    assert again.directory == "slukhavka-1/2026-10-2"


def test_a_full_fat_is_said_and_nothing_half_stays(box: BoxWithStick) -> None:
    free = shutil.disk_usage(box.top).free
    (box.top / "theirs").write_bytes(bytes(free - 300_000))
    [export] = box.errand()
    assert export.stage == Stage.FAILED
    assert export.fault == NO_ROOM or "вільно" in export.fault
    assert not box.shelf.exists() or list(box.shelf.iterdir()) == []
