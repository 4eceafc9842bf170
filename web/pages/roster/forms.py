"""The forms of the roster. Times are those of the wall clock in Kyiv."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from wtforms import BooleanField, DateField, SelectField, StringField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length

from appliance.casework.entrance.accounts import NAME_MAX
from appliance.casework.office.calendar import KYIV, WorkCalendar
from appliance.casework.staff.duty_officers import DutyOfficer
from appliance.casework.staff.nights import moment_at
from appliance.casework.staff.operators import Operator
from appliance.casework.staff.roster import NOTE_MAX, Planned
from web.edited_form import EditedForm
from web.forms import Form, choices

OFFICER, OPERATOR = "officer", "operator"
DATE, TIME = "Напишіть дату: день, місяць, рік.", "Напишіть час: години й хвилини."


class _Day(DateField):
    def process_formdata(self, valuelist: list[Any]) -> None:
        """Say in Ukrainian what is wrong."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(DATE) from error


class _Clock(TimeField):
    def process_formdata(self, valuelist: list[Any]) -> None:
        """Say in Ukrainian what is wrong."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(TIME) from error


class ShiftForm(EditedForm):
    """One shift."""

    who = SelectField("Хто", [DataRequired()], choices=[])
    stand_in = SelectField("Замінник", choices=[], description="Кого кликати, якщо черговий не відповідає.")
    starts_on = _Day("Початок, дата", [InputRequired(DATE)])
    starts = _Clock("Початок, час", [InputRequired(TIME)])
    ends_on = _Day("Кінець, дата", [InputRequired(DATE)])
    ends = _Clock("Кінець, час", [InputRequired(TIME)])
    note = StringField("Примітка", [Length(max=NOTE_MAX)])

    def offer(self) -> None:
        """Offer those who stand in the directory, and the operators."""
        officers, operators = DutyOfficer.standing(), Operator.staff()
        groups = {
            "Чергові": {f"{OFFICER}:{each.id}": each.name for each in officers},
            "Оператори": {f"{OPERATOR}:{each.operator}": each.name for each in operators},
        }
        self.who.choices = {name: people for name, people in groups.items() if people}
        self.stand_in.choices = choices([("", "немає"), *((each.id, each.name) for each in officers)])

    def show(self, planned: Planned, version: int) -> None:
        """Show a shift as it stands."""
        whose = f"{OPERATOR}:{planned.operator}" if planned.officer is None else f"{OFFICER}:{planned.officer}"
        self.who.data, self.stand_in.data = whose, str(planned.stand_in or "")
        self.span(planned.starts_at, planned.ends_at)
        self.note.data, self.version.data = planned.note, str(version)

    def span(self, start: datetime, end: datetime) -> None:
        """Show these hours."""
        local, local_end = start.astimezone(KYIV), end.astimezone(KYIV)
        self.starts_on.data, self.starts.data = local.date(), local.time()
        self.ends_on.data, self.ends.data = local_end.date(), local_end.time()

    def planned(self, calendar: WorkCalendar) -> Planned:
        """Return what was written; only after it was validated."""
        kind, _, number = (self.who.data or "").partition(":")
        return Planned(
            moment_at(self.starts_on.data or date.min, self.starts.data or time(), calendar),
            moment_at(self.ends_on.data or date.min, self.ends.data or time(), calendar),
            officer=int(number) if kind == OFFICER else None,
            operator=int(number) if kind == OPERATOR else None,
            stand_in=int(self.stand_in.data) if self.stand_in.data else None,
            note=self.note.data or "",
        )


class OfficerForm(EditedForm):
    """One person of the directory."""

    name = StringField("Ім'я та прізвище", [DataRequired(), Length(max=NAME_MAX)])
    mobile = StringField("Мобільний", [DataRequired(), Length(max=64)], render_kw={"inputmode": "tel"})
    is_chief = BooleanField("Керівник: отримує SMS, коли натискають «Терміново керівникові»")


class CopyForm(Form):
    """The week that another is copied into."""

    target = _Day("Тиждень, що починається", [InputRequired(DATE)])
