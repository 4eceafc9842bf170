"""Emergency texts: prepared, put on with a confirmation, ended."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.notices.emergency_texts import (
    LABELS,
    MOST,
    SUBJECT,
    EmergencyOrder,
    EmergencyText,
    NoEmergencyText,
)
from appliance.casework.notices.notice_rules import BadNotice
from appliance.menu.published_notices import spoken_texts
from appliance.publishing.notices import notices_in
from web.box import Box
from web.forms import REFUSAL, written
from web.hearing import check_words
from web.lists import number
from web.pages.notices.forms import PutOnForm, TextForm
from web.pages.notices.wordings import wordings_of
from web.telling import tell
from web.who import me

ORDERS_SHOWN = 20


def unspoken(box: Box) -> set[int]:
    """Return the texts that nobody has spoken yet: put on, they are heard only when somebody has."""
    spoken = spoken_texts(notices_in(box.settings))
    return {each.id for each in EmergencyText.standing() if each.text not in spoken}


def texts(box: Box) -> ResponseReturnValue:
    """Draw the texts and when they were put on."""
    return _texts(box, TextForm())


def add_text(box: Box) -> ResponseReturnValue:
    """Prepare a text."""
    form = TextForm()
    if form.validate() and _speakable(box, form):
        try:
            EmergencyText.add(written(form.title), written(form.text), by=me().actor, now=box.now())
        except BadNotice as error:
            form.refuse(error.field, error)
    if form.errors:
        return _texts(box, form), 422
    tell(box, "notices")
    flash("Текст записано. Щойно його озвучать, його можна вмикати одразу.")
    return redirect(url_for("notices.texts"), 303)


def starter(box: Box) -> ResponseReturnValue:
    """Prepare the texts to start with."""
    count = EmergencyText.load_starters(by=me().actor, now=box.now())
    tell(box, "notices")
    flash(f"Додано текстів: {count}." if count else "Усі початкові тексти вже є.")
    return redirect(url_for("notices.texts"), 303)


def text(box: Box, text_id: int) -> ResponseReturnValue:
    """Draw a text, for whoever may in a form."""
    shown = _known(text_id)
    form = TextForm(data={"title": shown.title, "text": shown.text, "version": str(shown.version)})
    return _text(box, form, shown)


def change_text(box: Box, text_id: int) -> ResponseReturnValue:
    """Write it anew, unless somebody was first."""
    shown, form, meanwhile = _known(text_id), TextForm(), None
    if form.validate() and _speakable(box, form):
        wording = written(form.title), written(form.text)
        try:
            EmergencyText.change(text_id, form.version_seen, *wording, by=me().actor, now=box.now())
        except BadNotice as error:
            form.refuse(error.field, error)
        except ChangedMeanwhile as first:
            form.version.data, meanwhile = str(first.version), first
    if form.errors or meanwhile:
        return _text(box, form, shown, meanwhile), 409 if meanwhile else 422
    tell(box, "notices")
    flash("Збережено.")
    return redirect(url_for("notices.texts"), 303)


def restore_text(box: Box, text_id: int) -> ResponseReturnValue:
    """Let it say again what it said before."""
    _known(text_id)
    wording, version = number(request.form, "number") or 0, number(request.form, "version") or 0
    try:
        EmergencyText.restore(text_id, version, wording, by=me().actor, now=box.now())
    except NoEmergencyText:
        abort(404)
    except ChangedMeanwhile as meanwhile:
        flash(str(meanwhile), REFUSAL)
    else:
        tell(box, "notices")
        flash(f"Повернуто редакцію № {wording}.")
    return redirect(url_for("notices.text", text_id=text_id), 303)


def retire(box: Box, text_id: int) -> ResponseReturnValue:
    """Offer it no more."""
    _known(text_id)
    EmergencyText.retire(text_id, by=me().actor, now=box.now())
    tell(box, "notices")
    flash("Текст прибрано.")
    return redirect(url_for("notices.texts"), 303)


def confirm(box: Box, text_id: int) -> ResponseReturnValue:
    """Show what everybody would hear, and ask for how long."""
    return _confirm(box, PutOnForm(), text_id)


def put_on(box: Box, text_id: int) -> ResponseReturnValue:
    """Let every caller hear it first."""
    shown, form = _known(text_id), PutOnForm()
    if form.validate():
        try:
            EmergencyOrder.put_on(text_id, int(form.hours.data), by=me().actor, now=box.now())
        except BadNotice as error:
            form.refuse(error.field, error)
    if form.errors:
        return _confirm(box, form, text_id), 422
    tell(box, "notices")
    if text_id in unspoken(box):
        flash(f"Замовлено «{shown.title}», але цей текст ще ніхто не озвучив: його почують, щойно озвучать.", REFUSAL)
    else:
        flash(f"Увімкнено: «{shown.title}». Його чує кожен, хто телефонує.")
    return redirect(url_for("notices.listing"), 303)


def end(box: Box) -> ResponseReturnValue:
    """End the text that runs."""
    ended = EmergencyOrder.end(by=me().actor, now=box.now())
    tell(box, "notices")
    flash("Завершено: екстреного тексту вже не чують." if ended else "Жоден екстрений текст не звучав.")
    return redirect(url_for("notices.listing"), 303)


def _texts(box: Box, form: TextForm) -> str:
    return render_template(
        "notices_texts.html",
        texts=EmergencyText.standing(),
        unspoken=unspoken(box),
        most=MOST,
        form=form,
        running=EmergencyOrder.running(box.now().wall),
        orders=EmergencyOrder.latest(ORDERS_SHOWN),
    )


def _text(box: Box, form: TextForm, shown: EmergencyText, meanwhile: ChangedMeanwhile | None = None) -> str:
    return render_template(
        "notices_text.html",
        form=form,
        shown=shown,
        meanwhile=meanwhile,
        unspoken=shown.id in unspoken(box),
        changes=wordings_of(SUBJECT, shown.id, LABELS),
    )


def _confirm(box: Box, form: PutOnForm, text_id: int) -> str:
    return render_template(
        "notices_put_on.html",
        form=form,
        shown=_known(text_id),
        running=EmergencyOrder.running(box.now().wall),
        unspoken=text_id in unspoken(box),
    )


def _speakable(box: Box, form: TextForm) -> bool:
    for name in ("title", "text"):
        for sentence in check_words(box, written(form[name])):
            form.refuse(name, sentence)
    return not form.errors


def _known(text_id: int) -> EmergencyText:
    try:
        return EmergencyText.known(text_id)
    except NoEmergencyText:
        abort(404)
