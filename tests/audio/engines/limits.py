"""Limits after which an engine counts as hung: a short one, for it is waited out, where the machine keeps it."""

from __future__ import annotations

from collections.abc import Callable


def under_some_limit(holds: Callable[[int], bool]) -> None:
    """Assert what `holds` under a limit (s). Where a busy machine breaks the short one, a longer one is tried."""
    assert any(holds(limit_s) for limit_s in (2, 10, 50))
