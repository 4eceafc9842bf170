"""Engines that a machine may do without: their tests say why they are skipped."""

from __future__ import annotations

import importlib.util

import pytest

from audio.engines.rhvoice import RHVoice

RHVOICE = pytest.mark.skipif(
    not RHVoice().installed(), reason="RHVoice is not installed: the Debian mirror of this machine offers no non-free"
)
ESPEAK_152 = pytest.mark.skipif(
    importlib.util.find_spec("espeakng_loader") is None,
    reason="espeakng-loader, which brings espeak-ng 1.52, is missing",
)
