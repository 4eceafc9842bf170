"""What the first run asks."""

from __future__ import annotations

from wtforms import BooleanField, PasswordField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, EqualTo, Length

from appliance.casework.office.community import PROFILE_NAMES, Profile
from web.forms import Form, choices

PROFILES = {
    Profile.M: "меню цілодобово, послуги голосом, голосові повідомлення; звернень не ведемо",
    Profile.S: "те саме й оператор удень; картки з прізвищем та адресою, анонімних не приймаємо",
    Profile.SL: "кілька каналів, обід і коротка п'ятниця, опитування",
    Profile.K: "усе: звернення зі строками й виконавцями, чергові вночі, анонімні з попередженням",
}


class FirstRunForm(Form):
    """The one form of the first run: all of it is made at once, or nothing."""

    code = StringField(
        "Одноразовий код",
        [DataRequired(), Length(max=20)],
        description="Його друкує Слухавка під час запуску, вісім цифр.",
        render_kw={"autocomplete": "off", "inputmode": "numeric"},
    )
    community = StringField("Назва громади", [DataRequired(), Length(max=200)])
    telephones = StringField(
        "Телефони лінії", [DataRequired(), Length(max=200)], description="Так, як їх надруковано в оголошенні."
    )
    address = StringField("Адреса ради", [Length(max=300)])
    settlements = TextAreaField(
        "Населені пункти",
        [Length(max=20_000)],
        description="По одному в рядку: с. Вишневе",
        render_kw={"rows": 6},
    )
    profile = RadioField(
        "Як працює контакт-центр",
        choices=choices((key, f"{PROFILE_NAMES[key].capitalize()}: {words}") for key, words in PROFILES.items()),
        default=Profile.M,
    )
    martial_law = BooleanField("Воєнний стан: святкові дні робочі, вихідні не переносяться", default=True)
    name = StringField("Ваше прізвище та ім'я", [DataRequired(), Length(max=100)], render_kw={"autocomplete": "name"})
    login = StringField(
        "Логін адміністратора",
        [DataRequired(), Length(max=32)],
        description="Малими латинськими літерами, наприклад o.koval",
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        "Пароль",
        [DataRequired(), Length(max=128)],
        description="Від 10 знаків; добре підходять три-чотири звичайні слова.",
        render_kw={"autocomplete": "new-password"},
    )
    password_again = PasswordField(
        "Пароль ще раз",
        [DataRequired(), EqualTo("password", "Паролі різні.")],
        render_kw={"autocomplete": "new-password"},
    )
