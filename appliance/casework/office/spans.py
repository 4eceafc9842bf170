"""Stretches of time as pairs of moments, start included, end not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

Span = tuple[datetime, datetime]


def merged(spans: Iterable[Span]) -> list[Span]:
    """Sort the spans, drop the empty ones, join those that touch or overlap."""
    joined: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def without(spans: Iterable[Span], hole: Span) -> list[Span]:
    """Cut `hole` out of every span."""
    pieces: list[Span] = []
    for start, end in spans:
        pieces += [(start, min(end, hole[0])), (max(start, hole[1]), end)]
    return [piece for piece in pieces if piece[0] < piece[1]]
