"""Words whose stress is not known or may be one of several: each with its sentence, settled by ear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.menus.drafts import DraftMenu
from appliance.casework.menus.stress_words import LONGEST_WORD, BadStress, StressWord, stressed, variants, write_list
from appliance.menu.published import NotPublished
from audio.speech.stress import MARK, StressListError, listed
from web.box import Box
from web.forms import REFUSAL
from web.hearing import spoken_words
from web.in_force import menu_in_force
from web.lists import number
from web.publishing import publish_soon
from web.who import me

SHOWN = 200
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*")
_DISK = "Наголос записано, але список для озвучення не збережено: диск його не прийняв. Натисніть ще раз."


@dataclass(slots=True)
class Doubt:
    """A word, the spellings that settle it, and where it is said."""

    word: str
    sentence: str
    ambiguous: bool
    times: int = 1
    variants: list[tuple[int, str]] = field(default_factory=list)


def doubts(box: Box) -> ResponseReturnValue:
    """List the doubtful words of all texts, the most used first, and those that are settled."""
    found = sorted(_doubts(box).values(), key=lambda doubt: -doubt.times)
    return render_template("sounds_stress.html", doubts=found[:SHOWN], count=len(found), settled=StressWord.listed())


def settle(box: Box) -> ResponseReturnValue:
    """Keep the stress of a word; what is published sounds so soon."""
    position = number(request.form, "position") or 0
    try:
        _adopt(box)
        StressWord.settle(request.form.get("word", ""), position, by=me().actor, now=box.now())
    except BadStress as error:
        flash(str(error), REFUSAL)
    else:
        _written(box)
    return redirect(url_for("sounds.doubts"), 303)


def drop(box: Box) -> ResponseReturnValue:
    """Let the dictionary decide of a word again."""
    _adopt(box)
    StressWord.drop(request.form.get("word", ""), by=me().actor, now=box.now())
    _written(box)
    return redirect(url_for("sounds.doubts"), 303)


def _written(box: Box) -> None:
    try:
        write_list(box.settings.stress)
    except OSError:
        flash(_DISK, REFUSAL)
        return
    publish_soon(box, "stress")
    flash("Наголос змінено. Чинні тексти незабаром зазвучать по-новому.")


def _adopt(box: Box) -> None:
    """Take into the rows what a technician has written into the file; one that is broken is written anew."""
    try:
        StressWord.adopt(listed(box.settings.stress), now=box.now())
    except StressListError as error:
        flash(f"{error} Його записано наново.", REFUSAL)


def _doubts(box: Box) -> dict[str, Doubt]:
    found: dict[str, Doubt] = {}
    for text in sorted(_texts(box)):
        heard = spoken_words(box, text)
        for word in (*heard.unknown, *heard.ambiguous):
            plain = word.replace(MARK, "")
            if len(plain) > LONGEST_WORD:
                continue
            if plain.lower() in found:
                found[plain.lower()].times += 1
                continue
            ways = [(at, stressed(plain, at)) for at in variants(plain)]
            sentence = _sentence_with(word, heard.words)
            found[plain.lower()] = Doubt(plain, sentence, word in heard.ambiguous, variants=ways)
    return found


def _texts(box: Box) -> set[str]:
    """Return all that is said, now or after the next publication."""
    draft = DraftMenu.of("")
    return {*_published(box), *(prompt.text for prompt in (draft.prompts() if draft else ()))}


def _published(box: Box) -> Iterator[str]:
    try:
        menu = menu_in_force(box)
    except NotPublished:
        return
    yield from menu.flow.texts(menu.background)


def _sentence_with(word: str, words: str) -> str:
    own = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    return next((each.strip() for each in _SENTENCE.findall(words) if own.search(each)), word)
