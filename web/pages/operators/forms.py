"""The forms of the operators."""

from __future__ import annotations

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from appliance.casework.entrance.accounts import NAME_MAX
from appliance.casework.staff.presence import REASON_MAX
from appliance.contracts.office import PresenceState
from web.edited_form import EditedForm
from web.forms import Form, choices
from web.pages.operators.words import BUTTONS

REACH = "Внутрішній телефон (201 або 201@192.168.1.20) чи номер мобільного."
OWN = "По одному в рядку. З цих номерів оператор може сам змінити присутність, зателефонувавши до Слухавки."
_STATES = choices((state, word) for state, word in BUTTONS.items() if state is not PresenceState.AFTER_CALL)


class OperatorForm(EditedForm):
    """Where an operator is rung, and when before others."""

    reach = StringField("Телефон", [DataRequired(), Length(max=64)], description=REACH)
    priority = SelectField(
        "Черговість", choices=choices((n, str(n)) for n in range(1, 10)), coerce=int, description="1 кличуть першим."
    )
    own_numbers = TextAreaField("Власні номери", [Length(max=300)], description=OWN, render_kw={"rows": 2})


class NewOperatorForm(OperatorForm):
    """An operator who is not one yet."""

    name = StringField(
        "Ім'я та прізвище",
        [DataRequired(), Length(max=NAME_MAX)],
        description="Хто ще не має облікового запису, дістане його з роллю «оператор».",
        render_kw={"list": "people", "autocomplete": "off"},
    )


class PresenceForm(Form):
    """How somebody stands from now on, and why."""

    state = RadioField("Присутність", [DataRequired()], choices=_STATES)
    reason = StringField("Причина", [Length(max=REASON_MAX)])
