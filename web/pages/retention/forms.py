"""Forms of the terms of keeping."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from appliance.casework.box.retention_holds import REASON_MAX
from web.forms import Form, choices

HELD = {"recording": "Голосове повідомлення №", "card": "Картка звернення №"}


class ApproveForm(Form):
    """An act is approved as it was shown."""

    mark = HiddenField()
    sure = BooleanField("Так, знищити й знеособити все перелічене. Повернути це не можна.")


class TermForm(Form):
    """One term."""

    count = IntegerField("Строк", [DataRequired("Напишіть число.")])


class HoldForm(Form):
    """Something in dispute stays."""

    kind = SelectField("Що", choices=choices(HELD))
    subject_id = IntegerField("Номер", [DataRequired("Напишіть номер.")])
    reason = StringField("Чому", [DataRequired(), Length(max=REASON_MAX)], description="Без імені людини.")
