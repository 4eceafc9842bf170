"""A `piper` package and one voice file, where the real ones are not: the wire to the engine is a Python package."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

_PACKAGE = """
import os, time
class SynthesisConfig:
    def __init__(self, *, length_scale, noise_scale, noise_w_scale):
        self.length_scale = length_scale
class PiperVoice:
    @staticmethod
    def load(path):
        open(f"{{path}}.loaded", "a").write("x")
        return PiperVoice()
    def synthesize_wav(self, text, sound, syn_config=None, set_wav_format=True):
        open({said!r}, "a").write(text + "\\n")
        {speak}
        sound.writeframes((b"\\x00\\x10" * 11 + b"\\x00\\xf0" * 11) * int(500 * syn_config.length_scale))
"""

GOOD = "pass"
NOTHING = "return"
DIES = "os._exit(1)"
HANGS = "time.sleep(600)"


def fake_piper(monkeypatch: pytest.MonkeyPatch, here: Path, speak: str = GOOD, *, marks: bool = False) -> Path:
    """Install the fake with a voice `lada`. `speak` is Python that sees `text`; return the file of what was said."""
    said = here / "said.txt"
    (here / "piper").mkdir(parents=True)
    (here / "piper" / "__init__.py").write_text(_PACKAGE.format(said=str(said), speak=speak))
    (here / "piper_tts-1.8.0.dist-info").mkdir()
    (here / "piper_tts-1.8.0.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: piper-tts\nVersion: 1.8.0\n"
    )
    voices = here / "voices"
    voices.mkdir()
    (voices / "lada.onnx").write_bytes(b"a voice")
    about = {"audio": {"sample_rate": 22050}, "phoneme_id_map": {"\u0301": [9]} if marks else {}}
    (voices / "lada.onnx.json").write_text(json.dumps(about))
    monkeypatch.syspath_prepend(here)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(here), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep))
    monkeypatch.setenv("SLUKHAVKA_PIPER_VOICES", str(voices))
    return said
