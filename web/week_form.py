"""Fields for hours and dates, as the pages of office hours and receptions ask for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from wtforms import DateField, StringField, TimeField
from wtforms.validators import ValidationError

from appliance.casework.office.hours import DayHours, HoursError, day_hours
from web.edited_form import EditedForm

DATE, TIME = "Напишіть дату: день, місяць, рік.", "Напишіть час: години й хвилини."
LABELS = ("Понеділок", "Вівторок", "Середа", "Четвер", "П'ятниця", "Субота", "Неділя")
INTERVALS_MAX = 6
_CLOCK = r"([0-9]{1,2})(?:[:.]([0-9]{2}))?"
_INTERVAL = re.compile(rf"{_CLOCK}\s*[-–—]\s*{_CLOCK}", re.ASCII)


class DayField(DateField):
    """A date."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Say in Ukrainian what is wrong."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(DATE) from error


class ClockField(TimeField):
    """A time of the wall clock in Kyiv."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Say in Ukrainian what is wrong."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(TIME) from error


class DayHoursField(StringField):
    """The hours of one day: "8:00–12:00, 12:45–17:00"; empty for a day off. What was typed stays when it is wrong."""

    def __init__(self, label: str, **more: Any) -> None:
        """Ask in one line."""
        look = {"autocomplete": "off", "maxlength": "120", "spellcheck": "false"}
        super().__init__(label, render_kw=look, **more)
        self.hours: DayHours = ()

    def pre_validate(self, _form: Any) -> None:
        """Read what was typed. Raises ValidationError with a sentence."""
        try:
            self.hours = read_hours(str(self.data or ""))
        except HoursError as error:
            raise ValidationError(str(error)) from error

    def show(self, hours: DayHours) -> None:
        """Show these hours."""
        self.data = shown_hours(hours)


def read_hours(written: str) -> DayHours:
    """Return what a person wrote of a day. Raises HoursError."""
    pieces = [piece.strip() for piece in re.split(r"[,;]|\sі\s|\sта\s", written) if piece.strip()]
    if len(pieces) > INTERVALS_MAX:
        raise HoursError(f"Інтервалів забагато: щонайбільше {INTERVALS_MAX}.")
    return day_hours(*(_interval(piece) for piece in pieces))


def shown_hours(hours: DayHours) -> str:
    """Return the hours as `read_hours` takes them."""
    return ", ".join(map(str, hours))


def _interval(piece: str) -> str:
    match = _INTERVAL.fullmatch(piece)
    if not match:
        raise HoursError(f"«{piece}» слід записати так: 8:00–12:00. Кілька інтервалів — через кому.")
    from_hour, from_minute, to_hour, to_minute = match.groups("00")
    return f"{from_hour}:{from_minute}-{to_hour}:{to_minute}"


class WeekForm(EditedForm):
    """Seven days."""

    mon = DayHoursField(LABELS[0])
    tue = DayHoursField(LABELS[1])
    wed = DayHoursField(LABELS[2])
    thu = DayHoursField(LABELS[3])
    fri = DayHoursField(LABELS[4])
    sat = DayHoursField(LABELS[5])
    sun = DayHoursField(LABELS[6])

    @property
    def days(self) -> tuple[DayHoursField, ...]:
        """The fields from Monday."""
        return (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun)

    @property
    def week(self) -> tuple[DayHours, ...]:
        """What was typed; only after it was validated."""
        return tuple(day.hours for day in self.days)

    def show_week(self, week: Sequence[DayHours]) -> None:
        """Show these days."""
        for day, hours in zip(self.days, week, strict=True):
            day.show(hours)
