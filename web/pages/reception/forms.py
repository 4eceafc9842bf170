"""The forms of receptions and visits."""

from __future__ import annotations

from datetime import datetime

from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from appliance.casework.office.reception_bookings import NAME_MAX, NOTE_MAX, REASON_MAX
from appliance.casework.office.receptions import (
    PLACE_MAX,
    SLOT_MAX,
    SLOT_MIN,
    TEXT_MAX,
    WAY_NAMES,
    ReceptionFields,
    ReceptionWay,
)
from web.forms import Form, choices, written
from web.week_form import WeekForm

SLOT = f"Від {SLOT_MIN} до {SLOT_MAX} хвилин."


class ReceptionForm(WeekForm):
    """One reception; what stands in its first fields is told to callers."""

    office = StringField(
        "Посада", [DataRequired("Напишіть посаду."), Length(max=TEXT_MAX)], description="голова громади; староста"
    )
    name = StringField("Прізвище, ім'я, по батькові", [DataRequired("Напишіть ім'я."), Length(max=TEXT_MAX)])
    district = StringField("Село або старостинський округ", [Length(max=TEXT_MAX)], description="Може бути порожнім.")
    place = StringField(
        "Де приймає", [DataRequired("Напишіть, де."), Length(max=PLACE_MAX)], description="Адреса й кабінет"
    )
    way = RadioField("Як", choices=choices(WAY_NAMES), default=ReceptionWay.IN_PERSON, validate_choice=False)
    slot_min = IntegerField(
        "Хвилин на одного відвідувача", [InputRequired(SLOT), NumberRange(SLOT_MIN, SLOT_MAX, SLOT)], default=15
    )
    by_appointment = BooleanField("За записом (інакше — у порядку черги)", default=True)

    def show(self, fields: ReceptionFields, version: int) -> None:
        """Show a reception as it stands."""
        for name in ("office", "name", "district", "place", "way", "slot_min", "by_appointment"):
            self[name].data = getattr(fields, name)
        self.show_week(fields.week)
        self.version.data = str(version)

    def fields(self) -> ReceptionFields:
        """Return what was written; only after it was validated."""
        known = self.way.data in set(ReceptionWay)
        return ReceptionFields(
            written(self.office),
            written(self.name),
            written(self.place),
            self.week,
            written(self.district),
            ReceptionWay(self.way.data) if known else ReceptionWay.IN_PERSON,
            self.slot_min.data or SLOT_MIN,
            bool(self.by_appointment.data),
        )


class BookingForm(Form):
    """A visit."""

    starts_at = SelectField("Коли", choices=[], validate_choice=False)
    name = StringField("Хто прийде", [Length(max=NAME_MAX)])
    number = StringField("Номер телефону", [Length(max=64)], render_kw={"inputmode": "tel"})
    note = TextAreaField("З яким питанням", [Length(max=NOTE_MAX)], render_kw={"rows": 2})

    def starts(self) -> datetime | None:
        """Return the time that was chosen; None when it is none."""
        try:
            found = datetime.fromisoformat(self.starts_at.data or "")
        except ValueError:
            return None
        return found if found.tzinfo else None


class CancelForm(Form):
    """Why a visit is cancelled."""

    reason = StringField("Чому скасовано", [DataRequired("Напишіть, чому."), Length(max=REASON_MAX)])
    tell = BooleanField("Повідомити людину через SMS", default=True)
