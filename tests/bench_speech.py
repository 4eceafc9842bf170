"""`make bench-speech`: the voices of this machine side by side, with the bounds they are held to.

They speak the starter menu and, for stress, single words. Nothing here fails: a figure over its bound is marked, and a
person judges. No person listened: nothing here tells how pleasant a voice is.
"""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from appliance.commands.publish import STARTER_PROFILE
from appliance.menu.published import read_source
from audio.engines import engines
from audio.engines.espeak import ESpeak
from audio.speech.checks import ABOVE_3600_MOST, ACTIVE_DBFS, ACTIVE_TOLERANCE_DB, IN_BAND_LEAST, PEAK_DBFS
from audio.speech.stress import StressLists, mark
from audio.speech.text.words import to_words
from tests.audio.engines.espeak_152 import put_on_path
from tests.audio.speech import heard_stress
from tests.audio.speech.voice_figures import VoiceFigures, english_in, measured

GOLDEN = Path(__file__).parent / "audio" / "speech" / "text" / "golden.toml"
LOADED_VERSION = "1.52"
"""Of espeak-ng, as espeakng-loader brings it."""
