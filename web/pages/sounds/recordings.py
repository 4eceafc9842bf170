"""A recording given for a prompt: handed to the speech unit, whose verdict is shown; and taken away again."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import abort, flash, redirect, render_template, request, send_from_directory, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from appliance.casework.journal import AuditEntry
from appliance.casework.row import write
from audio.recorded import inbox
from audio.recorded.limits import LARGEST_FILE, LONGEST_S
from audio.recorded.store import RecordedStore
from audio.speech.spool import Answer, BadRequest, is_served
from web.aloud import is_key
from web.box import Box
from web.forms import REFUSAL
from web.guard import TICKET
from web.hearing import spoken_words
from web.pages.sounds.by_phone import by_phone
from web.pages.sounds.prompts import Sounding, prompt
from web.publishing import publish_soon
from web.who import me

SUBJECT = "recording_of_prompt"
VERDICT_S = 10.0
AROUND_FILE_BYTES = 64 * 1024
UPLOADS = ("sounds.hand_in",)
WAYS = {"browser": "записано в браузері", "file": "файл"}
SILENT = "Мовний блок зараз не працює, тож перевірити запис нікому. Спробуйте згодом: файл лишився у вас."
NO_FILE = "Виберіть файл зі звуком."
NOT_KEPT = "Запис не збережено: диск його не прийняв."
NOT_YET = "Запис прийнято, але ще не перевірено: його почують, щойно мовний блок до нього дійде."
KEPT = "Запис прийнято: {seconds} с, рівень {level} дБ."


def let_file_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a recording through that is larger than other requests may be, before anything reads the request.

    Not from a stranger: only who has entered has a ticket in the cookie that we signed.
    """
    if endpoint in UPLOADS and TICKET in session:
        request.max_content_length = LARGEST_FILE + AROUND_FILE_BYTES


def show(box: Box, name: str) -> ResponseReturnValue:
    """Show one prompt with everything that can be done for its sound."""
    return _shown(box, _known(box, name))


def hand_in(box: Box, name: str) -> ResponseReturnValue:
    """Take a file as the recording of a prompt. Refused, nothing of it is kept."""
    about = _known(box, name)
    file = request.files.get("sound")
    if file is None or not file.filename:
        return _shown(box, about, NO_FILE), 422
    with closing(file):
        refusal, told = _judged(box, about, file)
    if refusal:
        return _shown(box, about, refusal), 422
    _note(box, about.name, told, WAYS.get(request.form.get("way", ""), WAYS["file"]))
    publish_soon(box, "recordings")
    flash(_sentence(told) if told else NOT_YET)
    return redirect(url_for("sounds.show", name=about.name), 303)


def remove(box: Box) -> ResponseReturnValue:
    """Take the recording of a prompt away: the box speaks it again."""
    name = request.form.get("name", "")
    try:
        there = RecordedStore(box.settings.recorded).remove(name)
    except OSError:
        flash("Запис не вилучено: диск не дав.", REFUSAL)
        return redirect(url_for("sounds.show", name=name), 303)
    if there:
        with write():
            AuditEntry.record(by=me().actor, now=box.now(), verb="removed", subject=SUBJECT, subject_id=name)
        publish_soon(box, "recordings")
        flash("Запис прибрано: цей текст знову озвучить Слухавка.")
    return redirect(url_for("sounds.show", name=name) if prompt(box, name) else url_for("sounds.listing"), 303)


def recorded(box: Box, key: str) -> ResponseReturnValue:
    """Send the sound of a recording, or a part of it."""
    if not is_key(key):
        abort(404)
    return send_from_directory(box.settings.recorded.resolve(), f"{key}.wav", mimetype="audio/wav")


def _judged(box: Box, about: Sounding, file: FileStorage) -> tuple[str, Answer | None]:
    """Return why a file is refused, "" if it is not, and the verdict; None when there is none in time."""
    root = box.settings.recorded
    if not is_served(box.settings.speech_spool):
        return SILENT, None
    with TemporaryDirectory(prefix="recording-") as directory:
        path = Path(directory) / "sound"
        try:
            file.save(path)
            request_id = inbox.hand_in(root, about.name, about.text, path)
        except BadRequest as error:
            return str(error), None
        except OSError:
            return NOT_KEPT, None
    told = inbox.answer(root, request_id, VERDICT_S)
    return (told.error if told else ""), told


def _note(box: Box, name: str, told: Answer | None, way: str) -> None:
    figures = {"seconds": round(told.duration_s, 1), "level": round(told.active_dbfs, 1)} if told else {}
    with write():
        AuditEntry.record(
            by=me().actor,
            now=box.now(),
            verb="recorded" if told else "handed_in",
            subject=SUBJECT,
            subject_id=name,
            change={"way": way, **figures},
        )


def _sentence(told: Answer) -> str:
    return KEPT.format(seconds=_number(told.duration_s), level=_number(told.active_dbfs))


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",").replace("-", "−")


def _known(box: Box, name: str) -> Sounding:
    found = prompt(box, name)
    if found is None:
        abort(404)
    return found


def _shown(box: Box, about: Sounding, refusal: str = "") -> str:
    return render_template(
        "sounds_prompt.html",
        about=about,
        heard=spoken_words(box, about.text, about.language),
        refusal=refusal,
        last=AuditEntry.last_of(SUBJECT, about.name),
        longest_min=LONGEST_S // 60,
        largest_mb=LARGEST_FILE >> 20,
        by_phone=by_phone(box),
    )
