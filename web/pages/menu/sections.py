"""A new section or item of a menu in one form: the node, its texts, its key, and the sentence that names the key."""

from __future__ import annotations

import re
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.menus.drafts import BadDraft, DraftNode, NoSuchDraft
from appliance.casework.menus.node_edits import Wording, add_node, free_keys, free_name, hang, save_node
from appliance.casework.row import write
from web.box import Box
from web.forms import written
from web.lists import number
from web.pages.menu.nodes import suggested
from web.pages.menu.opened import Opened, opened
from web.pages.menu.small_forms import HangForm, ItemForm, SectionForm
from web.pages.menu.words import NUMERALS
from web.who import me

BACK_SENTENCES = "Повернутися назад — вісім.\nПрослухати ще раз — дев'ять."
NAME_LENGTH = 40
_COMMON = re.compile(r"(?<!\w)(?:нуль|вісім|дев.ять|решітк\w+|зірочк\w+)(?!\w)", re.IGNORECASE)
"""What tells a sentence about a key that means the same in every menu; a new sentence stands before them."""
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])\s+")
_NO_NAME = re.compile(r"[^\w]+")


def section(_box: Box, draft_id: int) -> ResponseReturnValue:
    """Ask for a new section."""
    known = opened(draft_id)
    return _page(known, SectionForm(data={"at": _asked(known)}), "section")


def add_section(box: Box, draft_id: int) -> ResponseReturnValue:
    """Add a menu below a key of another."""
    known, form = opened(draft_id), SectionForm()
    if (at := _taken(known, form)) is None:
        return _page(known, form, "section"), 422
    title = written(form.title)
    words = f"{_sentence(title)}\n{BACK_SENTENCES}"
    about = {**suggested("menu", known), "choices": {}, **_as_at(at)}
    texts = [Wording("prompt", words), Wording("short", words)]
    added = _add(box, known, form, at, about, texts)
    if added is None:
        return _page(known, form, "section"), 422
    flash("Розділ додано. Тепер додайте до нього пункти.")
    return redirect(url_for("menu.item", draft_id=draft_id, at=added.id), 303)


def item(_box: Box, draft_id: int) -> ResponseReturnValue:
    """Ask for a new item."""
    known = opened(draft_id)
    return _page(known, ItemForm(data={"at": _asked(known)}), "item")


def add_item(box: Box, draft_id: int) -> ResponseReturnValue:
    """Add something that is said below a key of a menu, and that leads back to it."""
    known, form = opened(draft_id), ItemForm()
    if (at := _taken(known, form)) is None:
        return _page(known, form, "item"), 422
    about = {**suggested("say", known), "exits": {"done": at.name}}
    added = _add(box, known, form, at, about, [Wording("prompt", written(form.words))])
    if added is None:
        return _page(known, form, "item"), 422
    flash("Пункт додано.")
    again = "more" in request.form
    return redirect(
        url_for("menu.item", draft_id=draft_id, at=at.id) if again else url_for("menu.node", node_id=added.id), 303
    )


def _asked(known: Opened) -> str:
    """Return the menu that the address names, else the first with a key to spare."""
    roomy = (str(menu.id) for menu in known.menus if free_keys(menu.about))
    return request.args.get("at") or next(roomy, "")


def _taken(known: Opened, form: HangForm) -> DraftNode | None:
    """Return the menu to hang it on; None when something is refused."""
    form.offer(known)
    if not form.validate():
        return None
    return next((menu for menu in known.menus if menu.id == number({"at": str(form.at.data)}, "at")), None)


def _add(
    box: Box, known: Opened, form: HangForm, at: DraftNode, about: dict[str, Any], texts: list[Wording]
) -> DraftNode | None:
    """Add the node, hang it on its key, and let the menu name the key; all of it or nothing."""
    key = str(form.key.data or "") or next(iter(free_keys(at.about)), "")
    if not key:
        form.refuse("at", f"У меню «{at.name}» усі шість клавіш зайняті.")
        return None
    name = free_name(_name_of(written(form.title)), known.nodes)
    by, now = me().actor, box.now()
    try:
        with write():
            added = add_node(known.draft.id, name, about, texts, by=by, now=now)
            hang(at.id, at.version, key, name, by=by, now=now)
            named = DraftNode.known(at.id)
            save_node(named, named.version, named.about, _naming(known, at, form, key), by=by, now=now)
    except (BadDraft, NoSuchDraft) as error:
        form.refuse("key" if key in str(error) else "title", error)
        return None
    except ChangedMeanwhile as meanwhile:
        form.refuse("at", f"{meanwhile.by_name} щойно змінив це меню. Натисніть ще раз.")
        return None
    return added


def _naming(known: Opened, at: DraftNode, form: HangForm, key: str) -> list[Wording]:
    """Return the texts of the menu with the new sentence."""
    own, title = written(form.sentence), written(form.title)
    said = {"prompt": own or f"{title} — {NUMERALS[key]}.", "short": f"{title} — {NUMERALS[key]}."}
    wordings: list[Wording] = []
    for field in dict.fromkeys(("prompt", "short")):
        prompt = known.prompts.get(str(at.about.get(field)))
        if prompt and prompt.name not in [each.prompt for each in wordings]:
            words = with_sentence(prompt.text, _sentence(said[field]))
            wordings.append(Wording(field, words, prompt.name, prompt.version))
    return wordings


def with_sentence(text: str, sentence: str) -> str:
    """Return a menu's text with one sentence more, before those about the keys of all menus."""
    sign = "\n" if "\n" in text.strip() else " "
    pieces = text.strip().split("\n") if sign == "\n" else _BETWEEN_SENTENCES.split(text.strip())
    common = next((at for at, piece in enumerate(pieces) if _COMMON.search(piece)), len(pieces))
    return sign.join([*pieces[:common], sentence, *pieces[common:]]).strip()


def _sentence(words: str) -> str:
    words = words[:1].upper() + words[1:]
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _name_of(title: str) -> str:
    return _NO_NAME.sub("_", title.casefold()).strip("_")[:NAME_LENGTH]


def _as_at(at: DraftNode) -> dict[str, Any]:
    """Return what a menu inside of another takes from it: whom it helps when keys are wrong, where silence leads."""
    exits = at.about.get("exits")
    return {"exits": {**exits, "silent": at.name} if isinstance(exits, dict) else {}}


def _page(known: Opened, form: HangForm, what: str) -> str:
    form.offer(known)
    return render_template("menu_hang.html", opened=known, form=form, what=what)
