"""The card as a form, and the forms that end it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from flask import request
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Optional, ValidationError
from wtforms.widgets import HiddenInput

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.appeals.appeal_fields import ESSENCE_MAX, LABELS, NAMES, PHONES, TEXT_MAX, AppealFields
from appliance.casework.appeals.appeal_kinds import (
    ANSWER_WAY_NAMES,
    AUTHORSHIP_NAMES,
    BY_HAND,
    CHANNEL_NAMES,
    KIND_NAMES,
    REFUSAL_GROUND_NAMES,
    REGIME_NAMES,
    Channel,
)
from appliance.casework.appeals.appeal_marks import MARK_NAMES, MarkKind, NewMark
from appliance.casework.appeals.appeal_marks import TEXT_MAX as MARK_MAX
from appliance.casework.knowledge.topics import Category, flat
from appliance.casework.office.community import Settlement
from appliance.casework.people.people_details import CATEGORY_NAMES
from appliance.casework.people.people_details import KIND_NAMES as APPLICANT_NAMES
from appliance.casework.people.person import NoSuchPerson, Person, PersonView
from appliance.clock import Moment
from appliance.numbers import grouped
from web.forms import Form, choices
from web.shown import KYIV

FINISH = "finish"
CONSENT_WORDS = {"": "ще не питали", MarkKind.CONSENT_GIVEN: "надано", MarkKind.CONSENT_REFUSED: "відмовлено"}
NOT_CHOSEN = "не обрано"
BODIES = ("поліція, 102", "рятувальники, 101", "газова служба, 104", "екстрена допомога, 112", "суд", "прокуратура")
"""What `advised` offers; anything else may be typed."""


def _too_long(limit: int) -> Callable[[Form, Field], None]:
    """Refuse a longer text. Not by `Length`, for that makes the browser cut what is pasted, without a word."""

    def refuse(_form: Form, field: Field) -> None:
        if len(field.data or "") > limit:
            raise ValidationError(f"Не більше за {limit} знаків.")

    return refuse


def _line(name: str, **keywords: Any) -> StringField:
    return StringField(LABELS[name], [_too_long(TEXT_MAX[name])], render_kw=keywords or None)


def _phone(name: str) -> StringField:
    return _line(name, inputmode="tel")


def _choice(name: str, words: Mapping[Any, str], empty: str = NOT_CHOSEN) -> SelectField:
    listed: dict[Any, str] = {"": empty, **words} if empty else dict(words)
    return SelectField(LABELS[name], choices=choices(listed))


def _row_id(text: object) -> int | None:
    """Read the id of a row from a choice; "" is none."""
    return int(str(text)) if text not in ("", None, "None") else None


def _row_choice(name: str) -> SelectField:
    return SelectField(LABELS[name], coerce=_row_id, choices=[])


class VersionedForm(Form):
    """A form about a card as its editor saw it."""

    version = IntegerField(default=1, widget=HiddenInput())

    def has_seen(self, version: int) -> None:
        """Count this version as seen from now on: the next press is made knowingly."""
        self.version.data = version
        self.version.raw_data = None  # else the field shows again what was sent


class CardForm(VersionedForm):
    """Everything on a card and the marks. Nothing is compulsory here: a draft is kept at any moment."""

    person_id = _row_choice("person_id")
    authorship = _choice("authorship", AUTHORSHIP_NAMES, "")
    applicant_kind = _choice("applicant_kind", APPLICANT_NAMES, "")
    applicant_category = _choice("applicant_category", {key: word for key, word in CATEGORY_NAMES.items() if key})
    displaced = BooleanField(LABELS["displaced"])
    applicant_name = _line("applicant_name")
    organisation = _line("organisation")
    phone = _phone("phone")
    second_phone = _phone("second_phone")
    other_contact = _line("other_contact")
    settlement_id = _row_choice("settlement_id")
    registered_address = _line("registered_address")
    staying_address = _line("staying_address")
    stays_registered = BooleanField(LABELS["stays_registered"])
    representative_name = _line("representative_name")
    representative_phone = _phone("representative_phone")
    representative_address = _line("representative_address")
    representative_basis = _line("representative_basis", placeholder="довіреність, батько, мати, опікун…")
    regime = _choice("regime", REGIME_NAMES)
    kind = _choice("kind", KIND_NAMES)
    category_id = _row_choice("category_id")
    essence = TextAreaField(
        LABELS["essence"],
        [_too_long(ESSENCE_MAX)],
        filters=[lambda text: text and text.replace("\r\n", "\n")],
        render_kw={"rows": 6},
    )
    place_settlement_id = _row_choice("place_settlement_id")
    street = _line("street")
    house = _line("house")
    landmark = _line("landmark")
    answer_by = _choice("answer_by", ANSWER_WAY_NAMES)
    consent = RadioField(
        "Згода на обробку персональних даних",
        [Optional()],
        choices=choices(CONSENT_WORDS),
        default="",
    )
    anonymity_warned = BooleanField(MARK_NAMES[MarkKind.ANONYMITY_WARNED].capitalize())
    advised = StringField(
        "Запропоновано звернутися до поліції або іншого органу", [_too_long(MARK_MAX)], render_kw={"list": "bodies"}
    )
    wording_agreed = BooleanField(MARK_NAMES[MarkKind.WORDING_AGREED].capitalize())
    unread_because = StringField(
        "Якщо не зачитано — чому",
        [_too_long(MARK_MAX)],
        description="Потрібно лише для завершення картки.",
    )

    def offer(self, appeal: Appeal | None, people: Iterable[PersonView]) -> CardForm:
        """Fill the lists to choose from; what stands on the card is always among them."""
        places = {each.id: each.full_name for each in Settlement.standing()}
        topics = {topic.id: topic.path for topic in flat(Category.tree()).values()}
        known = {person.id: f"{person.name}, {person.settlement}".rstrip(", ") for person in people}
        if appeal:
            places |= {each.id: each.full_name for each in (appeal.place_settlement, appeal.settlement) if each}
            if appeal.category and appeal.category.id not in topics:
                topics[appeal.category.id] = appeal.category.name
        if self.person_id.data is not None and self.person_id.data not in known:
            known |= _named(self.person_id.data)
        lists: list[tuple[SelectField, dict[int, str]]] = [
            (self.settlement_id, places),
            (self.place_settlement_id, places),
            (self.category_id, topics),
            (self.person_id, known),
        ]
        for field, rows in lists:
            field.choices = choices([("", NOT_CHOSEN), *rows.items()])
        return self

    @property
    def finishing(self) -> bool:
        """Whether the button that finishes the card was pressed."""
        return request.form.get("then") == FINISH

    def written(self, area_code: str) -> AppealFields:
        """Return what was typed, cleaned."""
        return AppealFields.read({name: self[name].data for name in NAMES}, area_code=area_code)

    def marks(self) -> list[NewMark]:
        """Return the marks that were set; the verbs know which of them are new."""
        ticked = {
            MarkKind.ANONYMITY_WARNED: self.anonymity_warned.data,
            MarkKind.WORDING_AGREED: self.wording_agreed.data,
        }
        marks = [NewMark(kind) for kind, is_set in ticked.items() if is_set]
        if self.consent.data:
            marks.append(NewMark(MarkKind(self.consent.data)))
        if (self.advised.data or "").strip():
            marks.append(NewMark(MarkKind.ADVISED, self.advised.data or ""))
        return marks


class NewCardForm(CardForm):
    """A card that has no number yet: it also says how it came."""

    call = HiddenField()
    message = HiddenField()
    sms = HiddenField()
    beside = HiddenField()
    channel = SelectField("Як надійшло", choices=choices({each: CHANNEL_NAMES[each] for each in BY_HAND}))
    came_at = DateTimeLocalField(
        "Коли надійшло", [DataRequired("Вкажіть дату й час.")], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    )

    def need_no_arrival(self) -> None:
        """Ask neither how nor when it came: the call or the message says so."""
        del self.channel, self.came_at

    @property
    def came(self) -> datetime:
        """When it came, in UTC; the field is in Kyiv's time."""
        written = cast(datetime, self.came_at.data)
        return written.replace(tzinfo=KYIV).astimezone(UTC)

    @property
    def by_hand(self) -> Channel:
        """The channel that was chosen."""
        return Channel(self.channel.data)


class DiscardForm(VersionedForm):
    """Why a draft is not needed."""

    reason = StringField("Чому чернетка не потрібна", [DataRequired("Напишіть, чому."), _too_long(500)])


class RefusalForm(VersionedForm):
    """Why a request is not taken (K 5.8)."""

    ground = SelectField("Причина", choices=choices(REFUSAL_GROUND_NAMES))
    note = TextAreaField(
        "Що саме було сказано", [DataRequired("Опишіть, що саме було сказано."), _too_long(500)], render_kw={"rows": 4}
    )


def _named(person_id: int) -> dict[int, str]:
    try:
        return {person_id: Person.view(person_id).name}
    except NoSuchPerson:
        return {}


def as_typed(fields: AppealFields) -> dict[str, Any]:
    """Return fields as the form shows them: telephones as people write them."""
    shown = fields.as_changes()
    return shown | {name: grouped(shown[name]) for name in PHONES}


def local_now(now: Moment) -> datetime:
    """Return the minute in Kyiv, as its field holds it."""
    return now.wall.astimezone(KYIV).replace(tzinfo=None, second=0, microsecond=0)
