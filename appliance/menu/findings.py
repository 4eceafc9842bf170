"""What the check of a flow finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a flow must not be published. `node` and `field` name the place, "" where it is the flow itself."""

    sentence: str
    node: str = ""
    field: str = ""
