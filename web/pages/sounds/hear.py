"""A text heard before it is saved: beside any field, and without scripts as a page of its own."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, send_from_directory
from flask.typing import ResponseReturnValue

from appliance.casework.entrance.kept_forms import KeptForm
from appliance.menu.flow import TUNE
from audio.speech.languages import LANGUAGES, UKRAINIAN
from web.aloud import is_key, spoken_aloud
from web.box import Box
from web.guard import own_path, typed
from web.hearing import as_spoken, spoken_words
from web.who import me

FIELD = "hear"
"""Names the field whose text is to be heard; `field@code`: in another language than Ukrainian."""
OUR_OWN = (FIELD, "page", "kept")


def hear(box: Box) -> ResponseReturnValue:
    """Draw what is spoken for the text of one field, and its sound; whatever else was typed is kept in the page."""
    field, _, code = request.form.get(FIELD, "").partition("@")
    language = code if code in LANGUAGES else UKRAINIAN
    text = request.form.get(field, "").replace("\r\n", "\n")
    heard = spoken_words(box, text, language) if text.strip() else None
    speaks = heard is not None and not heard.faults and heard.words != TUNE
    return render_template(
        "sounds_hear.html",
        field=field,
        language=language,
        text=text,
        heard=heard,
        asked=speaks,
        sound=spoken_aloud(box, as_spoken(text), language) if speaks else None,
        kept=[(name, value) for name, value in typed(request.form) if name not in (*OUR_OWN, field)],
        page=own_path(request.form.get("page", "")) or "/",
    )


def back(box: Box) -> ResponseReturnValue:
    """Lead back to the page on which the text was typed, with everything that was typed there."""
    page = own_path(request.form.get("page", "")) or "/"
    path, _, asked = page.partition("?")
    fields = [(name, value) for name, value in typed(request.form) if name not in OUR_OWN]
    kept = KeptForm.keep(me().account_id, path, fields, now=box.now())
    others = [part for part in asked.split("&") if part and not part.startswith("kept=")]
    told = "&".join([*others, *([f"kept={kept}"] if kept else [])])
    return redirect(f"{path}?{told}" if told else path, 303)


def spoken(box: Box, key: str) -> ResponseReturnValue:
    """Send a prompt out of the store of what was spoken, or a part of it."""
    if not is_key(key):
        abort(404)
    return send_from_directory(box.settings.spoken.resolve(), f"{key}.wav", mimetype="audio/wav")
