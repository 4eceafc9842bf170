"""The topics of appeals: added, renamed, switched off."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.knowledge.articles import Article
from appliance.casework.knowledge.starter_topics import load_starter
from appliance.casework.knowledge.topics import BadTopic, Category, NoSuchTopic, flat
from web.access import Action
from web.box import Box
from web.forms import REFUSAL
from web.lists import number
from web.page import Page
from web.pages.topics.forms import RenameForm, TopicForm
from web.who import me


def page(box: Box) -> Page:
    """Return the routes of the topics."""
    page = Page("topics", __name__, box)
    needs = Action.EDIT_TOPICS
    page.shows("/topics", listing, needs=needs)
    page.does("/topics", add, needs=needs)
    page.does("/topics/starter", starter, needs=needs)
    page.shows("/topics/<int:topic_id>", topic, needs=needs)
    page.does("/topics/<int:topic_id>/rename", rename, needs=needs)
    page.does("/topics/<int:topic_id>/off", switch_off, needs=needs)
    page.does("/topics/<int:topic_id>/on", switch_on, needs=needs)
    return page


def listing(_box: Box) -> ResponseReturnValue:
    """Draw the tree."""
    return _listing(TopicForm())


def add(box: Box) -> ResponseReturnValue:
    """Enter a topic."""
    form = TopicForm()
    form.offer_parents()
    if form.validate():
        try:
            Category.add(form.name.data or "", form.parent_id, by=me().actor, now=box.now())
        except (BadTopic, NoSuchTopic) as error:
            form.refuse("name", error)
    if form.errors:
        return _listing(form), 422
    flash("Тему додано.")
    return redirect(url_for(".listing"), 303)


def starter(box: Box) -> ResponseReturnValue:
    """Enter the starter topics that are not there yet."""
    count = load_starter(box.now(), by=me().actor)
    flash(f"Додано тем і відповідей: {count}." if count else "Усі початкові теми вже є.")
    return redirect(url_for(".listing"), 303)


def topic(_box: Box, topic_id: int) -> ResponseReturnValue:
    """Draw a topic with its answers."""
    shown = _known(topic_id)
    return _topic(shown, RenameForm(data={"name": shown.name, "version": str(shown.version)}))


def rename(box: Box, topic_id: int) -> ResponseReturnValue:
    """Write a topic's name anew, unless somebody was first."""
    shown, form = _known(topic_id), RenameForm()
    if form.validate():
        try:
            Category.rename(topic_id, _version(form.version), form.name.data or "", by=me().actor, now=box.now())
        except BadTopic as error:
            form.refuse("name", error)
        except ChangedMeanwhile as meanwhile:
            form.version.data = str(meanwhile.version)
            return _topic(shown, form, meanwhile), 409
    if form.errors:
        return _topic(shown, form), 422
    flash("Збережено.")
    return redirect(url_for(".topic", topic_id=topic_id), 303)


def switch_off(box: Box, topic_id: int) -> ResponseReturnValue:
    """Offer a topic no more."""
    _known(topic_id)
    Category.switch_off(topic_id, by=me().actor, now=box.now())
    flash("Тему вимкнено; записане за нею залишилося.")
    return redirect(url_for(".listing"), 303)


def switch_on(box: Box, topic_id: int) -> ResponseReturnValue:
    """Offer a topic again."""
    _known(topic_id)
    try:
        Category.switch_on(topic_id, by=me().actor, now=box.now())
        flash("Тему увімкнено.")
    except (BadTopic, NoSuchTopic) as error:
        flash(f"Не увімкнено. {error}", REFUSAL)
    return redirect(url_for(".listing"), 303)


def _listing(form: TopicForm) -> str:
    form.offer_parents()
    tree = Category.tree(with_off=True)
    counts = {topic: len(articles) for topic, articles in Article.by_topic(list(flat(tree))).items()}
    return render_template("topics.html", tree=tree, counts=counts, form=form)


def _topic(shown: Category, names: RenameForm, meanwhile: ChangedMeanwhile | None = None) -> str:
    articles = Article.by_topic([shown.id], with_off=True).get(shown.id, [])
    return render_template("topics_topic.html", topic=shown, names=names, articles=articles, meanwhile=meanwhile)


def _version(field: Field) -> int:
    return number({"version": field.data or ""}, "version") or 0


def _known(topic_id: int) -> Category:
    try:
        return Category.known(topic_id)
    except NoSuchTopic:
        abort(404)
