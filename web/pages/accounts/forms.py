"""What is asked of a new person."""

from __future__ import annotations

from wtforms import DateField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from appliance.casework.entrance.accounts import ROLE_NAMES
from web.forms import Form, choices

ROLES = choices(ROLE_NAMES)


def in_this_century(_form: Form, field: DateField) -> None:
    """Refuse a slip of the year."""
    if field.data and not 2000 <= field.data.year <= 2099:
        raise ValidationError("Перевірте рік.")


class AccountForm(Form):
    """A person who is to enter the console."""

    name = StringField("Прізвище та ім'я", [DataRequired(), Length(max=100)])
    login = StringField(
        "Логін", [DataRequired(), Length(max=32)], description="Малими латинськими літерами, наприклад o.koval"
    )
    role = SelectField("Роль", choices=ROLES)
    proposed_by = StringField("За чиєю пропозицією", [Length(max=200)])
    until_on = DateField(
        "До якого дня включно", [Optional(), in_this_century], description="Порожньо — без кінцевого дня."
    )


class RoleForm(Form):
    """Another role for a person."""

    role = SelectField("Роль", choices=ROLES)
