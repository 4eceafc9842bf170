"""The texts of the draft in another language, one beside the other."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.menus.drafts import DraftMenu
from appliance.casework.menus.translations import BadTranslation, Translation
from appliance.menu.flow import TUNE
from audio.speech.languages import LANGUAGES
from web.box import Box
from web.forms import kept_fields
from web.hearing import check_words
from web.lists import number
from web.who import me


@dataclass(frozen=True, slots=True)
class Pair:
    """A text in Ukrainian and in the other language; `faults`: why what was typed is not kept."""

    name: str
    own: str
    text: str
    version: int
    faults: tuple[str, ...] = ()
    theirs: ChangedMeanwhile | None = None


def language(_box: Box, code: str) -> ResponseReturnValue:
    """Show every text of the draft with its words in a language."""
    typed = kept_fields()
    return _page(_known(code), typed.get("name", ""), typed.get("text", ""))


def save(box: Box, code: str) -> ResponseReturnValue:
    """Keep the words of one text in a language; empty ones are none."""
    _known(code)
    name, text = request.form.get("name", ""), request.form.get("text", "")
    draft = DraftMenu.of("")
    if draft is None or not any(prompt.name == name for prompt in draft.prompts()):
        abort(404)
    if faults := check_words(box, text.replace("\r\n", "\n"), code):
        return _page(code, name, text, tuple(faults)), 422
    version = number(request.form, "version") or 0
    try:
        Translation.keep("", code, name, text, version, by=me().actor, now=box.now())
    except BadTranslation as error:
        return _page(code, name, text, (str(error),)), 422
    except ChangedMeanwhile as error:
        return _page(code, name, text, (), error), 409
    flash("Збережено. Це почують, коли чернетку меню буде опубліковано.")
    return redirect(url_for("sounds.language", code=code, _anchor=f"text-{name}"), 303)


def _known(code: str) -> str:
    if code not in LANGUAGES:
        abort(404)
    return code


def _page(
    code: str, name: str = "", typed: str = "", faults: tuple[str, ...] = (), meanwhile: ChangedMeanwhile | None = None
) -> str:
    draft = DraftMenu.of("")
    known = Translation.of("", code)
    pairs = []
    for prompt in draft.prompts() if draft else ():
        if prompt.text.strip() == TUNE:
            continue
        row = known.get(prompt.name)
        text, version = (row.text, row.version) if row else ("", 0)
        if prompt.name == name:
            pairs.append(Pair(name, prompt.text, typed, version, faults, meanwhile))
        else:
            pairs.append(Pair(prompt.name, prompt.text, text, version))
    return render_template("sounds_language.html", code=code, language=LANGUAGES[code], draft=draft, pairs=pairs)
