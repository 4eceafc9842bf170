"""The form that begins works."""

from __future__ import annotations

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from appliance.casework.box.maintenance import REASON_MAX, SPOKEN
from appliance.casework.notices.notice_rules import SPOKEN_MAX
from web.forms import Form, choices

HOURS = {
    "0.5": "пів години",
    "1": "годину",
    "2": "дві години",
    "4": "чотири години",
    "8": "вісім годин",
    "12": "дванадцять годин",
}


class MaintenanceForm(Form):
    """What will be done, for how long at most, what callers hear."""

    reason = StringField("Що робитимете", [DataRequired(), Length(max=REASON_MAX)])
    hours = SelectField("Не довше ніж", choices=choices(HOURS), default="1")
    spoken = TextAreaField(
        "Що почують люди перед меню",
        [Length(max=SPOKEN_MAX)],
        default=SPOKEN,
        render_kw={"rows": 4},
        description="Порожньо: нічого не казати.",
    )
