"""The sound of what is heard in a trial: as callers hear it, or asked of the speech unit for a text of a draft.

The address carries the words themselves, so nothing has to be remembered between the page and its sounds.
"""

from __future__ import annotations

import binascii
import json
import logging
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

from flask import Response, abort, request, send_file, url_for
from flask.typing import ResponseReturnValue

from appliance.menu.flow import TUNE
from appliance.menu.languages import code_of
from appliance.menu.published import CURRENT, RECORDED, spoken_file
from appliance.menu.trial_story import Heard
from audio.recorded.store import RecordedStore
from audio.speech.pace import NORMAL, SLOWER
from audio.speech.spool import LONGEST_TEXT
from web.aloud import is_key, spoken_aloud
from web.box import Box
from web.pages.trial.menus import IN_FORCE

_log = logging.getLogger(__name__)

PACKED_MAX = 20_000
AGAIN_S = "2"


def address(which: str, heard: Heard) -> str:
    """Return where the sound of it is; "" where it has none but music and signals."""
    if not heard.text.strip() or heard.text == TUNE or heard.name == "recording":
        return ""
    packed = urlsafe_b64encode(zlib.compress(heard.text.encode())).decode()
    return url_for("trial.sound", which=which, name=heard.name, pace=heard.pace, words=packed)


def sound(box: Box) -> ResponseReturnValue:
    """Send the sound of a text; 503 while it is being made, so that the asker asks again."""
    asked = request.args
    text = _unpacked(asked.get("words", ""))
    pace = SLOWER if asked.get("pace") == str(SLOWER) else NORMAL
    published = _published(box, asked.get("which", ""), asked.get("name", ""), text, pace)
    if published:
        return send_file(published, mimetype="audio/wav")
    answer = spoken_aloud(box, text, code_of(asked.get("name", "")))
    if answer is None:
        return Response("Звук ще готується.", 503, {"Retry-After": AGAIN_S}, mimetype="text/plain")
    if answer.error or not is_key(answer.key):
        return Response(answer.error, 404, mimetype="text/plain")
    return send_file((box.settings.spoken / f"{answer.key}.wav").resolve(), mimetype="audio/wav")


def _published(box: Box, which: str, name: str, text: str, pace: int) -> Path | None:
    """Return the file that callers hear, if what is tried is in force."""
    kind, _, menu = which.partition(":")
    if kind != IN_FORCE or menu not in {"", *(line.menu for line in box.settings.lines)}:
        return None
    try:
        directory = (box.settings.published_menu(menu) / CURRENT).resolve(strict=True)
        file = _names(directory / RECORDED).get(name) or _names(directory / spoken_file(pace, code_of(name)))[text]
        return directory / Path(file).name
    except (OSError, ValueError, KeyError) as error:
        _log.info("the published sound is not found: %s", error)
        return None


def _recorded(box: Box, which: str, name: str) -> Path | None:
    """Return the recording that a draft's prompt of this name would have: it wins over speech."""
    store = RecordedStore(box.settings.recorded)
    recording = None if which.startswith(IN_FORCE) else store.all().get(name)
    return store.path(recording) if recording else None


def _names(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    names: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return names


def _unpacked(packed: str) -> str:
    """Return the words of an address; anything else is no page of ours."""
    try:
        opened = zlib.decompressobj().decompress(urlsafe_b64decode(packed[:PACKED_MAX]), 4 * LONGEST_TEXT)
        text = opened.decode()
    except (binascii.Error, zlib.error, ValueError):
        abort(404)
    if not text.strip():
        abort(404)
    return text[:LONGEST_TEXT]
