"""How texts sound: heard before they are saved, and the prompts of the menu with the ways to their sound."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from audio.speech.languages import LANGUAGES
from audio.speech.spool import is_served
from web.access import Action
from web.box import Box
from web.page import Group, Page
from web.pages.sounds import by_phone, hear, recordings, stress, translating
from web.pages.sounds.prompts import prompts


def page(box: Box) -> Page:
    """Return the routes of the sounds."""
    page = Page("sounds", __name__, box, title="Звучання", place=60, group=Group.SAYS)
    page.shows("/sounds", listing, needs=Action.SEE_CONTENT)
    page.shows("/sounds/prompts/<path:name>", recordings.show, needs=Action.SEE_CONTENT)
    page.does("/sounds/prompts/<path:name>", recordings.hand_in, needs=Action.EDIT_PROMPTS)
    page.does("/sounds/remove", recordings.remove, needs=Action.EDIT_PROMPTS)
    page.shows("/sounds/recorded/<key>.wav", recordings.recorded, needs=Action.SEE_CONTENT)
    page.does("/sounds/pin", by_phone.set_pin, needs=Action.EDIT_PROMPTS)
    page.does("/sounds/pin/remove", by_phone.remove_pin, needs=Action.EDIT_PROMPTS)
    page.shows("/sounds/stress", stress.doubts, needs=Action.SEE_CONTENT)
    page.does("/sounds/stress", stress.settle, needs=Action.EDIT_PROMPTS)
    page.does("/sounds/stress/drop", stress.drop, needs=Action.EDIT_PROMPTS)
    page.shows("/sounds/languages/<code>", translating.language, needs=Action.SEE_CONTENT)
    page.does("/sounds/languages/<code>", translating.save, needs=Action.EDIT_MENU)
    page.does("/sounds/hear", hear.hear, needs=Action.SEE_CONTENT)
    page.does("/sounds/back", hear.back, needs=Action.SEE_CONTENT)
    page.shows("/sounds/spoken/<key>.wav", hear.spoken, needs=Action.SEE_CONTENT)
    page.url_value_preprocessor(recordings.let_file_in)
    return page


def listing(box: Box) -> ResponseReturnValue:
    """Show every prompt and how it sounds."""
    return render_template(
        "sounds.html",
        prompts=prompts(box),
        served=is_served(box.settings.speech_spool),
        by_phone=by_phone.by_phone(box),
        languages=LANGUAGES,
    )
