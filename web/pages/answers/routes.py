"""Answers: found, read out, changed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.contacts.most_asked import lately_used
from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.knowledge.answer_search import find_answers
from appliance.casework.knowledge.articles import LABELS, SUBJECT, Article, BadArticle, NoSuchArticle
from appliance.casework.knowledge.questions import NoSuchQuestion, Question
from appliance.casework.knowledge.topics import Category, NoSuchTopic, flat
from appliance.casework.versions import TextVersion, differences
from appliance.publishing.contents.rubrics import question_told
from web.access import Action
from web.box import Box
from web.forms import REFUSAL, written
from web.hearing import check_words
from web.lists import number
from web.page import Group, Page
from web.pages.answers import asking, counts, texting
from web.pages.answers.forms import ArticleForm, AskForm
from web.pages.calls.forms import ConsultationForm
from web.publishing import publish_soon
from web.shown import KYIV
from web.who import me

GOOD_FOR = timedelta(days=365)
"""So long an answer that was looked at needs no other look."""


def page(box: Box) -> Page:
    """Return the routes of the answers."""
    page = Page("answers", __name__, box, title="Відповіді", place=30, group=Group.SAYS)
    page.shows("/answers", listing, needs=Action.SEE_CONTENT)
    page.shows("/answers/found", found, needs=Action.SEE_CONTENT)
    page.shows("/answers/new", new, needs=Action.EDIT_CONTENT)
    page.does("/answers/new", add, needs=Action.EDIT_CONTENT)
    page.shows("/answers/<int:article_id>", article, needs=Action.SEE_CONTENT)
    page.does("/answers/<int:article_id>/change", change, needs=Action.EDIT_CONTENT)
    page.does("/answers/<int:article_id>/restore", restore, needs=Action.EDIT_CONTENT)
    page.does("/answers/<int:article_id>/reviewed", reviewed, needs=Action.EDIT_CONTENT)
    page.does("/answers/<int:article_id>/off", switch_off, needs=Action.EDIT_CONTENT)
    page.does("/answers/<int:article_id>/on", switch_on, needs=Action.EDIT_CONTENT)
    page.shows("/answers/<int:article_id>/print", sheet, needs=Action.SEE_CONTENT)
    page.shows("/answers/<int:article_id>/sms", texting.compose, needs=Action.WORK_CALLS)
    page.does("/answers/<int:article_id>/sms", texting.send, needs=Action.WORK_CALLS)
    page.shows("/answers/questions", asking.questions, needs=Action.SEE_CONTENT)
    page.does("/answers/questions", asking.ask, needs=Action.WORK_CALLS)
    page.shows("/answers/questions/<int:question_id>", asking.question, needs=Action.SEE_CONTENT)
    page.does("/answers/questions/<int:question_id>/again", asking.again, needs=Action.WORK_CALLS)
    page.does("/answers/questions/<int:question_id>/give", asking.give, needs=Action.EDIT_CONTENT)
    page.does("/answers/questions/<int:question_id>/join", asking.join, needs=Action.EDIT_CONTENT)
    page.does("/answers/questions/<int:question_id>/answer", asking.answer, needs=Action.EDIT_CONTENT)
    page.does("/answers/questions/<int:question_id>/close", asking.close, needs=Action.EDIT_CONTENT)
    return page


def listing(box: Box) -> ResponseReturnValue:
    """Draw the search, and what is asked and used most."""
    shown = counts.counts(box)
    return render_template(
        "answers.html",
        **_asked(box),
        counts=shown,
        stale=Article.stale(_today(box)),
        open_questions=Question.count_open(),
        consultation=ConsultationForm(formdata=None),
        ask_form=AskForm(formdata=None, data={"question": request.args.get("q", "")[:200]}),
        alike=(),
    )


def found(box: Box) -> ResponseReturnValue:
    """Draw only what is found, for the script that asks while one types."""
    return render_template("answers_found.html", **_asked(box))


def new(_box: Box) -> ResponseReturnValue:
    """Draw the form of a new answer, to a question if one is named."""
    question = _question_named()
    form = ArticleForm(data={"title": question.text[:200]} if question else None)
    form.offer()
    if topic := number(request.args, "topic"):
        form.topic.data = str(topic)
    return render_template("answers_new.html", form=form, question=question)


def add(box: Box) -> ResponseReturnValue:
    """Enter an answer; the question that it was written for is closed by it."""
    form, question = ArticleForm(), _question_named()
    form.offer()
    if form.validate() and _speakable(box, form):
        try:
            added = Article.add(_topic(form), *_wording(form), **_about(form), by=me().actor, now=box.now())
        except (BadArticle, NoSuchTopic) as error:
            form.refuse(error.field if isinstance(error, BadArticle) else "topic", error)
        else:
            return _entered(box, form, added, question)
    return render_template("answers_new.html", form=form, question=question), 422


def article(box: Box, article_id: int) -> ResponseReturnValue:
    """Draw an answer, for whoever may in a form."""
    shown = _known(article_id)
    kept = {
        **shown.wording,
        "topic": str(shown.category_id),
        "owner": str(shown.owner_id or 0),
        "review_by": shown.review_by,
        "by_voice": shown.by_voice,
        "version": str(shown.version),
    }
    form = ArticleForm(data=kept)
    return _article(box, shown, form)


def change(box: Box, article_id: int) -> ResponseReturnValue:
    """Write an answer anew, unless somebody was first."""
    shown, form, meanwhile = _known(article_id), ArticleForm(), None
    form.offer(shown.category_id)
    told = shown.by_voice
    if form.validate() and _speakable(box, form):
        about = {**_about(form), "category_id": _topic(form)}
        try:
            Article.change(article_id, form.version_seen, *_wording(form), **about, by=me().actor, now=box.now())
        except (BadArticle, NoSuchTopic) as error:
            form.refuse(error.field if isinstance(error, BadArticle) else "topic", error)
        except ChangedMeanwhile as first:
            form.version.data, meanwhile = str(first.version), first
    if form.errors or meanwhile:
        return _article(box, shown, form, meanwhile), 409 if meanwhile else 422
    if told or form.by_voice.data:
        publish_soon(box, "rubrics")
    flash("Збережено.")
    return redirect(url_for(".article", article_id=article_id), 303)


def restore(box: Box, article_id: int) -> ResponseReturnValue:
    """Let it say again what it said before."""
    shown = _known(article_id)
    wording, version = number(request.form, "number") or 0, number(request.form, "version") or 0
    if faults := _faults_of(box, shown, wording):
        flash(f"Не повернуто: цю редакцію не можна прочитати людям. {faults[0]}", REFUSAL)
        return redirect(url_for(".article", article_id=article_id), 303)
    try:
        Article.restore(article_id, version, wording, by=me().actor, now=box.now())
    except NoSuchArticle:
        abort(404)
    except ChangedMeanwhile as meanwhile:
        flash(str(meanwhile), REFUSAL)
    else:
        if shown.by_voice:
            publish_soon(box, "rubrics")
        flash(f"Повернуто редакцію № {wording}.")
    return redirect(url_for(".article", article_id=article_id), 303)


def reviewed(box: Box, article_id: int) -> ResponseReturnValue:
    """Note that it still holds, and is to be looked at again in a year."""
    _known(article_id)
    version = number(request.form, "version") or 0
    try:
        Article.reviewed(article_id, version, _today(box) + GOOD_FOR, by=me().actor, now=box.now())
    except ChangedMeanwhile as meanwhile:
        flash(str(meanwhile), REFUSAL)
    else:
        flash("Позначено: чинна ще рік.")
    return redirect(url_for(".article", article_id=article_id), 303)


def switch_off(box: Box, article_id: int) -> ResponseReturnValue:
    """Offer an answer no more."""
    return _switch(box, article_id, on=False)


def switch_on(box: Box, article_id: int) -> ResponseReturnValue:
    """Offer an answer again."""
    return _switch(box, article_id, on=True)


def sheet(_box: Box, article_id: int) -> ResponseReturnValue:
    """Draw an answer to be printed for the notice board."""
    return render_template("answers_sheet.html", article=_known(article_id))


def _switch(box: Box, article_id: int, *, on: bool) -> ResponseReturnValue:
    shown = _known(article_id)
    Article.switch(article_id, on=on, by=me().actor, now=box.now())
    if shown.by_voice:
        publish_soon(box, "rubrics")
    flash("Відповідь увімкнено." if on else "Відповідь вимкнено.")
    return redirect(url_for(".article", article_id=article_id), 303)


def _asked(box: Box) -> dict[str, Any]:
    """Return what was asked for and what is found, and for what: a call, a question."""
    asked = request.args.get("q", "").strip()
    return {
        "asked": asked,
        "found": find_answers(asked, lately_used()) if asked else (),
        "call": request.args.get("call", "")[:32],
        "question": number(request.args, "question"),
        "today": _today(box),
    }


def _article(box: Box, shown: Article, form: ArticleForm, meanwhile: ChangedMeanwhile | None = None) -> str:
    form.offer(shown.category_id)
    wordings = TextVersion.history(SUBJECT, shown.id)
    older = [*wordings[1:], None]
    changes = [
        (new, differences(old.document, new.document, LABELS) if old else ["Перша редакція."])
        for new, old in zip(wordings, older, strict=False)
    ]
    return render_template(
        "answers_article.html",
        article=shown,
        topic=flat(Category.tree(with_off=True)).get(shown.category_id),
        form=form,
        meanwhile=meanwhile,
        changes=changes,
        used=counts.used_of_late(box, shown.id),
        stale=shown.is_stale(_today(box)),
    )


def _entered(box: Box, form: ArticleForm, added: int, question: Question | None) -> ResponseReturnValue:
    if question:
        Question.answer(question.id, added, by=me().actor, now=box.now())
    if form.by_voice.data:
        publish_soon(box, "rubrics")
    flash("Відповідь додано, питання закрито нею." if question else "Відповідь додано.")
    return redirect(url_for(".article", article_id=added), 303)


def _speakable(box: Box, form: ArticleForm) -> bool:
    """Tell whether callers can be told it, if they are to be; what cannot be read is said beside its field."""
    if form.by_voice.data:
        for field in (form.title, form.text):
            for sentence in check_words(box, written(field)):
                form.refuse(field.name, sentence)
        if not form.errors:
            for sentence in check_words(box, question_told(written(form.title), written(form.text))):
                form.refuse("text", sentence)
    return not form.errors


def _faults_of(box: Box, shown: Article, number: int) -> list[str]:
    """Return why callers could not be told an older wording of an answer that they are told."""
    old = TextVersion.known(SUBJECT, shown.id, number) if shown.by_voice else None
    if old is None:
        return []
    return check_words(box, question_told(str(old.document.get("title", "")), str(old.document.get("text", ""))))


def _wording(form: ArticleForm) -> tuple[str, str, str]:
    return form.title.data or "", form.text.data or "", form.source.data or ""


def _about(form: ArticleForm) -> dict[str, Any]:
    return {"owner_id": form.owner_id, "review_by": form.review_by.data, "by_voice": bool(form.by_voice.data)}


def _topic(form: ArticleForm) -> int:
    return int(form.topic.data or 0)


def _question_named() -> Question | None:
    asked = number(request.args, "question")
    if asked is None:
        return None
    try:
        return Question.standing(asked)
    except NoSuchQuestion:
        return None


def _today(box: Box) -> date:
    return box.now().wall.astimezone(KYIV).date()


def _known(article_id: int) -> Article:
    try:
        return Article.known(article_id)
    except NoSuchArticle:
        abort(404)
