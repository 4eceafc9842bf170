"""Where a node hangs: keys moved and swapped; and the node renamed, copied, taken out."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.menus import node_edits
from appliance.casework.menus.drafts import BadDraft, DraftNode, NoSuchDraft
from web.box import Box
from web.forms import REFUSAL, written
from web.lists import number
from web.pages.menu.opened import Opened, opened_node
from web.pages.menu.small_forms import NameForm, beside
from web.pages.menu.tree import leads_to, node_label, places_of
from web.pages.menu.words import kind_name
from web.who import me


def place(_box: Box, node_id: int) -> ResponseReturnValue:
    """Show where a node hangs, and what can be done with it as a whole."""
    known, shown = opened_node(node_id)
    return _page(known, shown)


def move_way(box: Box, node_id: int) -> ResponseReturnValue:
    """Let another key lead here instead of one that does."""
    known, shown = opened_node(node_id)
    away, to = _menu(known, "away"), _menu(known, "to")

    def act() -> None:
        key, new_key = request.form.get("key", ""), request.form.get("new_key", "")
        node_edits.move(shown.name, away, key, to, new_key, by=me().actor, now=box.now())

    return _done(act, "Переміщено.", node_id)


def hang_node(box: Box, node_id: int) -> ResponseReturnValue:
    """Let one more key lead here."""
    known, shown = opened_node(node_id)
    to = _menu(known, "to")

    def act() -> None:
        key = request.form.get("new_key", "")
        node_edits.hang(to.id, to.version, key, shown.name, by=me().actor, now=box.now())

    return _done(act, "Клавіша веде сюди.", node_id)


def swap(box: Box, node_id: int) -> ResponseReturnValue:
    """Let two keys of this menu change places."""
    _known, shown = opened_node(node_id)

    def act() -> None:
        one, other = request.form.get("one", ""), request.form.get("other", "")
        node_edits.swap_keys(node_id, shown.version, one, other, by=me().actor, now=box.now())

    return _done(act, "Клавіші обміняно. Змініть і слова меню: вони називають клавіші.", node_id)


def rename(box: Box, node_id: int) -> ResponseReturnValue:
    """Name it otherwise; whatever led here leads here still."""
    known, shown = opened_node(node_id)
    form = NameForm()
    if form.validate():
        try:
            DraftNode.rename(node_id, form.version_seen, written(form.name), by=me().actor, now=box.now())
        except BadDraft as error:
            form.refuse("name", error)
        except ChangedMeanwhile as meanwhile:
            form.refuse("", meanwhile)
            form.show_version(meanwhile.version)
    if form.errors:
        return _page(known, shown, renaming=form), 422
    flash("Перейменовано.")
    return redirect(url_for("menu.place", node_id=node_id), 303)


def copy(box: Box, node_id: int) -> ResponseReturnValue:
    """Add a node like this one."""
    known, shown = opened_node(node_id)
    form = NameForm()
    if form.validate():
        try:
            added = DraftNode.copy(node_id, written(form.name), by=me().actor, now=box.now())
        except BadDraft as error:
            form.refuse("name", error)
        else:
            flash("Скопійовано. Поведіть до копії клавішу або вихід іншого вузла.")
            return redirect(url_for("menu.place", node_id=added.id), 303)
    return _page(known, shown, copying=form), 422


def remove(box: Box, node_id: int) -> ResponseReturnValue:
    """Take it out of the draft."""
    known, shown = opened_node(node_id)
    with_ways = "with_ways" in request.form
    node_edits.remove_node(node_id, with_ways=with_ways, by=me().actor, now=box.now())
    flash(f"Вузол «{shown.name}» вилучено.")
    return redirect(url_for("menu.overview", menu=known.draft.menu), 303)


def _done(act: Callable[[], None], words: str, node_id: int) -> ResponseReturnValue:
    try:
        act()
        flash(words)
    except (BadDraft, NoSuchDraft, ChangedMeanwhile) as error:
        flash(str(error), REFUSAL)
    return redirect(url_for("menu.place", node_id=node_id), 303)


def _menu(known: Opened, field: str) -> DraftNode:
    """Return the menu that the form names by the id of its row."""
    row = number(request.form, field)
    return next((menu for menu in known.menus if menu.id == row), None) or abort(404)


def _page(known: Opened, shown: DraftNode, renaming: NameForm | None = None, copying: NameForm | None = None) -> str:
    ways = leads_to(known.document, shown.name)
    named = {"name": shown.name, "version": str(shown.version)}
    new_name = node_edits.free_name(shown.name, known.nodes)
    return render_template(
        "menu_place.html",
        opened=known,
        shown=shown,
        kind=kind_name(shown.about.get("kind")),
        label=node_label(known.document, shown.name),
        ways=ways,
        places=places_of(known.document, shown.name),
        targets=[(menu, node_edits.free_keys(menu.about)) for menu in known.menus],
        keys=node_edits.KEYS,
        renaming=renaming or beside(NameForm, data=named),
        copying=copying or beside(NameForm, data={**named, "name": new_name}),
    )
