"""Sound as it comes out of a GSM call: through the full-rate codec (ETSI EN 300 961) and back, by Debian's sox."""

from __future__ import annotations

from subprocess import run

_RAW = ["-t", "raw", "-r", "8000", "-e", "signed-integer", "-b", "16", "-c", "1", "-"]
_GSM = ["-t", "gsm", "-r", "8000", "-c", "1", "-"]


def through_gsm(pcm: bytes) -> bytes:
    """Return S16LE mono at 8000 Hz after the round trip: as long as it was, not shifted."""
    return _sox(_GSM, _RAW, _sox(_RAW, _GSM, pcm))[: len(pcm)]


def _sox(given: list[str], wanted: list[str], sound: bytes) -> bytes:
    return run(["sox", "-D", *given, *wanted], input=sound, capture_output=True, check=True).stdout  # noqa: S607
