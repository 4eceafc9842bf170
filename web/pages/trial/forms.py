"""What a trial begins with, and what has been done in it so far."""

from __future__ import annotations

from wtforms import BooleanField, DateTimeLocalField, HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from appliance.contracts.office import PresenceState
from appliance.menu.trial_office import Operators
from web.forms import Form, choices
from web.pages.trial.moments import WORDS

STRANGER = "stranger"
_OPERATORS = {
    Operators.READY: "відповідає й розмовляє хвилину",
    Operators.BUSY: "усі зайняті, людина друга в черзі",
    Operators.NO_ANSWER: "не бере слухавки",
    Operators.NOBODY: "нікого немає на зв'язку",
    Operators.LOST: "відповідає, а зв'язок обривається",
}
_CALLERS = {
    STRANGER: "людина",
    PresenceState.READY: "оператор, який на зв'язку",
    PresenceState.BREAK: "оператор, у якого перерва",
    PresenceState.OFF: "оператор, який не працює",
}


class TrialForm(Form):
    """The set-up, and hidden beside it the trial so far."""

    which = SelectField("Що пробувати", [InputRequired()])
    when = SelectField("Коли телефонують", choices=choices(WORDS))
    moment = DateTimeLocalField("Інший момент", [Optional()], description="За київським часом.")
    number = StringField(
        "Номер, з якого телефонують",
        [Length(max=32)],
        description="Будь-який; порожній — номер приховано.",
        render_kw={"inputmode": "tel", "autocomplete": "off"},
    )
    settlement = SelectField("Населений пункт, з якого телефонують", validate_choice=False)
    caller = SelectField("Хто телефонує", choices=choices(_CALLERS))
    operators = SelectField("Оператор", choices=choices(_OPERATORS))
    fails = BooleanField("Скринька нічого не може зберегти (диск відмовляє)")
    events = HiddenField()
    during = HiddenField()
    began = HiddenField()
