"""The sound of a text, asked of the speech unit. A thread of the console waits a little and never long."""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from pathlib import Path

from audio.speech import spool
from audio.speech.languages import UKRAINIAN
from audio.speech.pace import NORMAL
from audio.speech.spool import Answer, Request
from web.box import Box

WAIT_S = 8.0
POLL_S = 0.1
WAITING_MOST = 3
"""Threads that wait for speech at one time; whoever comes then is told that it is being made, and asks again."""
REMEMBERED = 200
SILENT = "Мовний блок зараз не працює: слова видно, а послухати можна буде згодом."
NO_ROOM = "Послухати зараз не можна: диск не приймає запиту."
_KEY = re.compile(r"[0-9a-f]{64}")

_gate = threading.BoundedSemaphore(WAITING_MOST)
_asked: OrderedDict[tuple[Path, Request], str] = OrderedDict()
"""What was asked for and not answered in time: who asks again waits for the same request."""
_lock = threading.Lock()


def spoken_aloud(box: Box, text: str, language: str = UKRAINIAN, *, pace: int = NORMAL) -> Answer | None:
    """Return what the speech unit made of `text`: a prompt in the store, or a sentence of why not.

    None: it is still being made; ask again. Blocks its thread for `WAIT_S` at most.
    """
    where = box.settings.speech_spool
    try:
        if not spool.is_served(where):
            return Answer(error=SILENT)
        wanted = Request(text, pace=pace, language=language)
        request_id = _taken_up(where, wanted) or spool.put(where, wanted, soon=True)
    except OSError:
        return Answer(error=NO_ROOM)
    answer = _waited(where, request_id)
    if answer is None:
        _remember(where, wanted, request_id)
    return answer


def is_key(name: str) -> bool:
    """Tell whether a name is the key of a prompt and nothing else."""
    return _KEY.fullmatch(name) is not None


def _waited(where: Path, request_id: str) -> Answer | None:
    may_wait = _gate.acquire(blocking=False)
    give_up = time.monotonic() + (WAIT_S if may_wait else 0.0)
    try:
        while True:
            if found := spool.answers(where, [request_id]).get(request_id):
                return found
            if time.monotonic() >= give_up:
                return None
            time.sleep(POLL_S)
    finally:
        if may_wait:
            _gate.release()


def _taken_up(where: Path, wanted: Request) -> str:
    """Return the request that already asks for this, "" for none; it is this caller's from now on."""
    with _lock:
        request_id = _asked.pop((where, wanted), "")
    left = any((where / room / f"{request_id}.json").exists() for room in ("in", "out"))
    return request_id if left else ""


def _remember(where: Path, wanted: Request, request_id: str) -> None:
    with _lock:
        _asked[where, wanted] = request_id
        while len(_asked) > REMEMBERED:
            _asked.popitem(last=False)
