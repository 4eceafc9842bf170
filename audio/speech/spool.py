"""How others ask the speech unit: files in two directories, each put there whole by rename. No numpy here.

`in/<id>.json`   {"text": "...", "voice": "engine/voice" or "", "pace": in percent of the usual one,
                 "language": a code of `languages` or "" for Ukrainian}
`out/<id>.json`  {"key": ..., "wav": "<key>.wav" in the store, "duration_s": ..., "active_dbfs": ..., "peak_dbfs": ...,
                 "voice": "engine/voice"} or {"error": "<a Ukrainian sentence>"}
`bad/`           requests that nobody could read; they are kept for a look, the newest hundred
`served`         locked for as long as a unit serves here

The unit removes a request only after its answer is there, so a unit that dies does the work again; the asker takes the
answer away. What is in `in/` was written by others and is not believed.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import stat
import struct
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from audio.speech.languages import LANGUAGES, UKRAINIAN
from audio.speech.pace import NORMAL, POSSIBLE

LONGEST_TEXT = 2000
LARGEST_REQUEST = 64 << 10
_ANSWERS_KEPT = 2000
_BAD_KEPT = 100
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_VOICE = re.compile(r"[0-9A-Za-z_+/.-]{0,64}")
_SERVED = "served"
_WHOLE_FILE = struct.Struct("hhqqi4x")
"""`struct flock` of 64-bit Linux: type, whence, start, length (0: to the end), pid (fcntl(2))."""
SOON = "soon-"
"""How the id of a request begins for which a person waits."""


class BadRequest(Exception):
    """A request that cannot be followed; the text is one Ukrainian sentence."""


@dataclass(frozen=True, slots=True)
class Request:
    """A text to be spoken. No `voice`: the unit's own. Of a `language` that is not "" the voice is the language's."""

    text: str
    voice: str = ""
    pace: int = NORMAL
    language: str = UKRAINIAN


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a request: a prompt in the store, or an `error` (a Ukrainian sentence) and nothing else."""

    key: str = ""
    wav: str = ""
    duration_s: float = 0.0
    active_dbfs: float = 0.0
    peak_dbfs: float = 0.0
    voice: str = ""
    error: str = ""


def prepare(spool: Path) -> None:
    """Make the directories of the spool."""
    for name in ("in", "out", "bad"):
        (spool / name).mkdir(parents=True, exist_ok=True)


@contextmanager
def serving(spool: Path) -> Iterator[None]:
    """Let others see that a unit serves this spool; more than one may. A unit that dies is seen to be gone."""
    with (spool / _SERVED).open("a+b") as mark:
        fcntl.fcntl(mark, fcntl.F_OFD_SETLKW, _WHOLE_FILE.pack(fcntl.F_RDLCK, os.SEEK_SET, 0, 0, 0))
        yield


def is_served(spool: Path) -> bool:
    """Tell whether a unit serves this spool at this moment. Raises OSError."""
    asked = _WHOLE_FILE.pack(fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
    try:
        with (spool / _SERVED).open("rb") as mark:
            # Asks and takes nothing: a lock that is tried would be seen by another who looks at the same moment.
            in_the_way, *_ = _WHOLE_FILE.unpack(fcntl.fcntl(mark, fcntl.F_OFD_GETLK, asked))
    except FileNotFoundError:
        return False
    return bool(in_the_way != fcntl.F_UNLCK)


def ask(spool: Path, texts: Iterable[str], voice: str = "", pace: int = NORMAL) -> list[str]:
    """Ask for each text to be spoken; return the ids of the requests, in order. Raises OSError."""
    return [put(spool, Request(text, voice, pace)) for text in texts]


def put(spool: Path, request: Request, *, soon: bool = False) -> str:
    """Put a request there and return its id. `soon`: a person waits, so it goes before the rest. Raises OSError."""
    request_id = f"{SOON if soon else ''}{time.monotonic_ns():020d}-{uuid.uuid4().hex[:12]}"
    _put(spool / "in" / f"{request_id}.json", asdict(request))
    return request_id


def take_back(spool: Path, ids: Iterable[str]) -> None:
    """Remove requests that nobody waits for any more."""
    for request_id in ids:
        (spool / "in" / f"{request_id}.json").unlink(missing_ok=True)


def answers(spool: Path, ids: Iterable[str]) -> dict[str, Answer]:
    """Take the answers that are there by now, by request id. An answer can be taken once."""
    taken = {}
    for request_id in ids:
        path = spool / "out" / f"{request_id}.json"
        try:
            taken[request_id] = Answer(**json.loads(path.read_bytes()))
        except FileNotFoundError:
            continue
        except (ValueError, TypeError):
            taken[request_id] = Answer(error="Відповідь мовного блоку пошкоджено.")
        path.unlink(missing_ok=True)
    return taken


def pending(spool: Path) -> list[Path]:
    """Return what lies in `in/`, oldest first, what is wanted soon before all. A leading dot: it is being written."""
    found = []
    with os.scandir(spool / "in") as entries:
        for entry in entries:
            if not entry.name.startswith("."):
                found.append((not entry.name.startswith(SOON), _age(entry), entry.name))
    return [spool / "in" / name for _, _, name in sorted(found)]


def wanted_soon(spool: Path) -> list[Path]:
    """Return those of them for which a person waits."""
    return [path for path in pending(spool) if path.name.startswith(SOON)]


def read_request(path: Path) -> Request:
    """Return the request in `path`. Raises BadRequest for whatever else it may be, FileNotFoundError if it is gone."""
    check_name(path)
    try:
        told = json.loads(read_regular(path, LARGEST_REQUEST).decode())
    except (ValueError, RecursionError) as error:
        raise BadRequest("Запит пошкоджено.") from error
    if not isinstance(told, dict):
        raise BadRequest("Запит пошкоджено.")
    text, voice, pace = told.get("text"), told.get("voice", ""), told.get("pace", NORMAL)
    if not isinstance(text, str) or not isinstance(voice, str) or not _VOICE.fullmatch(voice):
        raise BadRequest("У запиті немає тексту або неправильний голос.")
    if not isinstance(pace, int) or isinstance(pace, bool) or pace not in POSSIBLE:
        raise BadRequest("У запиті неможливий темп.")
    language = told.get("language", UKRAINIAN)
    if not isinstance(language, str) or language not in (UKRAINIAN, *LANGUAGES):
        raise BadRequest("У запиті мова, якої Слухавка не знає.")
    if len(text) > LONGEST_TEXT:
        raise BadRequest(f"Текст довший за {LONGEST_TEXT} знаків. Поділіть його на частини.")
    return Request(text, voice, pace, language)


def reply(spool: Path, request: Path, answer: Answer) -> None:
    """Answer a request and remove it. Raises OSError."""
    told = {"error": answer.error} if answer.error else {k: v for k, v in asdict(answer).items() if k != "error"}
    _put(spool / "out" / request.name, told)
    request.unlink(missing_ok=True)


def set_aside(spool: Path, request: Path, reason: str) -> None:
    """Move what is no request to `bad/`, answering if its name can be an id. Raises OSError."""
    if request.suffix == ".json" and _ID.fullmatch(request.stem):
        _put(spool / "out" / request.name, {"error": reason})
    request.replace(spool / "bad" / f"{time.monotonic_ns():020d}-{uuid.uuid4().hex[:12]}")


def thin_out(spool: Path) -> None:
    """Remove the oldest of what nobody came for."""
    for name, most in (("out", _ANSWERS_KEPT), ("bad", _BAD_KEPT)):
        with os.scandir(spool / name) as entries:
            files = sorted((_age(entry), entry.name) for entry in entries if not entry.is_dir(follow_symlinks=False))
        for _, extra in files[:-most]:
            (spool / name / extra).unlink(missing_ok=True)


def check_name(request: Path) -> None:
    """Raise BadRequest for a file whose name cannot be a request's."""
    if request.suffix != ".json" or not _ID.fullmatch(request.stem):
        raise BadRequest("Назва файлу запиту неправильна.")


def read_regular(path: Path, most_bytes: int) -> bytes:
    """Return a regular file of at most `most_bytes`, without waiting on a FIFO or following a link.

    Raises BadRequest for what is no such file, FileNotFoundError for none.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise BadRequest("Файл не відкривається.") from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise BadRequest("Це не файл.")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            content = file.read(most_bytes + 1)
    finally:
        os.close(descriptor)
    if len(content) > most_bytes:
        raise BadRequest(f"Файл завеликий: дозволено {_size(most_bytes)}.")
    return content


def _size(count: int) -> str:
    return f"{count >> 20} МБ" if count >> 20 else f"{count >> 10} КБ"


def _put(path: Path, told: Mapping[str, object]) -> None:
    temp = path.with_name(f".{path.name}.{uuid.uuid4().hex[:12]}.tmp")
    try:
        temp.write_text(json.dumps(told, ensure_ascii=True), encoding="ascii")
        temp.replace(path)
    finally:
        temp.unlink(missing_ok=True)


def _age(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_mtime_ns
    except FileNotFoundError:
        return 0
