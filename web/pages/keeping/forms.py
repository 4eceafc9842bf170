"""The form that takes settings in."""

from __future__ import annotations

from wtforms import BooleanField, FileField
from wtforms.validators import DataRequired

from web.forms import Form


class SettingsForm(Form):
    """A file of settings: looked at, or taken in."""

    file = FileField("Файл налаштувань", [DataRequired("Оберіть файл.")], render_kw={"accept": ".zip"})
    sure = BooleanField("Внести ці зміни, а не лише показати")
