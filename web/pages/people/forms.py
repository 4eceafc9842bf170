"""The forms of people. Lengths and letters are judged where people are kept; refusals come back beside the fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField

from appliance.casework.office.community import Settlement
from appliance.casework.people import addresses, people_details
from appliance.casework.people.addresses import PART_NAMES, Address, AddressKind
from appliance.casework.people.consents import TEXT_MAX, WAY_NAMES
from appliance.casework.people.people_details import (
    CATEGORY_NAMES,
    FIELD_NAMES,
    KIND_NAMES,
    ApplicantCategory,
    PersonDetails,
    PersonKind,
)
from appliance.casework.people.people_numbers import NOTE_MAX
from appliance.casework.people.person_erasure import BASIS_MAX as ERASURE_BASIS_MAX
from appliance.casework.people.representation import BASIS_MAX
from appliance.numbers import RAW_LIMIT
from web.forms import Form, choices

NUMBERS = "По одному в рядку, у будь-якому записі: 066 283-81-82, +38(066)2838182."
ELSEWHERE = "Якщо за межами громади."


def _line(name: str, longest: int, **more: Any) -> StringField:
    return StringField(FIELD_NAMES[name], render_kw={"maxlength": longest, "autocomplete": "off"}, **more)


def _part(part: str, longest: int, description: str = "") -> StringField:
    attributes = {"maxlength": longest, "autocomplete": "off"}
    return StringField(PART_NAMES[part], description=description, render_kw=attributes)


def _settlement() -> SelectField:
    return SelectField(PART_NAMES["settlement_id"], choices=[])


class PersonForm(Form):
    """All that a person's card holds, but for the numbers. The fields are named as the columns."""

    kind = SelectField(FIELD_NAMES["kind"], choices=choices(KIND_NAMES))
    surname = _line("surname", people_details.PART_MAX)
    first_name = _line("first_name", people_details.PART_MAX)
    patronymic = _line("patronymic", people_details.PART_MAX, description="Якщо є.")
    organisation = _line("organisation", people_details.ORGANISATION_MAX)
    displaced = BooleanField(FIELD_NAMES["displaced"])
    category = SelectField(
        FIELD_NAMES["category"],
        choices=choices(CATEGORY_NAMES),
        description="Звернення пільгових категорій розглядають у першу чергу.",
    )
    email = _line("email", people_details.EMAIL_MAX)
    contact = _line("contact", people_details.CONTACT_MAX)
    registered_settlement_id = _settlement()
    registered_elsewhere = _part("elsewhere", addresses.ELSEWHERE_MAX, ELSEWHERE)
    registered_street = _part("street", addresses.STREET_MAX)
    registered_house = _part("house", addresses.HOUSE_MAX)
    registered_flat = _part("flat", addresses.HOUSE_MAX)
    staying_settlement_id = _settlement()
    staying_elsewhere = _part("elsewhere", addresses.ELSEWHERE_MAX, ELSEWHERE)
    staying_street = _part("street", addresses.STREET_MAX)
    staying_house = _part("house", addresses.HOUSE_MAX)
    staying_flat = _part("flat", addresses.HOUSE_MAX)
    notes = TextAreaField(FIELD_NAMES["notes"], render_kw={"rows": 3, "maxlength": people_details.NOTES_MAX})
    version = HiddenField(default="1")

    def __init__(self, *args: Any, chosen: PersonDetails | None = None, **kwargs: Any) -> None:
        """Fill from what was sent, else from the details `chosen`."""
        if chosen is not None:
            kwargs["data"] = {**chosen.columns(), **kwargs.get("data", {})}
        super().__init__(*args, **kwargs)
        for kind in AddressKind:
            field = self[f"{kind}_settlement_id"]
            field.data = field.data or ""
            field.choices = choices([("", "—"), *_places(field.data)])

    @property
    def details(self) -> PersonDetails:
        """What was typed, as it was typed."""
        return PersonDetails(
            kind=PersonKind(self.kind.data),
            surname=self.surname.data or "",
            first_name=self.first_name.data or "",
            patronymic=self.patronymic.data or "",
            organisation=self.organisation.data or "",
            displaced=bool(self.displaced.data),
            category=ApplicantCategory(self.category.data),
            email=self.email.data or "",
            contact=self.contact.data or "",
            notes=self.notes.data or "",
            registered=self._address(AddressKind.REGISTERED),
            staying=self._address(AddressKind.STAYING),
        )

    @property
    def seen_version(self) -> int:
        """The version that the editor saw; 0, which no row has, when it is no number."""
        told = self.version.data or ""
        return int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else 0

    def refuse_all(self, refused: Mapping[str, str]) -> None:
        """Put each refusal beside its field."""
        for name, sentence in refused.items():
            self.refuse(name, sentence)

    def _address(self, kind: AddressKind) -> Address:
        told: dict[str, Any] = {part: self[f"{kind}_{part}"].data or "" for part in PART_NAMES}
        return Address(**{**told, "settlement_id": int(told["settlement_id"]) if told["settlement_id"] else None})


class NewPersonForm(PersonForm):
    """A person who is entered now, with numbers."""

    numbers = TextAreaField("Номери телефонів", description=NUMBERS, render_kw={"rows": 2})
    call = HiddenField()
    anyway = BooleanField("Це інша людина з таким самим ім'ям, записати окремо")


class NumberForm(Form):
    """One more number of a person."""

    number = StringField("Новий номер", render_kw={"maxlength": RAW_LIMIT, "autocomplete": "off"})
    note = StringField(
        "Чий або коли", description="Наприклад: доньки, лише ввечері.", render_kw={"maxlength": NOTE_MAX}
    )


class RepresentationForm(Form):
    """Who acts for whom; the other person is found by name or number."""

    role = SelectField(
        "Ця людина", choices=choices({"represented": "має представника", "representative": "є представником"})
    )
    other = StringField("Хто (ім'я або номер)", render_kw={"maxlength": 200, "autocomplete": "off"})
    basis = StringField(
        "Підстава",
        description="Наприклад: довіреність від 03.11.2026, мати, опікун.",
        render_kw={"maxlength": BASIS_MAX},
    )


class ConsentForm(Form):
    """In what way a consent is given or taken back."""

    way = SelectField("Спосіб", choices=choices(WAY_NAMES))


class ConsentTextForm(Form):
    """A new edition of the text."""

    text = TextAreaField("Новий текст згоди", render_kw={"rows": 8, "maxlength": TEXT_MAX})


class ErasureForm(Form):
    """The last word before an erasure. `mark` stands for the list that was shown."""

    basis = StringField(
        "Підстава",
        description="Заява, її дата й номер. Без імені людини: підстава лишається.",
        render_kw={"maxlength": ERASURE_BASIS_MAX, "autocomplete": "off"},
    )
    sure = BooleanField("Так, стерти безповоротно")
    mark = HiddenField()
    with_shared = HiddenField()


class RegisterForm(Form):
    """A register's file."""

    file = FileField("Файл CSV", render_kw={"accept": ".csv,.txt,text/csv"})


class EnterRegisterForm(Form):
    """How the file that was shown is entered."""

    lost_zero = HiddenField()


def _places(present: str) -> list[tuple[int, str]]:
    """Return the settlements that are offered, and the one that stands although it is not offered any more."""
    standing = Settlement.standing()
    offered = present in ("", *(str(place.id) for place in standing))
    gone = [] if offered else Settlement.select().where(Settlement.id == present)
    return [(place.id, place.full_name) for place in (*standing, *gone)]
