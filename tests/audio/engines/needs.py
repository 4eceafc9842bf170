"""Engines that a machine may do without: their tests say why they are skipped."""

from __future__ import annotations

import importlib.util

import pytest

from audio.engines.rhvoice import RHVoice


def has_espeak_152() -> bool:
    """Tell whether espeak-ng 1.52 can be loaded."""
    return importlib.util.find_spec("espeakng_loader") is not None


RHVOICE = pytest.mark.skipif(
    RHVoice().missing() != "", reason="RHVoice is not installed: the Debian mirror of this machine offers no non-free"
)
ESPEAK_152 = pytest.mark.skipif(
    not has_espeak_152(),
    reason="espeakng-loader, which brings espeak-ng 1.52, is missing",
)
