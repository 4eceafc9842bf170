"""Keys of the API: made for oneself, shown once, revoked."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import Response, abort, current_app, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from appliance.casework.edits import NotThere
from appliance.casework.entrance.tokens import NAME_MAX, ApiToken, BadToken
from web.access import Action
from web.api import NAME, Api
from web.box import Box
from web.forms import Form, written
from web.openapi import description
from web.page import Group, Page
from web.shown import KYIV
from web.who import me

USUAL_DAYS = 90
FARTHEST = date.max - timedelta(days=2)
"""The farthest day that has a morning after it in every time zone."""


class TokenForm(Form):
    """A key that is wanted."""

    name = StringField("Для чого ключ", [DataRequired(), Length(max=NAME_MAX)], description="Наприклад: табло в холі")
    until_on = DateField("Діє до дня включно", [InputRequired("Напишіть дату.")])


def page(box: Box) -> Page:
    """Return the routes of keys."""
    page = Page("tokens", __name__, box, title="Ключі доступу", place=70, group=Group.OFFICE)
    page.shows("/tokens", listed, needs=Action.USE_API)
    page.does("/tokens", make, needs=Action.USE_API)
    page.does("/tokens/<int:token_id>/revoke", revoke, needs=Action.USE_API)
    page.shows("/tokens/openapi.json", openapi, needs=Action.USE_API)
    return page


def listed(box: Box) -> str:
    """List my keys; who manages accounts sees everybody's."""
    last = box.now().wall.astimezone(KYIV).date() + timedelta(days=USUAL_DAYS)
    return _list(box, TokenForm(until_on=last))


def make(box: Box) -> ResponseReturnValue:
    """Make a key of mine and show it once."""
    form = TokenForm()
    if not form.validate():
        return _list(box, form), 422
    last = min(form.until_on.data or date.min, FARTHEST)
    until_at = datetime.combine(last + timedelta(days=1), time(), KYIV)
    try:
        key = ApiToken.make(me().account_id, written(form.name), until_at, by=me().actor, now=box.now())
    except BadToken as error:
        form.refuse("", error)
        return _list(box, form), 422
    # Not by way of a redirect: the key is on no other page and in no cookie.
    return render_template("tokens_made.html", key=key, name=written(form.name))


def revoke(box: Box, token_id: int) -> ResponseReturnValue:
    """End a key at once."""
    try:
        ApiToken.revoke(token_id, by=me().actor, now=box.now(), of_account=_whose())
    except NotThere:
        abort(404)
    flash("Ключ відкликано.")
    return redirect(url_for("tokens.listed"), 303)


def openapi(_box: Box) -> Response:
    """Describe the API for whoever writes a program."""
    api = current_app.blueprints[NAME]
    return jsonify(description(api.operations if isinstance(api, Api) else ()))


def _list(box: Box, form: TokenForm) -> str:
    now, tokens = box.now(), ApiToken.listed(_whose())
    return render_template("tokens_list.html", form=form, tokens=[(each, each.stands(now)) for each in tokens])


def _whose() -> int | None:
    """Return whose keys are mine to see and to revoke; None: everybody's."""
    return None if me().may(Action.MANAGE_ACCOUNTS) else me().account_id
