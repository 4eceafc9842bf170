"""Which month to write, and why a key is replaced."""

from __future__ import annotations

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from appliance.casework.box.council_key import REASON_MAX
from web.forms import Form


class MonthForm(Form):
    """A month that is wanted on the stick."""

    month = SelectField("Місяць", [InputRequired("Виберіть місяць.")])


class KeyForm(Form):
    """A key; `reason` where it replaces another."""

    reason = StringField("Чому замінюють", [Optional(), Length(max=REASON_MAX)])
