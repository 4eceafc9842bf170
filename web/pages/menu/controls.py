"""What may be chosen in the fields of a node that are neither texts nor numbers nor ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from web.pages.menu.words import PURPOSES

Offered = Callable[[], Mapping[str, str]]

CONTROLS: Mapping[str, Offered] = {"purpose": lambda: PURPOSES}
"""By the name of the field."""
