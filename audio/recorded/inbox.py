"""How a recording gets in: a spool like that of speech, served by the same process. No numpy here.

`takes/<id>`     the sound as it was given: any file
`in/<id>.json`   {"prompt": "...", "text": "..."}: of which prompt it is, and the words it has now
`out/<id>.json`  the answer, as `audio.speech.spool` has it

The command, a caller with the PIN and (later) the console all come this way, so the store has one writer and hostile
bytes meet one process. The request is put there after the take, and the answer before either is removed.
"""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from audio.recorded.limits import LARGEST_FILE
from audio.speech import spool
from audio.speech.spool import Answer, BadRequest
from audio.speech.store import write_durably

LONGEST_NAME = 200
POLL_S = 0.1


@dataclass(frozen=True, slots=True)
class Take:
    """A recording that wants to be the prompt `prompt`. `sound` is a file of any kind."""

    prompt: str
    text: str
    sound: Path


def prepare(root: Path) -> None:
    """Make the directories of the inbox."""
    spool.prepare(root)
    (root / "takes").mkdir(exist_ok=True)


def hand_in(root: Path, prompt: str, text: str, sound: Path) -> str:
    """Copy the file at `sound` in as a recording of `prompt`; return the id of the request.

    Returns when it is on disk. Raises BadRequest for what is no file or too large a one, OSError.
    """
    content = spool.read_regular(sound, LARGEST_FILE)
    prepare(root)
    request_id = f"{time.monotonic_ns():020d}-{uuid.uuid4().hex[:12]}"
    write_durably(root / "takes" / request_id, content)
    told = json.dumps({"prompt": prompt, "text": text}).encode("ascii")
    write_durably(root / "in" / f"{request_id}.json", told)
    return request_id


def answer(root: Path, request_id: str, within_s: float) -> Answer | None:
    """Wait for the answer to a request and take it away; None if none came in time. Blocks its thread."""
    give_up = time.monotonic() + within_s
    while True:
        if found := spool.answers(root, [request_id]).get(request_id):
            return found
        if time.monotonic() > give_up:
            return None
        time.sleep(POLL_S)


def waiting(root: Path) -> int:
    """Return how many recordings have not been looked at."""
    return len(list((root / "in").glob("[!.]*.json")))


def read_take(root: Path, request: Path) -> Take:
    """Return the take that a request names. Raises BadRequest for whatever else it may be."""
    spool.check_name(request)
    try:
        told = json.loads(spool.read_regular(request, spool.LARGEST_REQUEST).decode())
    except (ValueError, RecursionError) as error:
        raise BadRequest("Запит пошкоджено.") from error
    prompt, text = (told.get("prompt"), told.get("text")) if isinstance(told, dict) else (None, None)
    if not isinstance(prompt, str) or not isinstance(text, str) or not 0 < len(prompt) <= LONGEST_NAME:
        raise BadRequest("У запиті немає назви тексту.")
    return Take(prompt, text, _take_of(root, request))


def reply(root: Path, request: Path, told: Answer) -> None:
    """Answer a request, remove it and its take. Raises OSError."""
    spool.reply(root, request, told)
    _take_of(root, request).unlink(missing_ok=True)


def set_aside(root: Path, request: Path, reason: str) -> None:
    """Move what is no request to `bad/`. Raises OSError."""
    spool.set_aside(root, request, reason)
    _take_of(root, request).unlink(missing_ok=True)


def orphans(root: Path) -> set[Path]:
    """Return the takes without a request: it is answered, never came, or is just being written."""
    asked = {path.stem for path in (root / "in").glob("*.json")}
    return {take for take in (root / "takes").iterdir() if take.name not in asked}


def _take_of(root: Path, request: Path) -> Path:
    return root / "takes" / request.name.removesuffix(".json")
