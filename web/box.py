"""What a page may know of the box, given to every page when the application is made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from appliance.clock import Clock, Moment
from appliance.settings import Settings
from web.live import Streams
from web.sealed import Seal


@dataclass(frozen=True, slots=True)
class Box:
    """The settings of the box, its clock, the event streams of the browsers, the seal of hidden fields."""

    settings: Settings
    clock: Clock
    streams: Streams
    seal: Seal

    @property
    def database(self) -> Path:
        """The register."""
        return self.settings.database

    @property
    def recordings(self) -> Path:
        """Voice messages."""
        return self.settings.recordings

    @property
    def control(self) -> Path:
        """The daemon's socket."""
        return self.settings.control

    def now(self) -> Moment:
        """Return the present moment."""
        return self.clock.now()
