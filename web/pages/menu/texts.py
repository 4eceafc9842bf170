"""The texts of a menu, and the places where its callers come in."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.menus.drafts import BadDraft, DraftPrompt, NoSuchDraft
from appliance.menu.flow import HOUSE_PROMPTS
from appliance.menu.node import KINDS
from web.box import Box
from web.forms import written
from web.guard import typed
from web.pages.menu.forms import as_kept
from web.pages.menu.opened import Opened, opened, opened_text
from web.pages.menu.remarks import WITHIN_S, Remark, remarks_on
from web.pages.menu.small_forms import NewTextForm, PlacesForm, TextForm
from web.pages.menu.words import HOUSE_TEXTS, PLACE_NAMES, SAVED
from web.who import me

GONE = "Цього тексту в чернетці вже немає: його вилучено, або чернетку почато знову. Написане вами залишилося тут."


def listing(box: Box, draft_id: int) -> ResponseReturnValue:
    """Draw all texts, each with the nodes that say it."""
    known = opened(draft_id)
    remarks = remarks_on(box, known.document, within_s=WITHIN_S)
    told: dict[str, list[Remark]] = {}
    for one in remarks.all:
        if one.prompt:
            told.setdefault(one.prompt, []).append(one)
    return render_template("menu_texts.html", opened=known, said=said_by(known), told=told, house=HOUSE_TEXTS)


def text(box: Box, prompt_id: int) -> ResponseReturnValue:
    """Show a text to write it anew."""
    known, shown = opened_text(prompt_id)
    return _page(box, known, shown, TextForm(data={"words": shown.text, "version": str(shown.version)}))


def save_text(box: Box, prompt_id: int) -> ResponseReturnValue:
    """Keep a text, unless somebody was first."""
    try:
        shown = DraftPrompt.known(prompt_id)
    except NoSuchDraft:
        return render_template("menu_gone.html", sentence=GONE, typed=[*_typed()]), 404
    known, form = opened(shown.draft_id), TextForm()
    if form.validate():
        try:
            DraftPrompt.change(prompt_id, form.version_seen, written(form.words), by=me().actor, now=box.now())
        except BadDraft as error:
            form.refuse("words", error)
        except ChangedMeanwhile as meanwhile:
            form.show_version(meanwhile.version)
            return _page(box, known, shown, form, meanwhile), 409
    if form.errors:
        return _page(box, known, shown, form), 422
    flash(SAVED)
    return redirect(url_for("menu.text", prompt_id=prompt_id), 303)


def check_text(box: Box, prompt_id: int) -> ResponseReturnValue:
    """Draw what is to be looked at in the menu as it would be with these words."""
    known, shown = opened_text(prompt_id)
    prompts = {**known.document["prompts"], shown.name: as_kept(str(TextForm().words.data or ""))}
    remarks = remarks_on(box, {**known.document, "prompts": prompts})
    return render_template("menu_remarks.html", opened=known, remarks=remarks, node="", prompt=shown.name)


def new_text(_box: Box, draft_id: int) -> ResponseReturnValue:
    """Ask for a new text."""
    return render_template("menu_text_new.html", opened=opened(draft_id), form=NewTextForm())


def add_text(box: Box, draft_id: int) -> ResponseReturnValue:
    """Add a text."""
    known, form = opened(draft_id), NewTextForm()
    if form.validate():
        try:
            DraftPrompt.add(draft_id, written(form.name), written(form.words), by=me().actor, now=box.now())
        except BadDraft as error:
            form.refuse("words" if "Текст має" in str(error) else "name", error)
    if form.errors:
        return render_template("menu_text_new.html", opened=known, form=form), 422
    flash("Текст додано.")
    return redirect(url_for("menu.listing", draft_id=draft_id), 303)


def remove_text(box: Box, prompt_id: int) -> ResponseReturnValue:
    """Take a text out."""
    known, shown = opened_text(prompt_id)
    DraftPrompt.remove(prompt_id, by=me().actor, now=box.now())
    flash(f"Текст «{shown.name}» вилучено.")
    return redirect(url_for("menu.listing", draft_id=known.draft.id), 303)


def places(_box: Box, draft_id: int) -> ResponseReturnValue:
    """Show the title of a menu and where its callers come in."""
    known = opened(draft_id)
    shown = {"title": known.draft.title, "version": str(known.draft.version), **known.draft.places}
    return _places_page(known, PlacesForm(data=shown))


def save_places(box: Box, draft_id: int) -> ResponseReturnValue:
    """Keep them, unless somebody was first."""
    known = opened(draft_id)
    form = PlacesForm().offer(known)
    if form.validate():
        try:
            known.draft.change(form.version_seen, written(form.title), form.places, by=me().actor, now=box.now())
        except BadDraft as error:
            form.refuse("title", error)
        except ChangedMeanwhile as meanwhile:
            form.show_version(meanwhile.version)
            return _places_page(known, form, meanwhile), 409
    if form.errors:
        return _places_page(known, form), 422
    flash(SAVED)
    return redirect(url_for("menu.overview", menu=known.draft.menu), 303)


def said_by(known: Opened) -> Mapping[str, list[str]]:
    """Return for every text the nodes that say it."""
    said: dict[str, list[str]] = {}
    for name, about in known.document["nodes"].items():
        kind = KINDS.get(str(about.get("kind")))
        for prompt in dict.fromkeys(str(about.get(field)) for field in (kind.speaks if kind else ())):
            said.setdefault(prompt, []).append(name)
    return said


def _typed() -> list[tuple[str, str]]:
    return [(name, value) for name, value in typed(request.form) if name == "words"]


def _page(
    box: Box, known: Opened, shown: DraftPrompt, form: TextForm, meanwhile: ChangedMeanwhile | None = None
) -> str:
    return render_template(
        "menu_text.html",
        opened=known,
        shown=shown,
        form=form,
        meanwhile=meanwhile,
        said=said_by(known).get(shown.name, []),
        house=HOUSE_TEXTS.get(shown.name, ""),
        needed=shown.name in HOUSE_PROMPTS,
        remarks=remarks_on(box, known.document, within_s=WITHIN_S, surely={shown.name}),
        node="",
        prompt=shown.name,
    )


def _places_page(known: Opened, form: PlacesForm, meanwhile: ChangedMeanwhile | None = None) -> str:
    form.offer(known)
    return render_template(
        "menu_places.html", opened=known, form=form, meanwhile=meanwhile, names={"title": "Назва меню", **PLACE_NAMES}
    )
