"""Back to the state of a new box: everything that was kept of people goes, whatever interrupts it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from appliance.errors import SlukhavkaError
from appliance.technician.programs import output_of, tried
from appliance.technician.units import JOBS, TARGET

WORD = "СКИНУТИ"
UNIT = "slukhavka-reset.service"


class NotReset(SlukhavkaError):
    """Nothing has been erased; the text says why."""


def ask_for(word: str, mark: Path) -> str:
    """Stop the box, let the unit of the reset run, start the box anew. Raises NotReset, NotDone, OSError.

    While `mark` lies there the reset is not done: the unit also finishes it before anything of the box starts.
    """
    if word != WORD:
        raise NotReset("Слово не те. Нічого не стерто.")
    mark.touch(mode=0o600)
    _sync(mark.parent)
    tried([("systemctl", "stop", TARGET), ("systemctl", "stop", *JOBS)])
    output_of("systemctl", "start", UNIT, limit_s=600)
    output_of("systemctl", "start", TARGET, limit_s=60)
    return "Скринька як нова. Налаштування заліза й ліній у /etc/slukhavka лишилися."


def erase(state: Path, mark: Path) -> None:
    """Erase all that the box keeps, then the mark. May be begun again at any point. Raises NotReset, OSError."""
    if not mark.exists():
        raise NotReset("Про скидання ніхто не просив. Нічого не стерто.")
    for path in sorted(state.iterdir()):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    _sync(state)
    # The journal holds no names, but when who was where.
    tried([("journalctl", "--rotate"), ("journalctl", "--vacuum-time=1s")])
    mark.unlink()
    _sync(mark.parent)


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
