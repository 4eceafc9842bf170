"""Debian's baresip: a file for a microphone, a file of what it heard."""

from __future__ import annotations

import wave
from pathlib import Path

from tests.acceptance.clients.client import Client
from tests.bench_sip.subjects import HOST

CONFIGURATION = """
sip_listen {host}:{port}
audio_source aufile,{directory}/said.wav
audio_player aufile,none
audio_alert aufile,none
ausrc_srate 8000
auplay_srate 8000
ausrc_channels 1
auplay_channels 1
snd_path {directory}
module_path {modules}
module g711.so
module aufile.so
module sndfile.so
module stdio.so
module_tmp account.so
module_app menu.so
"""
SILENCE = bytes(2 * 8000 * 30)


def baresip_at(home: Path, account: str, *, port: int = 0, says: bytes = SILENCE) -> Client:
    """Start it with one account; in every call it `says` the same (S16LE)."""
    home.mkdir()
    modules = next(Path("/usr/lib").glob("**/baresip/modules"))
    (home / "config").write_text(CONFIGURATION.format(host=HOST, port=port, directory=home, modules=modules))
    (home / "accounts").write_text(account)
    (home / "contacts").write_text("\n")
    with wave.open(str(home / "said.wav"), "wb") as said:
        said.setparams((1, 2, 8000, 0, "NONE", ""))
        said.writeframes(says)
    return Client(["baresip", "-4", "-n", HOST, "-f", str(home)], home)


def heard_at(home: Path) -> list[bytes]:
    """Return what it heard in each call, the oldest first. Its telephone must have rung off."""
    return [sound_of(path) for path in sorted(home.glob("dump-*-dec.wav"), key=lambda path: path.stat().st_mtime)]


def sound_of(recording: Path) -> bytes:
    """Return the sound of a client's recording, which is made as telephones speak."""
    with wave.open(str(recording)) as heard:
        assert (heard.getframerate(), heard.getnchannels(), heard.getsampwidth()) == (8000, 1, 2)
        return bytes(heard.readframes(heard.getnframes()))
