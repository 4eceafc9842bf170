"""The forms of the checklist."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from appliance.casework.staff.shifts import POINT_MAX
from web.edited_form import EditedForm
from web.forms import Form, kept_fields


class CheckForm(Form):
    """The answers have names of their own, `well<id>` and `note<id>`: the points are rows."""

    @property
    def given(self) -> Mapping[str, str]:
        """What was answered before the page is shown again."""
        return request.form if request.method == "POST" else kept_fields()


class PointForm(EditedForm):
    """One point."""

    text = StringField("Пункт", [DataRequired(), Length(max=POINT_MAX)])
