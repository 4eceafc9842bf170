"""What is asked at the door."""

from __future__ import annotations

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Length

from web.forms import Form


class DoorForm(Form):
    """Who wants to enter. The code is asked of all, so that nobody learns who has one."""

    login = StringField("Логін", [DataRequired(), Length(max=32)], render_kw={"autocomplete": "username"})
    password = PasswordField(
        "Пароль", [DataRequired(), Length(max=128)], render_kw={"autocomplete": "current-password"}
    )
    code = StringField(
        "Код із телефона",
        [Length(max=10)],
        description="Якщо ви вмикали вхід із кодом; інакше залиште порожнім.",
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )
    then = HiddenField()
