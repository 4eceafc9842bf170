"""What a page may know of the box, given to every page when the application is made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from web.live import Streams


@dataclass(frozen=True, slots=True)
class Box:
    """Where the database, the recordings and the daemon's socket are, and the event streams of the browsers."""

    database: Path
    recordings: Path
    control: Path
    streams: Streams
