"""An engine in a process of its own: killed with all it started when it hangs, held in memory and file size.

Over the wire go two JSON objects, the order on stdin and the answer on stdout.
"""

from __future__ import annotations

import base64
import io
import json
import os
import resource
import signal
import subprocess
import sys
import wave
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from audio.engines import (
    EngineDied,
    EngineError,
    EngineGarbled,
    EngineHung,
    EngineMissing,
    EngineSilent,
    Manner,
    UnknownVoice,
    engines,
)

LIMIT_S = 10.0
MEMORY_BYTES = 512 << 20
FILE_BYTES = 96 << 20
"""espeak-ng brings libpulse, which lays out a (sparse) file of 64 MiB even when it only tells its version."""

_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Rendered:
    """What an engine said: `pcm` S16LE mono at the engine's rate, one piece for each text; `version` of the engine."""

    version: str
    pcm: list[bytes]


def render(engine: str, texts: Sequence[str], manner: Manner, *, limit_s: float = LIMIT_S) -> Rendered:
    """Let the engine speak `texts` in a child process within `limit_s`. Raises EngineError by its kinds."""
    order = json.dumps({"engine": engine, "texts": list(texts), "manner": asdict(manner)})
    answer = json.loads(_ask_child(order.encode(), limit_s))
    if "error" in answer:
        kinds = {kind.__name__: kind for kind in EngineError.__subclasses__()}
        raise kinds[answer["error"]](answer["sentence"])
    rate = engines()[engine].sample_rate
    return Rendered(answer["version"], [_pcm(base64.b64decode(wav), rate) for wav in answer["wavs"]])


def _ask_child(order: bytes, limit_s: float) -> bytes:
    """Return what the child wrote. The scratch directory takes with it what a killed engine left behind."""
    with (
        TemporaryDirectory(prefix="speech-") as scratch,
        subprocess.Popen(
            [sys.executable, "-m", "audio.engines.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=_ROOT,
            env={**os.environ, "TMPDIR": scratch},
            start_new_session=True,
        ) as child,
    ):
        try:
            said, complaint = child.communicate(order, timeout=limit_s)
        except subprocess.TimeoutExpired:
            raise EngineHung(f"Мовний рушій не відповів за {limit_s:g} с, його зупинено.") from None
        finally:
            if child.returncode != 0:
                _kill_all(child)
    if child.returncode != 0:
        last_words = complaint.decode(errors="replace").strip().rpartition("\n")[2]
        raise EngineDied(f"Мовний рушій аварійно завершився (код {child.returncode}): {last_words}")
    return said


def _kill_all(child: subprocess.Popen[bytes]) -> None:
    """Kill the child and whatever it started."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def _pcm(wav: bytes, rate: int) -> bytes:
    """Return the samples of an engine's answer. Raises EngineSilent, EngineGarbled."""
    if not wav:
        raise EngineSilent("Мовний рушій нічого не сказав.")
    try:
        with wave.open(io.BytesIO(wav)) as sound:
            shape = (sound.getnchannels(), sound.getsampwidth(), sound.getframerate())
            promised = sound.getnframes()
            pcm: bytes = sound.readframes(promised)
    except (wave.Error, EOFError) as error:
        raise EngineGarbled("Мовний рушій повернув не звук.") from error
    if shape != (1, 2, rate):
        raise EngineGarbled(f"Мовний рушій повернув звук {shape} замість {(1, 2, rate)}.")
    if len(pcm) != 2 * promised:
        raise EngineGarbled("Мовний рушій обірвав звук.")
    if not pcm.strip(b"\0"):
        raise EngineSilent("Мовний рушій повернув тишу.")
    return pcm


def _limit_myself() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _obey(order: dict[str, Any]) -> dict[str, Any]:
    engine = engines().get(order["engine"])
    if engine is None:
        raise EngineMissing(f"Мовного рушія «{order['engine']}» немає.")
    manner, version = Manner(**order["manner"]), engine.version()
    if manner.voice not in engine.voices():
        raise UnknownVoice(f"Мовний рушій {engine.name} не має голосу «{manner.voice}».")
    wavs = [engine.speak(text, manner) for text in order["texts"]]
    return {"version": version, "wavs": [base64.b64encode(wav).decode() for wav in wavs]}


def main() -> None:
    """Read an order, obey it, answer. What is not an EngineError ends the process: the parent calls that a death."""
    _limit_myself()
    try:
        answer = _obey(json.load(sys.stdin))
    except EngineError as error:
        answer = {"error": type(error).__name__, "sentence": str(error)}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
