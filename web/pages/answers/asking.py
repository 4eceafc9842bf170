"""Questions that nobody could answer: noted, joined, given to somebody, closed."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.knowledge.articles import NoSuchArticle
from appliance.casework.knowledge.questions import BadQuestion, NoSuchQuestion, Question, alike
from web.box import Box
from web.forms import REFUSAL, written
from web.lists import number
from web.pages.answers.forms import AskForm, CloseForm, GiveForm
from web.who import me


def questions(_box: Box) -> ResponseReturnValue:
    """Draw the open ones, the most asked first, and what was closed of late."""
    return render_template("answers_questions.html", open=Question.open(), closed=Question.lately_closed())


def ask(box: Box) -> ResponseReturnValue:
    """Note a question; where others ask nearly the same, they are offered first."""
    form, call = AskForm(), request.form.get("call", "")[:32]
    if not form.validate():
        return _asking(form, call, ()), 422
    similar = () if request.form.get("as_new") else _others_like(written(form.question))
    if similar:
        return _asking(form, call, similar), 422
    try:
        Question.ask(written(form.question), call_uid=call or None, by=me().actor, now=box.now())
    except BadQuestion as error:
        form.refuse("question", error)
        return _asking(form, call, ()), 422
    flash("Питання записано: його побачать у справах.")
    return _back(call)


def again(box: Box, question_id: int) -> ResponseReturnValue:
    """Note that somebody asked the same."""
    call = request.form.get("call", "")[:32]
    try:
        Question.again(question_id, call_uid=call or None, by=me().actor, now=box.now())
    except NoSuchQuestion:
        abort(404)
    except BadQuestion:
        abort(400)
    flash("Записано: це питання поставили ще раз.")
    return _back(call)


def question(_box: Box, question_id: int) -> ResponseReturnValue:
    """Draw one question."""
    form = GiveForm(data={"owner": str(_known(question_id).owner_id or 0)})
    return _question(_known(question_id), form, CloseForm())


def give(box: Box, question_id: int) -> ResponseReturnValue:
    """Say who is to find the answer."""
    shown, form = _open(question_id), GiveForm()
    form.offer()
    if not form.validate():
        return _question(shown, form, CloseForm(formdata=None)), 422
    Question.give(question_id, form.owner_id, by=me().actor, now=box.now())
    flash("Збережено.")
    return redirect(url_for("answers.question", question_id=question_id), 303)


def join(box: Box, question_id: int) -> ResponseReturnValue:
    """Close it as the same as another."""
    _open(question_id)
    into = number(request.form, "into") or 0
    try:
        Question.join(question_id, into, by=me().actor, now=box.now())
    except (NoSuchQuestion, BadQuestion) as error:
        flash(f"Не об'єднано. {error}", REFUSAL)
        return redirect(url_for("answers.question", question_id=question_id), 303)
    flash("Об'єднано.")
    return redirect(url_for("answers.question", question_id=into), 303)


def answer(box: Box, question_id: int) -> ResponseReturnValue:
    """Close it by an answer that is there already."""
    _open(question_id)
    try:
        Question.answer(question_id, number(request.form, "article") or 0, by=me().actor, now=box.now())
    except NoSuchArticle:
        abort(404)
    flash("Питання закрито відповіддю.")
    return redirect(url_for("answers.question", question_id=question_id), 303)


def close(box: Box, question_id: int) -> ResponseReturnValue:
    """Close it without an answer."""
    shown, form = _open(question_id), CloseForm()
    if form.validate():
        try:
            Question.close(question_id, written(form.reason), by=me().actor, now=box.now())
        except BadQuestion as error:
            form.refuse("reason", error)
    if form.errors:
        return _question(shown, GiveForm(formdata=None), form), 422
    flash("Питання закрито.")
    return redirect(url_for("answers.questions"), 303)


def _others_like(text: str) -> list[Question]:
    """Return open questions that ask nearly the same; the very same one needs no asking."""
    return alike(text, Question.open())


def _asking(form: AskForm, call: str, similar: object) -> str:
    return render_template("answers_ask.html", ask_form=form, call=call, alike=similar)


def _question(shown: Question, giving: GiveForm, closing: CloseForm) -> str:
    giving.offer()
    if giving.owner.data is None:
        giving.owner.data = str(shown.owner_id or 0)
    others = [each for each in Question.open() if each.id != shown.id] if shown.closed_at is None else []
    near = alike(shown.text, others)
    rest = [each for each in others if each not in near]
    return render_template(
        "answers_question.html", question=shown, giving=giving, closing=closing, others=[*near, *rest]
    )


def _back(call: str) -> ResponseReturnValue:
    """Go where the question came up."""
    where = url_for("calls.card", uid=call) if call else url_for("answers.questions")
    return redirect(where, 303)


def _known(question_id: int) -> Question:
    try:
        return Question.known(question_id)
    except NoSuchQuestion:
        abort(404)


def _open(question_id: int) -> Question:
    try:
        return Question.standing(question_id)
    except NoSuchQuestion:
        abort(404)
