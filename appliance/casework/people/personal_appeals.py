"""What of appeals is somebody's personal data: the applicant's, and the representative's where that is the subject.

What an erasure leaves is what the statistics need: regime, kind, topic, settlements, marks, dates.
"""

from __future__ import annotations

import peewee

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.appeals.appeal_endings import AppealDiscard, IntakeRefusal
from appliance.casework.appeals.appeal_fields import LABELS
from appliance.casework.appeals.appeal_kinds import REGIME_NAMES, STATE_NAMES, AppealState
from appliance.casework.appeals.appeal_marks import MARK_NAMES, AppealMark
from appliance.casework.people.personal import ERASED, Column, PersonalData, Subject, among

OF_REPRESENTATIVE = (
    "representative_name",
    "representative_phone",
    "representative_address",
    "representative_basis",
)
OF_APPLICANT = (
    "applicant_name",
    "organisation",
    "phone",
    "second_phone",
    "other_contact",
    "registered_address",
    "staying_address",
    *OF_REPRESENTATIVE,
    "essence",
    "street",
    "house",
    "landmark",
)
_HOLD = (
    Appeal.state == AppealState.DRAFT,
    "Звернення цієї людини ще не завершено: відкиньте чернетку або дочекайтеся результату.",
)


def _appeals(subject: Subject) -> peewee.Node:
    by_number = among(Appeal.phone, subject.numbers) | among(Appeal.from_number, subject.numbers)
    of_nobody = Appeal.person_id.is_null() & (by_number | among(Appeal.call, subject.calls))
    return (Appeal.person_id == subject.person_id) | of_nobody


def _represents(subject: Subject) -> peewee.Node:
    return among(Appeal.representative_phone, subject.numbers)


def _marks(subject: Subject) -> peewee.Node:
    return AppealMark.appeal.in_(Appeal.select(Appeal.id).where(_appeals(subject)))


def _discards(subject: Subject) -> peewee.Node:
    return AppealDiscard.appeal.in_(Appeal.select(Appeal.id).where(_appeals(subject)))


def _refusals(subject: Subject) -> peewee.Node:
    theirs = IntakeRefusal.appeal.in_(Appeal.select(Appeal.id).where(_appeals(subject)))
    in_calls = IntakeRefusal.appeal.is_null() & among(IntakeRefusal.call, subject.calls)
    return theirs | in_calls


PERSONAL = (
    PersonalData(
        Appeal,
        "Звернення",
        _appeals,
        {
            "id": Column("Номер картки"),
            "came_at": Column("Надійшло"),
            "state": Column("Стан", words=STATE_NAMES),
            "regime": Column("За якими правилами", words=REGIME_NAMES),
            "from_number": Column("З номера", None),
            "applicant_key": Column("", ""),
            **{name: Column(LABELS[name], "") for name in OF_APPLICANT},
        },
        journal=("appeal", "appeal_mark"),
        hold=_HOLD,
    ),
    PersonalData(
        Appeal,
        "Звернення, у яких людина є представником",
        _represents,
        {
            "id": Column("Номер картки"),
            "came_at": Column("Надійшло"),
            **{name: Column(LABELS[name], "") for name in OF_REPRESENTATIVE},
        },
        journal=("appeal",),
        hold=_HOLD,
    ),
    PersonalData(
        AppealMark,
        "Позначки на картках звернень",
        _marks,
        {"at": Column("Коли"), "kind": Column("Позначка", words=MARK_NAMES), "text": Column("Текст", "")},
    ),
    PersonalData(
        AppealDiscard,
        "Відкинуті чернетки",
        _discards,
        {"discarded_at": Column("Коли"), "reason": Column("Причина", ERASED)},
    ),
    PersonalData(
        IntakeRefusal,
        "Відмови у прийнятті",
        _refusals,
        {"refused_at": Column("Коли"), "note": Column("Що було сказано", ERASED), "number": Column("З номера", None)},
        journal=("intake_refusal",),
    ),
)
