"""The forms of services."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, NumberRange

from appliance.casework.knowledge.service_card import LABELS, ServiceCard
from appliance.casework.knowledge.service_sections import ServiceSection
from web.edited_form import EditedForm
from web.forms import Form, choices, written

NO_DAY = "Вкажіть дату."
TEXTS = ("title", "said_as", "fee", "term", "place", "hours", "legal_basis", "source")


class CardForm(EditedForm):
    """A card of a service."""

    section = SelectField(LABELS["section"])
    title = StringField(LABELS["title"], [DataRequired("Напишіть назву.")])
    said_as = StringField("Як сказати в меню після «Щоб дізнатися …»", [DataRequired("Наприклад: про субсидію.")])
    documents = TextAreaField("Потрібні документи, кожен з нового рядка", render_kw={"rows": 6})
    fee = StringField(LABELS["fee"])
    term = StringField(LABELS["term"])
    place = StringField(LABELS["place"])
    hours = StringField(LABELS["hours"])
    legal_basis = StringField("Підстава (назва закону, без номера: її почують)")
    source = StringField("Джерело (номер, дата, сторінка: лише для оператора)")
    review_by = DateField("Переглянути до", [InputRequired(NO_DAY)])
    check_locally = BooleanField("Ще не звірено на місці")
    position = IntegerField("Порядок у розділі", [InputRequired("Напишіть число."), NumberRange(0, 999)], default=0)

    def offer_sections(self) -> None:
        """Offer the sections."""
        self.section.choices = choices({section.code: section.title for section in ServiceSection.all()})

    def card(self, code: str) -> ServiceCard:
        """Return what was written, under this code. Raises BadService."""
        return ServiceCard(
            code=code,
            section=str(self.section.data),
            documents=tuple(written(self.documents).splitlines()),
            review_by=self.review_by.data or date.max,
            check_locally=bool(self.check_locally.data),
            position=self.position.data or 0,
            **{name: written(self[name]) for name in TEXTS},
        ).cleaned()


def values_of(card: ServiceCard) -> dict[str, Any]:
    """Return a card as the fields of the form hold it."""
    told = {name: getattr(card, name) for name in (*TEXTS, "section", "review_by", "check_locally", "position")}
    return {**told, "documents": "\n".join(card.documents)}


class ConfirmForm(EditedForm):
    """Until when a card holds."""

    review_by = DateField("Переглянути знову до", [InputRequired(NO_DAY)])

    @classmethod
    def proposing(cls, version: int, today: date) -> ConfirmForm:
        """Return the form with half a year proposed."""
        return cls(formdata=None, data={"version": str(version), "review_by": today + timedelta(days=182)})


class TextForm(Form):
    """To which number a card is sent."""

    number = StringField(
        "Номер мобільного", [DataRequired("Напишіть номер.")], render_kw={"inputmode": "tel", "autocomplete": "off"}
    )


class SectionForm(EditedForm):
    """A section."""

    title = StringField("Назва розділу", [DataRequired("Напишіть назву.")])
    said_as = StringField("Як сказати в меню після «Щоб дізнатися …»", [DataRequired("Наприклад: про допомогу.")])


class TableForm(Form):
    """A table to be taken in."""

    file = FileField("Таблиця послуг, CSV")
