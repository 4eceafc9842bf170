"""The daemon's sign of life: one small file, written once a minute and at a clean end.

At the next start it tells since when the box was deaf, and whether it was told to stop, crashed, or lost its power: the
boot is another one then. It is a file and no row, so that a broken register hides no outage.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from appliance.clock import Moment

log = logging.getLogger(__name__)

NAME = "alive.json"


@dataclass(frozen=True, slots=True)
class SignOfLife:
    """The last sign of a run: when, and whether it was told to end and had ended all that it did."""

    at: Moment
    clean: bool


def sign_in(state: Path) -> Path:
    """Return where the sign lies."""
    return state / NAME


def read_sign(path: Path) -> SignOfLife | None:
    """Return the sign of the run before; None without one, or when the power went while it was written."""
    try:
        told = json.loads(path.read_bytes())
        at = datetime.fromisoformat(told["at"])
        moment = Moment(at, float(told["monotonic_s"]), bool(told["trusted"]), str(told["boot_id"]))
        return SignOfLife(moment, bool(told["clean"])) if at.tzinfo else None
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("the sign of life cannot be read: %s", error)
        return None


def write_sign(path: Path, now: Moment, *, clean: bool = False) -> None:
    """Put the sign there, on disk when this returns. Raises OSError."""
    told = {
        "at": now.wall.isoformat(),
        "monotonic_s": now.monotonic_s,
        "trusted": now.trusted,
        "boot_id": now.boot_id,
        "clean": clean,
    }
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("wb") as file:
        file.write(json.dumps(told).encode())
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
