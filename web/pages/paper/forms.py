"""What the model decision asks the office."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import Length

from web.forms import Form, written
from web.pages.paper.decision import Asked

LIMIT = 200


class DecisionForm(Form):
    """Everything may be left out: a gap is printed for it. Nothing is kept."""

    class Meta(Form.Meta):
        """Sent as part of the address, and changes nothing."""

        csrf = False

    council = StringField("Назва ради в родовому відмінку, наприклад «Менської міської ради»", [Length(max=LIMIT)])
    place = StringField("Населений пункт", [Length(max=LIMIT)])
    day = StringField("Дата рішення", [Length(max=LIMIT)])
    number = StringField("Номер рішення", [Length(max=LIMIT)])
    responsible = StringField("Відповідальна особа: посада, прізвище та ім'я", [Length(max=LIMIT)])
    controls = StringField("Хто контролює виконання", [Length(max=LIMIT)])
    signs = StringField("Хто підписує", [Length(max=LIMIT)])
    keeps_days = StringField("Скільки днів зберігати голосові повідомлення", [Length(max=LIMIT)], default="90")

    def asked(self) -> Asked:
        """Return what was typed."""
        return Asked(**{name: " ".join(written(self[name]).split()) for name in Asked.__dataclass_fields__})
