"""A node as a form: shown, saved, checked as one types, added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.edits import ChangedMeanwhile, NotThere
from appliance.casework.menus.draft_editors import DraftEditor
from appliance.casework.menus.drafts import BadDraft, DraftNode, NoSuchDraft
from appliance.casework.menus.node_edits import Wording, add_node, free_keys, free_name, save_node
from appliance.menu.node import KINDS
from appliance.sms_text import SmsSize, measure
from web.access import Action
from web.box import Box
from web.forms import written
from web.guard import typed
from web.pages.menu.forms import NewNodeForm, NodeForm, TextWish, data_of, foreign_fields, form_of, new_form_of
from web.pages.menu.opened import Opened, is_menu, opened, opened_node
from web.pages.menu.parts import exits_of, parts_of
from web.pages.menu.remarks import WITHIN_S, remarks_on
from web.pages.menu.tree import leads_to, places_of, targets
from web.pages.menu.words import SAVED, exit_name, field_name, kind_name
from web.who import me

GONE = "Цього вузла в чернетці вже немає: його вилучено, або чернетку почато знову. Написане вами залишилося тут."


@dataclass(frozen=True, slots=True)
class Differing:
    """One thing that two people wrote differently."""

    label: str
    mine: str
    theirs: str


def node(box: Box, node_id: int) -> ResponseReturnValue:
    """Show a node as a form."""
    known, shown = opened_node(node_id)
    if me().may(Action.EDIT_MENU):
        DraftEditor.enter(node_id, me().account_id, now=box.now())
    kind = str(shown.about.get("kind"))
    if kind not in KINDS:
        return _page(box, known, shown, None)
    data = data_of(kind, known.document, shown.about, known.versions)
    form = form_of(kind, known.document, shown.about, known.versions)(data={**data, "version": str(shown.version)})
    return _page(box, known, shown, form)


def save(box: Box, node_id: int) -> ResponseReturnValue:
    """Keep a node and its texts, unless somebody was first."""
    try:
        shown = DraftNode.known(node_id)
    except NoSuchDraft:
        return render_template("menu_gone.html", sentence=GONE, typed=_typed()), 404
    known = opened(shown.draft_id)
    kind = str(shown.about.get("kind"))
    if kind not in KINDS:
        abort(404)
    form = form_of(kind, known.document, shown.about, known.versions)()
    if not form.validate() or form.faults():
        return _page(box, known, shown, form), 422
    wishes = list(form.wishes())
    about = form.about(shown.about, {wish.field: wish.name for wish in wishes})
    try:
        save_node(shown, form.version_seen, about, _wordings(wishes), by=me().actor, now=box.now())
    except (BadDraft, NotThere) as error:
        form.refuse(_about_which(error, form), error)
        return _page(box, known, shown, form), 422
    except ChangedMeanwhile as meanwhile:
        differing = list(_differing(opened(shown.draft_id), shown, form, wishes, about))
        _show_versions(opened(shown.draft_id), shown, form, wishes)
        return _page(box, known, shown, form, meanwhile, differing), 409
    flash(SAVED)
    return redirect(url_for("menu.node", node_id=node_id), 303)


def check(box: Box, node_id: int) -> ResponseReturnValue:
    """Draw what is to be looked at in the menu as it would be with what stands in the form now."""
    known, shown = opened_node(node_id)
    kind = str(shown.about.get("kind"))
    if kind not in KINDS:
        abort(404)
    return _checked(box, known, form_of(kind, known.document, shown.about, known.versions)(), shown.name, shown.about)


def kinds(_box: Box, draft_id: int) -> ResponseReturnValue:
    """Offer the kinds of nodes."""
    return render_template("menu_kinds.html", opened=opened(draft_id), kinds=KINDS)


def new(_box: Box, draft_id: int, kind: str) -> ResponseReturnValue:
    """Ask for a new node of a kind, most of it filled in as the other nodes of the menu have it."""
    known = opened(draft_id)
    if kind not in KINDS:
        abort(404)
    about = suggested(kind, known)
    data = data_of(kind, known.document, about, known.versions)
    name = free_name(kind, known.nodes)
    return _new_page(known, kind, new_form_of(kind, known.document, about, known.versions)(data={**data, "name": name}))


def add(box: Box, draft_id: int, kind: str) -> ResponseReturnValue:
    """Add a node."""
    known = opened(draft_id)
    if kind not in KINDS:
        abort(404)
    form = new_form_of(kind, known.document, suggested(kind, known), known.versions)()
    if not form.validate() or form.faults():
        return _new_page(known, kind, form), 422
    wishes = list(form.wishes())
    about = form.about({}, {wish.field: wish.name for wish in wishes})
    try:
        added = add_node(draft_id, written(form.name), about, _wordings(wishes), by=me().actor, now=box.now())
    except (BadDraft, NoSuchDraft, ChangedMeanwhile) as error:
        form.refuse("name", error)
        return _new_page(known, kind, form), 422
    flash("Вузол додано. Тепер поведіть до нього клавішу або вихід іншого вузла.")
    return redirect(url_for("menu.place", node_id=added.id), 303)


def check_new(box: Box, draft_id: int, kind: str) -> ResponseReturnValue:
    """Draw what is to be looked at in the menu as it would be with the new node."""
    known = opened(draft_id)
    if kind not in KINDS:
        abort(404)
    form = new_form_of(kind, known.document, {}, known.versions)()
    return _checked(box, known, form, written(form.name) or kind, {})


def suggested(kind: str, known: Opened) -> dict[str, Any]:
    """Return a node as most of the others are: what they say when a key is wrong, where silence leads."""
    about: dict[str, Any] = {"kind": kind}
    alike = [node.about for node in known.nodes.values()]
    for part in parts_of(kind):
        if part.sort == "text" and part.name not in ("prompt", "short"):
            usual = _usual([each.get(part.name) for each in alike if each.get("kind") == kind])
            usual = usual or _usual([each.get(part.name) for each in alike])
            if usual:
                about[part.name] = usual
    exits = {name: _usual(_led_by(alike, kind, name)) or known.draft.places.get("main", "") for name in exits_of(kind)}
    return {**about, "exits": {name: target for name, target in exits.items() if target}}


def _led_by(alike: list[dict[str, Any]], kind: str, exit_taken: str) -> list[Any]:
    return [targets(each.get("exits")).get(exit_taken) for each in alike if each.get("kind") == kind]


def _usual(values: list[Any]) -> str:
    counted = Counter(str(value) for value in values if value)
    return counted.most_common(1)[0][0] if counted else ""


def _checked(box: Box, known: Opened, form: NodeForm, name: str, before: Mapping[str, Any]) -> ResponseReturnValue:
    form.validate()
    document = _as_typed(known, form, name, before)
    return render_template(
        "menu_remarks.html",
        opened=known,
        remarks=remarks_on(box, document),
        node=name,
        sizes=_sizes(form),
    )


def _as_typed(known: Opened, form: NodeForm, name: str, before: Mapping[str, Any]) -> dict[str, Any]:
    """Return the draft as it would be."""
    prompts, spoken = dict(known.document["prompts"]), dict[str, str]()
    for wish in form.wishes():
        spoken[wish.field] = wish.name
        if wish.words is not None:
            spoken[wish.field] = wish.name or free_name(f"{name[:40]}_{wish.field}", prompts)
            prompts[spoken[wish.field]] = wish.words
    about = {key: value for key, value in form.about(before, spoken).items() if value is not None}
    return {**known.document, "nodes": {**known.document["nodes"], name: about}, "prompts": prompts}


def _sizes(form: NodeForm) -> dict[str, SmsSize]:
    """Return how long each text for an SMS is."""
    return {
        field_name(part.name): measure(str(form.field("sms", part.name).data or ""))
        for part in form.parts
        if part.sort == "sms"
    }


def _wordings(wishes: list[TextWish]) -> list[Wording]:
    return [Wording(wish.field, wish.words, wish.name, wish.seen_version) for wish in wishes if wish.words is not None]


def _differing(
    now: Opened, shown: DraftNode, form: NodeForm, wishes: list[TextWish], about: Mapping[str, Any]
) -> Iterator[Differing]:
    """Yield what stands in the form beside what stands in the draft, where they differ and somebody was first."""
    theirs = DraftNode.known(shown.id)
    if theirs.version != form.version_seen:
        for name in {**theirs.about, **about}:
            if theirs.about.get(name) != about.get(name):
                yield Differing(field_name(name), _shown(about.get(name)), _shown(theirs.about.get(name)))
    for wish in wishes:
        prompt = now.prompts.get(wish.name)
        if wish.words is not None and prompt and prompt.version != wish.seen_version:
            yield Differing(field_name(wish.field), wish.words, prompt.text)


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "\n".join(f"{exit_name(name)}: {target}" for name, target in value.items())
    return "" if value is None else str(value)


def _show_versions(now: Opened, shown: DraftNode, form: NodeForm, wishes: list[TextWish]) -> None:
    """Let a second press save knowingly."""
    form.show_version(now.nodes[shown.name].version if shown.name in now.nodes else 0)
    for wish in wishes:
        if wish.name in now.prompts and wish.words is not None:
            form.show_text(wish.field, wish.name, now.prompts[wish.name].version)


def _about_which(error: Exception, form: NodeForm) -> str:
    """Return the field that a refusal of the draft stands beside: the longest text is the one that is too long."""
    texts = [part.name for part in form.parts if part.sort == "text"]
    if "Текст має до" in str(error) and texts:
        longest = max(texts, key=lambda name: len(str(form.field("words", name).data or "")))
        return f"words_{longest}"
    return ""


def _typed() -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, value in typed(request.form)
        if value.strip() and name.split("_")[0] in ("words", "sms", "text", "line", "name")
    ]


def _page(
    box: Box,
    known: Opened,
    shown: DraftNode,
    form: NodeForm | None,
    meanwhile: ChangedMeanwhile | None = None,
    differing: list[Differing] | None = None,
) -> str:
    kind = str(shown.about.get("kind"))
    return render_template(
        "menu_node.html",
        opened=known,
        shown=shown,
        form=form,
        kind=kind_name(kind),
        remarks=remarks_on(box, known.document, within_s=WITHIN_S, surely=_says(shown)),
        node=shown.name,
        sizes=_sizes(form) if form else {},
        others=DraftEditor.others(shown.id, me().account_id, now=box.now()),
        ways=leads_to(known.document, shown.name),
        places=places_of(known.document, shown.name),
        foreign=foreign_fields(kind, shown.about) if form else [],
        uses=_uses(known, shown, form),
        free=free_keys(shown.about) if is_menu(shown.about) else [],
        meanwhile=meanwhile,
        differing=differing or [],
    )


def _uses(known: Opened, shown: DraftNode, form: NodeForm | None) -> dict[str, list[str]]:
    """Return for every field of text the other nodes that say the same text."""
    uses: dict[str, list[str]] = {}
    for part in form.parts if form else ():
        name = str(shown.about.get(part.name) or "") if part.sort == "text" else ""
        if name:
            uses[part.name] = [
                known.calls[other.name]
                for other in known.nodes.values()
                if other.name != shown.name and name in _says(other)
            ]
    return uses


def _says(node: DraftNode) -> set[str]:
    kind = KINDS.get(str(node.about.get("kind")))
    return {str(node.about.get(field)) for field in (kind.speaks if kind else ())}


def _new_page(known: Opened, kind: str, form: NewNodeForm) -> str:
    return render_template(
        "menu_new.html",
        opened=known,
        form=form,
        kind=kind_name(kind),
        kind_code=kind,
        sizes=_sizes(form),
        uses={},
    )
