"""What of consultations, notes and promises about calls is somebody's personal data."""

from __future__ import annotations

import peewee

from appliance.casework.contacts.appointments import Appointment
from appliance.casework.contacts.callbacks import Callback
from appliance.casework.contacts.calls import VoiceMessage
from appliance.casework.contacts.consultations import Consultation
from appliance.casework.contacts.returns import MessageNote, Returned
from appliance.casework.people.personal import Column, PersonalData, Subject, among


def _consultations(subject: Subject) -> peewee.Node:
    of_nobody = Consultation.person_id.is_null() & among(Consultation.call, subject.calls)
    return (Consultation.person_id == subject.person_id) | of_nobody


def _notes(subject: Subject) -> peewee.Node:
    return MessageNote.id.in_(VoiceMessage.select(VoiceMessage.id).where(among(VoiceMessage.call, subject.calls)))


def _appointments(subject: Subject) -> peewee.Node:
    return Appointment.callback.in_(Callback.select(Callback.id).where(among(Callback.number, subject.numbers)))


PERSONAL = (
    PersonalData(
        Consultation,
        "Консультації",
        _consultations,
        {"noted_at": Column("Коли"), "note": Column("Нотатка", "")},
        journal=("consultation",),
    ),
    PersonalData(MessageNote, "Нотатки до голосових повідомлень", _notes, {"text": Column("Нотатка", "")}),
    PersonalData(
        Returned,
        "Позначки «передзвонили»",
        lambda subject: among(Returned.number, subject.numbers),
        {"returned_at": Column("Коли"), "number": Column("Номер", "")},
        journal=("calls",),
    ),
    PersonalData(
        Appointment,
        "Обіцяні дзвінки",
        _appointments,
        {"due_at": Column("На коли"), "note": Column("Нотатка", "")},
    ),
)
