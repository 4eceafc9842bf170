"""Rubrics of the menu: what is heard now, later, no more; written, ordered, printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.knowledge.articles import Article
from appliance.casework.knowledge.rubrics import (
    LABELS,
    RUBRIC_NAMES,
    SUBJECT,
    BadEntry,
    NoSuchEntry,
    Rubric,
    RubricEntry,
)
from appliance.casework.knowledge.starter_rubrics import load_starter_rubrics
from appliance.casework.texts.short_texts import PARTS_MAX
from appliance.casework.versions import TextVersion, differences
from appliance.clock import Moment
from appliance.menu.nodes.rubric import Rubric as RubricNode
from appliance.menu.published import NotPublished
from appliance.sms_text import measure
from web.access import Action
from web.box import Box
from web.forms import REFUSAL, written
from web.hearing import check_words
from web.in_force import menu_in_force
from web.lists import number, pick
from web.page import Group, Page
from web.pages.news.forms import FIELDS, EntryForm
from web.publishing import publish_soon
from web.who import me

PART = "rubrics"
"""What is published anew after a change."""
NEWLY_SHOWN = {name.value: name for name in Rubric}


@dataclass(frozen=True, slots=True)
class Shelf:
    """One rubric and its entries by what callers hear of them; `in_menu` None: nobody knows, no menu is published."""

    rubric: Rubric
    name: str
    in_menu: bool | None
    now: Sequence[RubricEntry]
    later: Sequence[RubricEntry]
    over: Sequence[RubricEntry]
    off: Sequence[RubricEntry]


def page(box: Box) -> Page:
    """Return the routes of the rubrics."""
    page = Page("news", __name__, box, title="Новини та довідки", place=35, group=Group.SAYS)
    page.shows("/news", listing, needs=Action.SEE_CONTENT)
    page.shows("/news/new", new, needs=Action.EDIT_CONTENT)
    page.does("/news/new", add, needs=Action.EDIT_CONTENT)
    page.does("/news/starter", starter, needs=Action.EDIT_CONTENT)
    page.shows("/news/<int:entry_id>", entry, needs=Action.SEE_CONTENT)
    page.does("/news/<int:entry_id>/change", change, needs=Action.EDIT_CONTENT)
    page.does("/news/<int:entry_id>/restore", restore, needs=Action.EDIT_CONTENT)
    page.does("/news/<int:entry_id>/off", switch_off, needs=Action.EDIT_CONTENT)
    page.does("/news/<int:entry_id>/on", switch_on, needs=Action.EDIT_CONTENT)
    page.does("/news/<int:entry_id>/up", up, needs=Action.EDIT_CONTENT)
    page.shows("/news/<int:entry_id>/print", sheet, needs=Action.SEE_CONTENT)
    return page


def listing(box: Box) -> ResponseReturnValue:
    """Draw every rubric."""
    told = _rubrics_of_the_menu(box)
    shelves = [_shelf(rubric, told, box.now()) for rubric in Rubric]
    return render_template(
        "news.html",
        shelves=shelves,
        by_voice=Article.by_themselves(),
        empty=not any(each.now or each.later or each.over or each.off for each in shelves),
        unchecked=RubricEntry.count_unchecked(),
    )


def new(_box: Box) -> ResponseReturnValue:
    """Draw the form of a new entry."""
    form = EntryForm()
    if not form.is_submitted() and "rubric" in request.args:
        form.rubric.data = pick(request.args, "rubric", NEWLY_SHOWN)
    return _new(form)


def add(box: Box) -> ResponseReturnValue:
    """Enter an entry; callers hear it as soon as it is spoken."""
    form = EntryForm()
    if form.validate() and _speakable(box, form):
        try:
            RubricEntry.add(form.chosen, form.wording(), by=me().actor, now=box.now())
        except BadEntry as error:
            form.refuse(FIELDS.get(error.field, error.field), error)
    if form.errors:
        return _new(form), 422
    publish_soon(box, PART)
    flash("Додано. Люди почують це, щойно текст буде озвучено.")
    return redirect(url_for(".listing"), 303)


def starter(box: Box) -> ResponseReturnValue:
    """Enter the starter entries that are not there yet."""
    count = load_starter_rubrics(box.now(), by=me().actor)
    if count:
        publish_soon(box, PART)
    flash(f"Додано записів: {count}. Перевірте кожен." if count else "Усі початкові записи вже є.")
    return redirect(url_for(".listing"), 303)


def entry(box: Box, entry_id: int) -> ResponseReturnValue:
    """Draw an entry, for whoever may in a form."""
    shown, form = _known(entry_id), EntryForm()
    if not form.kept.data:
        form.show(shown)
    return _entry(box, shown, form)


def change(box: Box, entry_id: int) -> ResponseReturnValue:
    """Write an entry anew, unless somebody was first."""
    shown, form, meanwhile = _known(entry_id), EntryForm(), None
    form.rubric.data = shown.rubric
    if form.validate() and _speakable(box, form):
        try:
            RubricEntry.change(entry_id, form.version_seen, form.wording(), by=me().actor, now=box.now())
        except BadEntry as error:
            form.refuse(FIELDS.get(error.field, error.field), error)
        except ChangedMeanwhile as first:
            form.version.data, meanwhile = str(first.version), first
    if form.errors or meanwhile:
        return _entry(box, shown, form, meanwhile), 409 if meanwhile else 422
    publish_soon(box, PART)
    flash("Збережено. Люди почують це, щойно текст буде озвучено.")
    return redirect(url_for(".entry", entry_id=entry_id), 303)


def restore(box: Box, entry_id: int) -> ResponseReturnValue:
    """Let it say again what it said before."""
    _known(entry_id)
    wording, version = number(request.form, "number") or 0, number(request.form, "version") or 0
    old = TextVersion.known(SUBJECT, entry_id, wording)
    if faults := check_words(box, str(old.document.get("text", "")) if old else ""):
        flash(f"Не повернуто: цю редакцію не можна прочитати людям. {faults[0]}", REFUSAL)
        return redirect(url_for(".entry", entry_id=entry_id), 303)
    try:
        RubricEntry.restore(entry_id, version, wording, by=me().actor, now=box.now())
    except NoSuchEntry:
        abort(404)
    except (BadEntry, ChangedMeanwhile) as error:
        flash(str(error), REFUSAL)
    else:
        publish_soon(box, PART)
        flash(f"Повернуто редакцію № {wording}.")
    return redirect(url_for(".entry", entry_id=entry_id), 303)


def switch_off(box: Box, entry_id: int) -> ResponseReturnValue:
    """Tell it no more."""
    return _switch(box, entry_id, on=False)


def switch_on(box: Box, entry_id: int) -> ResponseReturnValue:
    """Tell it again."""
    return _switch(box, entry_id, on=True)


def up(box: Box, entry_id: int) -> ResponseReturnValue:
    """Let it be read earlier."""
    _known(entry_id)
    RubricEntry.move_up(entry_id, by=me().actor, now=box.now())
    publish_soon(box, PART)
    return redirect(url_for(".listing"), 303)


def sheet(_box: Box, entry_id: int) -> ResponseReturnValue:
    """Draw an entry to be printed for the notice board."""
    shown = _known(entry_id)
    return render_template("news_sheet.html", entry=shown, valid_until=shown.ends_at)


def _switch(box: Box, entry_id: int, *, on: bool) -> ResponseReturnValue:
    _known(entry_id)
    RubricEntry.switch(entry_id, on=on, by=me().actor, now=box.now())
    publish_soon(box, PART)
    flash("Запис увімкнено." if on else "Запис вимкнено.")
    return redirect(url_for(".entry", entry_id=entry_id), 303)


def _shelf(rubric: Rubric, told: frozenset[str] | None, now: Moment) -> Shelf:
    entries = RubricEntry.of(rubric)
    on = [each for each in entries if each.switched_off_at is None]
    heard = [each for each in on if each.is_heard(now)]
    over = [each for each in on if each.is_over(now)]
    return Shelf(
        rubric=rubric,
        name=RUBRIC_NAMES[rubric],
        in_menu=None if told is None else rubric in told,
        now=heard,
        later=[each for each in on if each not in heard and each not in over],
        over=over,
        off=[each for each in entries if each.switched_off_at is not None],
    )


def _rubrics_of_the_menu(box: Box) -> frozenset[str] | None:
    """Return which rubrics the menu in force reads; None: there is none."""
    try:
        nodes = menu_in_force(box).flow.nodes.values()
    except NotPublished:
        return None
    return frozenset(node.rubric for node in nodes if isinstance(node, RubricNode))


def _new(form: EntryForm) -> str:
    return render_template("news_new.html", form=form, size=measure(written(form.sms)), most=PARTS_MAX)


def _entry(box: Box, shown: RubricEntry, form: EntryForm, meanwhile: ChangedMeanwhile | None = None) -> str:
    wordings = TextVersion.history(SUBJECT, shown.id)
    changes = [(new, differences(old.document, new.document, LABELS)) for new, old in pairwise(wordings)]
    changes += [(first, ["Перша редакція."]) for first in wordings[-1:]]
    return render_template(
        "news_entry.html",
        entry=shown,
        rubric=RUBRIC_NAMES[Rubric(shown.rubric)],
        heard=shown.is_heard(box.now()),
        over=shown.is_over(box.now()),
        form=form,
        meanwhile=meanwhile,
        changes=changes,
        labels=LABELS,
        size=measure(written(form.sms) or shown.texted),
        most=PARTS_MAX,
    )


def _speakable(box: Box, form: EntryForm) -> bool:
    """Tell whether it can be said; what cannot be read is said beside its field."""
    fields = [form.text, *([form.title] if form.rubric.data == Rubric.AUTHORITIES else [])]
    for field in fields:
        for sentence in check_words(box, written(field)):
            form.refuse(field.name, sentence)
    return not form.errors


def _known(entry_id: int) -> RubricEntry:
    try:
        return RubricEntry.known(entry_id)
    except NoSuchEntry:
        abort(404)
