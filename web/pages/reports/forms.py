"""Forms of the reports."""

from __future__ import annotations

from wtforms import TextAreaField

from web.forms import Form


class AnewForm(Form):
    """Why a closed month is issued anew."""

    reason = TextAreaField("Чому звіт видають знову", render_kw={"rows": 3, "maxlength": 500})
