"""The forms of the list of calls and of the card."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from wtforms import BooleanField, DateTimeLocalField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from appliance.casework.contacts import appointments, consultations
from appliance.casework.contacts.appointments import BadAppointment
from appliance.casework.knowledge.services import Service
from appliance.casework.staff.operators import Operator
from web.forms import Form, choices
from web.lists import number

KYIV = ZoneInfo("Europe/Kyiv")
NEXT_FREE = "0"
NO_SERVICE = "0"
NO_MOMENT = "Вкажіть дату й час."


class ConsultationForm(Form):
    """What stands beside the topic: the mark, a note. `uid` makes a second press the same consultation."""

    uid = HiddenField(default=lambda: uuid4().hex)
    confirmed = BooleanField("Питання вирішено: людина це підтвердила")
    service = SelectField(
        "Послуга, про яку розказано (не обов'язково)", default=NO_SERVICE, choices=[], validate_choice=False
    )
    note = TextAreaField(
        "Примітка (не обов'язково)",
        [Length(max=consultations.NOTE_MAX, message=f"Не більше за {consultations.NOTE_MAX} знаків.")],
        render_kw={"rows": 2},
    )

    def offer_services(self) -> None:
        """Offer the services that are told, by their sections."""
        services = {str(service.id): service.title for service in Service.standing()}
        self.service.choices = choices({NO_SERVICE: "— жодна —", **services})

    @property
    def service_id(self) -> int | None:
        """Which was chosen."""
        return number({"service": str(self.service.data)}, "service") or None


class AmendForm(ConsultationForm):
    """The same of a consultation that is noted already; `version` is what its editor saw."""

    version = HiddenField(default="1")


class PromiseForm(Form):
    """When the citizen was told that he will be called."""

    due = DateTimeLocalField(
        "Коли передзвонимо", [DataRequired(NO_MOMENT)], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    )
    operator = SelectField("Хто телефонуватиме", default=NEXT_FREE)
    about = StringField(
        "Про що (не обов'язково)",
        [Length(max=appointments.NOTE_MAX, message=f"Не більше за {appointments.NOTE_MAX} знаків.")],
    )

    def offer_operators(self) -> None:
        """Offer those who are operators now."""
        staff = {str(member.operator): member.name for member in Operator.staff()}
        self.operator.choices = choices({NEXT_FREE: "будь-хто з операторів", **staff})

    @property
    def operator_id(self) -> int | None:
        """Who was chosen."""
        return int(self.operator.data) if self.operator.data != NEXT_FREE else None

    def due_at(self) -> datetime:
        """Return the moment in UTC. Raises BadAppointment for none, and for an hour that the clocks leave out."""
        written = self.due.data
        if written is None:
            raise BadAppointment(NO_MOMENT)
        moment = written.replace(tzinfo=KYIV).astimezone(UTC)
        if moment.astimezone(KYIV).replace(tzinfo=None) != written:
            raise BadAppointment("Такої години того дня немає: годинник переводять уперед.")
        return moment
