"""The forms of the office hours. Dates and times are those of the wall in Kyiv."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from appliance.casework.office.calendar import KYIV
from appliance.casework.office.holidays import ONE_DAY
from appliance.casework.office.hours import Closure, HoursError, MovedDay, OfficeKind, SpecialDay
from appliance.casework.office.office_hours import REASON_MAX
from web.forms import Form, choices, written
from web.pages.hours.words import KIND_DEEDS
from web.week_form import DATE, ClockField, DayField, DayHoursField

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 30)
YEAR = "Перевірте рік."


def _day(label: str) -> DayField:
    return DayField(label, [InputRequired(DATE)])


class DatedForm(Form):
    """A form whose dates lie in this century."""

    def validate(self, extra_validators: object = None) -> bool:
        """Refuse a slip of the pen in a year beside its field."""
        valid = super().validate(extra_validators)
        for field in self:
            if isinstance(field, DayField) and field.data and not FIRST <= field.data <= LAST:
                field.errors = [*field.errors, YEAR]
                valid = False
        return bool(valid)


class SpecialForm(DatedForm):
    """A date with hours of its own."""

    special_on = _day("Дата")
    special_hours = DayHoursField("Години", description="Порожньо — вихідний.")
    special_reason = StringField("Причина", [Length(max=REASON_MAX)])

    def read(self) -> SpecialDay:
        """Return what was written; only after it was validated."""
        return SpecialDay(self.special_on.data or FIRST, self.special_hours.hours, written(self.special_reason))


class MovedForm(DatedForm):
    """A working day moved to a day off."""

    moved_off = _day("Вихідний замість робочого")
    moved_to = _day("Працюємо натомість")

    def read(self) -> MovedDay:
        """Return what was written; only after it was validated. Raises HoursError."""
        return MovedDay(self.moved_off.data or FIRST, self.moved_to.data or FIRST)


class ClosureForm(DatedForm):
    """Days, or a part of one, on which nobody is there."""

    closure_from = _day("Від дня")
    closure_from_time = ClockField("о котрій", [Optional()])
    closure_to = _day("До дня включно")
    closure_to_time = ClockField("до котрої", [Optional()], description="Без часу — цілі дні.")
    closure_reason = StringField("Чому зачинено", [InputRequired("Напишіть, чому."), Length(max=REASON_MAX)])

    def read(self) -> Closure:
        """Return what was written; only after it was validated. Raises HoursError."""
        first, last = self.closure_from.data or FIRST, self.closure_to.data or FIRST
        opens, closes = self.closure_from_time.data, self.closure_to_time.data
        if (opens is None) != (closes is None):
            raise HoursError("Вкажіть обидва часи або жодного.")
        start = datetime.combine(first, opens or time(), tzinfo=KYIV)
        end = datetime.combine(last, closes, tzinfo=KYIV) if closes else _midnight(last + ONE_DAY)
        return Closure(start, end, written(self.closure_reason))


class MartialLawForm(DatedForm):
    """The first or the last day of martial law."""

    martial_on = _day("День")


class OrderForm(DatedForm):
    """What holds from now on whatever the calendar says. `until`: which button was pressed."""

    kind = RadioField("Що зараз", choices=choices(KIND_DEEDS), default=OfficeKind.CLOSED, validate_choice=False)
    reason = StringField("Чому (для колег)", [Length(max=REASON_MAX)])
    until_day = DayField("Дата", [Optional()], description="Порожньо — сьогодні.")
    until_time = ClockField("До котрої", [Optional()])

    @property
    def ordered(self) -> OfficeKind:
        """What was chosen. Raises HoursError."""
        if self.kind.data not in set(OfficeKind):
            raise HoursError("Оберіть, що зараз: працюємо, перерва чи зачинено.")
        return OfficeKind(self.kind.data)

    def until(self, pressed: str, now: datetime) -> datetime:
        """Return when it ends by the button that was pressed. Raises HoursError."""
        local = now.astimezone(KYIV)
        if pressed == "hour":
            return now + timedelta(hours=1)
        if pressed == "day":
            return _midnight(local.date() + ONE_DAY)
        if pressed.isascii() and pressed.isdecimal() and int(pressed) < 24:
            return datetime.combine(local.date(), time(int(pressed)), tzinfo=KYIV)
        if self.until_time.data is None:
            raise HoursError("Вкажіть, до котрої: ручний режим закінчується сам.")
        return datetime.combine(self.until_day.data or local.date(), self.until_time.data, tzinfo=KYIV)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=KYIV)
