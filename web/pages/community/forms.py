"""What the administrator changes of the community."""

from __future__ import annotations

from wtforms import BooleanField, IntegerField, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import HiddenInput

from appliance.casework.office.community import NAME_MAX, PROFILE_NAMES, SETTLEMENT_MAX
from web.forms import Form, choices


class CommunityForm(Form):
    """The community and how it works."""

    version = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    name = StringField("Назва громади", [DataRequired(), Length(max=NAME_MAX)])
    telephones = StringField("Телефони лінії", [Length(max=200)], description="Так, як їх надруковано в оголошенні.")
    address = StringField("Адреса ради", [Length(max=300)], description="Її чує той, чий номер заблоковано.")
    profile = RadioField("Як працює контакт-центр", choices=choices(PROFILE_NAMES))
    accept_anonymous = BooleanField("Приймати анонімні заявки з попередженням")
    second_review = BooleanField("Редакцію меню схвалює не той, хто її подав")


class SettlementForm(Form):
    """A settlement to be offered in cards."""

    kind = StringField("Тип", [Length(max=20)], description="с., с-ще, м.")
    settlement = StringField("Назва", [DataRequired(), Length(max=SETTLEMENT_MAX)])
    district = StringField("Старостинський округ", [Length(max=100)])
