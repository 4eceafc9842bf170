"""The month on a stick: asked for here, written by a unit of its own; and the council's key."""

from __future__ import annotations

import segno
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.box.asked import MONTH, ask
from appliance.casework.box.council_key import CouncilKey, KeyIsThere, grouped
from appliance.casework.box.exports import BadMonth, MonthExport, Stage, due
from appliance.casework.office.community import Community
from web.access import Action
from web.box import Box
from web.forms import REFUSAL, choices, written
from web.page import Group, Page
from web.pages.stick import words
from web.pages.stick.forms import KeyForm, MonthForm
from web.who import me


def page(box: Box) -> Page:
    """Return the routes of the stick."""
    page = Page("stick", __name__, box, title="Місяць на флешці", place=45, group=Group.BOX)
    page.shows("/stick", overview, needs=Action.SEE_STATUS)
    page.does("/stick", write_now, needs=Action.EXPORT_MONTH)
    page.shows("/stick/key", key_page, needs=Action.MAKE_COUNCIL_KEY)
    page.does("/stick/key", make_key, needs=Action.MAKE_COUNCIL_KEY)
    return page


def overview(box: Box) -> str:
    """Draw what is due, what was written, and the key."""
    return _page(box, _month_form(box), KeyForm())


def write_now(box: Box) -> ResponseReturnValue:
    """Ask that a month be written; the exporter's unit waits for the request."""
    form = _month_form(box)
    if form.validate():
        try:
            MonthExport.ask(form.month.data, by=me().actor, now=box.now())
            ask(box.settings.asked, MONTH)
        except BadMonth as error:
            form.refuse("month", error)
        except OSError as error:
            form.refuse("", f"Запит не вдалося передати ({error.strerror}). Місяць запишеться завтра вранці.")
        else:
            flash("Замовлено. Слухавка починає за кілька секунд; перебіг видно тут.")
            return redirect(url_for("stick.overview"), 303)
    return _page(box, form, KeyForm()), 422


def key_page(box: Box) -> str:
    """Draw the page where the sheet was, for whoever comes to its address again: it was shown once."""
    return overview(box)


def make_key(box: Box) -> ResponseReturnValue:
    """Make the council's key and show its sheet, in this one answer and never again."""
    form = KeyForm()
    if form.validate():
        try:
            pair = CouncilKey.make(reason=written(form.reason), by=me().actor, now=box.now())
        except KeyIsThere as error:
            form.refuse("reason", error)
        else:
            # Not by way of a redirect: the private half is on no other page, in no cookie and in no row.
            return render_template(
                "stick_sheet.html",
                pair=pair,
                private=grouped(pair.private),
                picture=segno.make(pair.private, error="m").svg_data_uri(scale=4),
                community=Community.current(),
                now=box.now(),
            )
    return _page(box, _month_form(box), form), 422


def _month_form(box: Box) -> MonthForm:
    form = MonthForm()
    form.month.choices = choices(words.offered(box.now()))
    return form


def _page(box: Box, month_form: MonthForm, key_form: KeyForm) -> str:
    exports, keys = MonthExport.latest(), CouncilKey.all()
    return render_template(
        "stick.html",
        due=due(box.now()),
        exports=exports,
        at_work=[export for export in exports if export.ended_at is None],
        Stage=Stage,
        keys=keys,
        month_form=month_form,
        key_form=key_form,
        words=words,
        refusal=REFUSAL,
    )
