"""What of visits to receptions is somebody's personal data."""

from __future__ import annotations

import peewee
from peewee import fn

from appliance.casework.office.reception_bookings import SOURCE_NAMES, SUBJECT, ReceptionBooking
from appliance.casework.people.personal import Column, PersonalData, Subject, among


def _visits(subject: Subject) -> peewee.Node:
    return among(ReceptionBooking.number, subject.numbers) | among(ReceptionBooking.call, subject.calls)


def _waits() -> peewee.Node:
    """Whether the office still waits for the visitor."""
    ahead = ReceptionBooking.starts_at > fn.STRFTIME("%Y-%m-%d %H:%M:%f", "now")
    return ReceptionBooking.cancelled_at.is_null() & ahead


PERSONAL = (
    PersonalData(
        ReceptionBooking,
        "Записи на прийом",
        _visits,
        {
            "starts_at": Column("На коли"),
            "booked_at": Column("Коли записано"),
            "source": Column("Як записано", words=SOURCE_NAMES),
            "number": Column("Номер", None),
            "name": Column("Ім'я", ""),
            "note": Column("Примітка", ""),
            "cancelled_at": Column("Коли скасовано"),
            "cancel_reason": Column("Чому скасовано", ""),
        },
        journal=(SUBJECT,),
        hold=(_waits(), "Цю людину записано на прийом: спершу скасуйте запис."),
    ),
)
"""Of who was booked by name alone nothing tells that it is this person."""
