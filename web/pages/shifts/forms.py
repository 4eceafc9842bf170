"""The forms of the checklist."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from appliance.casework.shifts import POINT_MAX
from web.forms import Form, kept_fields


class CheckForm(Form):
    """The answers have names of their own, `well<id>` and `note<id>`: the points are rows."""

    @property
    def given(self) -> Mapping[str, str]:
        """What was answered before the page is shown again."""
        return request.form if request.method == "POST" else kept_fields()


class PointForm(Form):
    """One point."""

    text = StringField("Пункт", [DataRequired(), Length(max=POINT_MAX)])
    version = HiddenField(default="1")

    @property
    def version_seen(self) -> int:
        """The version whose text stood in the form; 0, which no row has, when it is no number."""
        seen = str(self.version.data)
        return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) <= 9 else 0
