"""An engine in a process of its own: killed with all it started when it hangs, held in memory and file size.

The process stays for the next order, for starting Python takes longer than espeak-ng takes to speak. Over its pipes go
lines of JSON: an order; then the engine's version and each WAV as it is ready, or an error, which ends the order. The
time limit is for each line. It ends when its stdin does, so it does not outlive a parent that was killed.
"""

from __future__ import annotations

import base64
import io
import json
import os
import resource
import select
import signal
import subprocess
import sys
import time
import wave
import weakref
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from audio.engines import (
    Engine,
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
FILE_BYTES = 96 << 20
"""espeak-ng brings libpulse, which lays out a (sparse) file of 64 MiB even when it only tells its version."""

_ROOT = Path(__file__).resolve().parents[2]
_COMPLAINTS = "complaints"


@dataclass(frozen=True, slots=True)
class Rendered:
    """What an engine said: `pcm` S16LE mono at `sample_rate`, one piece for each text; `version` of the engine.

    `voices` are those that the engine has.
    """

    version: str
    voices: list[str]
    sample_rate: int
    pcm: list[bytes]


class Child:
    """One kind of engine in a process that is started when it is first needed, and again after it had to be killed."""

    def __init__(self, kind: str, *, limit_s: float = LIMIT_S) -> None:
        """Start nothing yet. Raises EngineMissing if there is no such kind."""
        if kind not in engines():
            raise EngineMissing(f"Мовного рушія «{kind}» немає.")
        self._kind = kind
        self._limit_s = limit_s
        self._running: _Running | None = None

    def render(self, texts: Sequence[str], manner: Manner) -> Rendered:
        """Let the engine speak `texts`, each within the limit. Raises EngineError by its kinds."""
        order = json.dumps({"texts": list(texts), "manner": asdict(manner)}).encode()
        try:
            head, *wavs = list(self._answers(order, len(texts)))
        except (EngineHung, EngineDied):
            self.close()
            raise
        return Rendered(
            head["version"],
            head["voices"],
            head["sample_rate"],
            [_pcm(base64.b64decode(answer["wav"]), head["sample_rate"]) for answer in wavs],
        )

    def close(self) -> None:
        """Kill the process and whatever it started, remove what it left behind."""
        if self._running is not None:
            self._running.end()
            self._running = None

    def _answers(self, order: bytes, count: int) -> Iterator[dict[str, Any]]:
        self._running = self._running or _Running(self._kind)
        self._running.send(order)
        for _ in range(1 + count):
            answer = json.loads(self._running.line(self._limit_s))
            if "error" in answer:
                kinds = {kind.__name__: kind for kind in EngineError.__subclasses__()}
                raise kinds[answer["error"]](answer["sentence"])
            yield answer


class _Running:
    """The process, its pipes and its scratch directory. It ends at the latest when nobody holds it any more."""

    def __init__(self, kind: str) -> None:
        scratch = TemporaryDirectory(prefix="speech-")
        self._complaints = Path(scratch.name) / _COMPLAINTS
        with self._complaints.open("ab") as complaints:
            process = subprocess.Popen(  # noqa: S603 - our own words
                [sys.executable, "-m", "audio.engines.child", kind],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                cwd=_ROOT,
                env={**os.environ, "TMPDIR": scratch.name},
                start_new_session=True,
                bufsize=0,
            )
        self._process = process
        self._said = b""
        self.end = weakref.finalize(self, _end, process, scratch)

    def send(self, order: bytes) -> None:
        """Write a line. A process that is gone is noticed at the answer."""
        os.truncate(self._complaints, 0)
        with suppress(BrokenPipeError):
            _pipe(self._process.stdin).write(order + b"\n")

    def line(self, limit_s: float) -> bytes:
        """Return the next line. Raises EngineHung, EngineDied."""
        deadline = time.monotonic() + limit_s
        pipe = _pipe(self._process.stdout)
        while b"\n" not in self._said:
            if not select.select([pipe], [], [], max(deadline - time.monotonic(), 0.0))[0]:
                raise EngineHung(f"Мовний рушій не відповів за {limit_s:g} с, його зупинено.")
            more = pipe.read(1 << 20)
            if not more:
                raise EngineDied(self._last_words())
            self._said += more
        said, _, self._said = self._said.partition(b"\n")
        return said

    def _last_words(self) -> str:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1.0)
        complaint = self._complaints.read_text(errors="replace").strip().rpartition("\n")[2]
        return f"Мовний рушій аварійно завершився (код {self._process.returncode}): {complaint}"


def _pipe(end: Any) -> Any:
    """Return one end of a pipe, unbuffered."""
    assert end is not None  # noqa: S101 - both were asked for
    return end


def _end(process: subprocess.Popen[bytes], scratch: TemporaryDirectory[str]) -> None:
    """Kill a process and whatever it started. What is left of its group may be there even when it has gone itself."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        _pipe(pipe).close()
    scratch.cleanup()


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


def _limit_myself(engine: Engine) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (engine.memory_bytes, engine.memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _obey(engine: Engine, order: dict[str, Any]) -> Iterator[dict[str, Any]]:
    manner = Manner(**order["manner"])
    version = engine.version(manner.voice)
    voices = engine.voices()
    if manner.voice not in voices:
        raise UnknownVoice(f"Мовний рушій {engine.name} не має голосу «{manner.voice}».")
    yield {"version": version, "voices": voices, "sample_rate": engine.sample_rate(manner.voice)}
    for wav in engine.speak(order["texts"], manner):
        yield {"wav": base64.b64encode(wav).decode()}


def _answer(engine: Engine, order: dict[str, Any], to: BinaryIO) -> None:
    try:
        for answer in _obey(engine, order):
            _say(answer, to)
    except EngineError as error:
        _say({"error": type(error).__name__, "sentence": str(error)}, to)


def _say(answer: dict[str, Any], to: BinaryIO) -> None:
    to.write(json.dumps(answer).encode() + b"\n")
    to.flush()


def main() -> None:
    """Obey order after order. What is not an EngineError ends the process: the parent calls that a death."""
    engine = engines()[sys.argv[1]]
    _limit_myself(engine)
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # what a library prints is a complaint, not an answer
        for order in sys.stdin:
            _answer(engine, json.loads(order), answers)


if __name__ == "__main__":
    main()
