"""What a person changes of his own account."""

from __future__ import annotations

from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, Length

from web.forms import Form


class PresentForm(Form):
    """What takes a proof away or changes it asks for the present password: the browser may stand open."""

    present_password = PasswordField(
        "Теперішній пароль", [DataRequired(), Length(max=128)], render_kw={"autocomplete": "current-password"}
    )


class PasswordForm(PresentForm):
    """A new password."""

    password = PasswordField(
        "Новий пароль",
        [DataRequired(), Length(max=128)],
        description="Від 10 знаків; добре підходять три-чотири звичайні слова.",
        render_kw={"autocomplete": "new-password"},
    )
    password_again = PasswordField(
        "Новий пароль ще раз",
        [DataRequired(), EqualTo("password", "Паролі різні.")],
        render_kw={"autocomplete": "new-password"},
    )


class CodeForm(Form):
    """The first code of a telephone: proves that the secret has arrived there."""

    code = StringField(
        "Шість цифр із телефона",
        [DataRequired(), Length(max=10)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )
