"""The menu as its editors see it: the tree, and where a draft begins."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.menus.drafts import BadDraft, DraftMenu
from appliance.casework.menus.publications import Publication
from appliance.casework.menus.revisions import Revision
from appliance.errors import SlukhavkaError
from web.access import Action
from web.box import Box
from web.forms import REFUSAL
from web.lists import picked
from web.page import Group, Page
from web.pages.menu import files, moving, nodes, reviewing, sections, texts
from web.pages.menu.opened import Opened, menu_names, opened
from web.pages.menu.remarks import WITHIN_S, remarks_on
from web.pages.menu.tree import tree
from web.who import me


def page(box: Box) -> Page:
    """Return the routes of the menu editor."""
    page = Page("menu", __name__, box, title="Меню", place=10, group=Group.SAYS)
    look, edit, publish = Action.SEE_CONTENT, Action.EDIT_MENU, Action.PUBLISH_MENU
    page.shows("/menu", overview, needs=look)
    page.does("/menu/begin", begin, needs=edit)
    page.shows("/menu/<int:draft_id>/findings", findings, needs=look)
    page.shows("/menu/<int:draft_id>/new", nodes.kinds, needs=edit)
    page.shows("/menu/<int:draft_id>/new/<kind>", nodes.new, needs=edit)
    page.does("/menu/<int:draft_id>/new/<kind>", nodes.add, needs=edit)
    page.does("/menu/<int:draft_id>/new/<kind>/check", nodes.check_new, needs=edit)
    page.shows("/menu/nodes/<int:node_id>", nodes.node, needs=look)
    page.does("/menu/nodes/<int:node_id>", nodes.save, needs=edit)
    page.does("/menu/nodes/<int:node_id>/check", nodes.check, needs=edit)
    page.shows("/menu/nodes/<int:node_id>/place", moving.place, needs=edit)
    page.does("/menu/nodes/<int:node_id>/move", moving.move_way, needs=edit)
    page.does("/menu/nodes/<int:node_id>/hang", moving.hang_node, needs=edit)
    page.does("/menu/nodes/<int:node_id>/swap", moving.swap, needs=edit)
    page.does("/menu/nodes/<int:node_id>/rename", moving.rename, needs=edit)
    page.does("/menu/nodes/<int:node_id>/copy", moving.copy, needs=edit)
    page.does("/menu/nodes/<int:node_id>/remove", moving.remove, needs=edit)
    page.shows("/menu/<int:draft_id>/section", sections.section, needs=edit)
    page.does("/menu/<int:draft_id>/section", sections.add_section, needs=edit)
    page.shows("/menu/<int:draft_id>/item", sections.item, needs=edit)
    page.does("/menu/<int:draft_id>/item", sections.add_item, needs=edit)
    page.shows("/menu/<int:draft_id>/texts", texts.listing, needs=look)
    page.shows("/menu/<int:draft_id>/texts/new", texts.new_text, needs=edit)
    page.does("/menu/<int:draft_id>/texts/new", texts.add_text, needs=edit)
    page.shows("/menu/texts/<int:prompt_id>", texts.text, needs=look)
    page.does("/menu/texts/<int:prompt_id>", texts.save_text, needs=edit)
    page.does("/menu/texts/<int:prompt_id>/check", texts.check_text, needs=edit)
    page.does("/menu/texts/<int:prompt_id>/remove", texts.remove_text, needs=edit)
    page.shows("/menu/<int:draft_id>/places", texts.places, needs=edit)
    page.does("/menu/<int:draft_id>/places", texts.save_places, needs=edit)
    page.shows("/menu/<int:draft_id>/flow.toml", files.export, needs=look)
    page.shows("/menu/file", files.choose, needs=edit)
    page.does("/menu/file", files.take, needs=edit)
    page.shows("/menu/revisions", reviewing.revisions, needs=look)
    page.does("/menu/<int:draft_id>/propose", reviewing.propose, needs=edit)
    page.shows("/menu/revisions/<int:revision_id>", reviewing.revision, needs=look)
    page.does("/menu/revisions/<int:revision_id>/approve", reviewing.approve, needs=publish)
    page.does("/menu/revisions/<int:revision_id>/return", reviewing.send_back, needs=publish)
    page.does("/menu/revisions/<int:revision_id>/publish", reviewing.publish, needs=publish)
    page.does("/menu/revisions/<int:revision_id>/draft", reviewing.take_as_draft, needs=edit)
    page.does("/menu/publications/<int:publication_id>/call-off", reviewing.call_off, needs=publish)
    return page


def overview(box: Box) -> ResponseReturnValue:
    """Draw the tree of a menu, with what is to be looked at."""
    names = menu_names(box)
    name = picked(request.args, "menu", names)
    draft = DraftMenu.of(name)
    shared = {
        "names": names,
        "name": name,
        "latest": Revision.latest(name),
        "in_force": Publication.in_force(name),
        "publications": Publication.latest(name, limit=1),
    }
    if draft is None:
        return render_template("menu_none.html", **shared, sources=files.sources(box, name))
    known = Opened(draft)
    remarks = remarks_on(box, known.document, within_s=WITHIN_S)
    return render_template(
        "menu_tree.html", **shared, opened=known, branches=tree(known.document), remarks=remarks, at=remarks.by_node
    )


def findings(box: Box, draft_id: int) -> ResponseReturnValue:
    """Draw everything that is to be looked at, every text read; `part`: only that, for the script."""
    known = opened(draft_id)
    template = "menu_remarks.html" if "part" in request.args else "menu_findings.html"
    return render_template(template, opened=known, remarks=remarks_on(box, known.document), node="")


def begin(box: Box) -> ResponseReturnValue:
    """Begin a draft out of what callers hear now, or of a starter set."""
    name, sources = request.form.get("menu", ""), files.sources(box, request.form.get("menu", ""))
    source = sources.get(request.form.get("source", ""))
    if name not in menu_names(box) or source is None:
        abort(404)
    if DraftMenu.of(name) is None:
        try:
            DraftMenu.begin(name, source.read(), by=me().actor, now=box.now())
        except (BadDraft, SlukhavkaError, OSError) as error:
            flash(f"Не вдалося: {error}", REFUSAL)
    return redirect(url_for("menu.overview", menu=name), 303)
