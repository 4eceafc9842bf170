"""Forms: in Ukrainian, refusing beside the field, and kept when a session is lost."""

from __future__ import annotations

from typing import Any

from flask import g, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from appliance.casework.kept_forms import KeptForm
from web.lists import number
from web.who import known


def _this_page() -> str:
    return request.full_path.rstrip("?")


class Form(FlaskForm):
    """The base of every form. `page` is where it stands, so that what was typed can be shown there again."""

    class Meta(FlaskForm.Meta):
        """The messages of WTForms in Ukrainian."""

        locales = ("uk",)

    page = HiddenField(default=_this_page)
    kept = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fill from what was sent; on a page that names a kept form, from that."""
        kept = _kept()
        if kept is not None and "formdata" not in kwargs:
            kwargs["formdata"] = kept
            kwargs.setdefault("meta", {})["csrf"] = True
        super().__init__(*args, **kwargs)
        if kept is not None:
            self.kept.data = request.args["kept"]

    def refuse(self, field: str, error: object) -> None:
        """Put a refusal beside the field; "" puts it above the form."""
        sentence = str(error)
        if field:
            self[field].errors = [*self[field].errors, sentence]
        else:
            self.form_errors.append(sentence)


def _kept() -> MultiDict[str, str] | None:
    person, kept_id = known(), number(request.args, "kept")
    if request.method != "GET" or person is None or kept_id is None:
        return None
    if "kept_form" not in g:
        g.kept_form = KeptForm.of(kept_id, person.account_id)
    kept = g.kept_form
    if kept is None or kept.path != request.path:
        return None
    return MultiDict((name, value) for name, value in kept.fields)
