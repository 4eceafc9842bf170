"""Forms: in Ukrainian, refusing beside the field, and kept when a session is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import g, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from appliance.casework.entrance.kept_forms import KeptForm
from web.lists import number
from web.who import known

REFUSAL = "refusal"
"""The kind of a flashed sentence that says no: `flash(sentence, REFUSAL)`."""


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
        kept = kept_fields()
        if kept and "formdata" not in kwargs:
            kwargs["formdata"] = kept
        super().__init__(*args, **kwargs)
        if kept:
            self.kept.data = request.args["kept"]

    def refuse(self, field: str, error: object) -> None:
        """Put a refusal beside the field; "" puts it above the form."""
        sentence = str(error)
        if field:
            self[field].errors = [*self[field].errors, sentence]
        else:
            self.form_errors.append(sentence)


def choices(pairs: Mapping[Any, str] | Iterable[tuple[Any, str]]) -> Any:
    """Return the choices of a field, value and label, in the shape that WTForms wants since 3.3 (its types lag)."""
    listed = pairs.items() if isinstance(pairs, Mapping) else pairs
    return [SelectChoice(str(value), label) for value, label in listed]


def written(field: Field) -> str:
    """Return what was typed in a field of text, without spaces around it; "" for nothing."""
    return str(field.data or "").strip()


def kept_fields() -> MultiDict[str, str]:
    """Return what was typed on this page before the session ended; empty when nothing was kept."""
    person, kept_id = known(), number(request.args, "kept")
    if request.method != "GET" or person is None or kept_id is None:
        return MultiDict()
    if "kept_form" not in g:
        g.kept_form = KeptForm.of(kept_id, person.account_id)
    kept = g.kept_form
    return (
        MultiDict((name, value) for name, value in kept.fields) if kept and kept.path == request.path else MultiDict()
    )
