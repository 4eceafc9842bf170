"""What a clerk writes on an appeal's card: the fields of K 5.2 and S 3.5, and the place of the problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from appliance.casework.appeals.appeal_kinds import (
    AnswerWay,
    AppealKind,
    Authorship,
    Regime,
)
from appliance.casework.people.people_details import ApplicantCategory, PersonKind
from appliance.errors import SlukhavkaError
from appliance.numbers import RAW_LIMIT, parse

ESSENCE_MAX = 2000
"""A card is one printed page; K 5.5 wants the text clear and short."""

TEXT_MAX: Mapping[str, int] = {
    "applicant_name": 200,
    "organisation": 200,
    "phone": RAW_LIMIT,
    "second_phone": RAW_LIMIT,
    "other_contact": 200,
    "registered_address": 300,
    "staying_address": 300,
    "representative_name": 200,
    "representative_phone": RAW_LIMIT,
    "representative_address": 300,
    "representative_basis": 200,
    "essence": ESSENCE_MAX,
    "street": 120,
    "house": 40,
    "landmark": 200,
}

CHOICES: Mapping[str, type[StrEnum]] = {
    "authorship": Authorship,
    "applicant_kind": PersonKind,
    "applicant_category": ApplicantCategory,
    "regime": Regime,
    "kind": AppealKind,
    "answer_by": AnswerWay,
}

PHONES = ("phone", "second_phone", "representative_phone")

LABELS: Mapping[str, str] = {
    "person_id": "Картка людини",
    "authorship": "Авторство",
    "applicant_kind": "Хто звертається",
    "applicant_category": "Пільгова категорія",
    "displaced": "Внутрішньо переміщена особа (ВПО)",
    "applicant_name": "Прізвище, ім'я, по батькові заявника",
    "organisation": "Назва організації",
    "phone": "Контактний телефон",
    "second_phone": "Ще один телефон",
    "other_contact": "Електронна пошта чи інший зв'язок",
    "settlement_id": "Населений пункт заявника",
    "registered_address": "Зареєстроване місце проживання",
    "staying_address": "Фактичне місце проживання",
    "stays_registered": "Проживає за зареєстрованою адресою",
    "representative_name": "Прізвище, ім'я, по батькові представника",
    "representative_phone": "Телефон представника",
    "representative_address": "Адреса представника",
    "representative_basis": "На якій підставі представляє",
    "regime": "За якими правилами розглядається",
    "kind": "Вид звернення за Законом",
    "category_id": "Тема звернення",
    "essence": "Суть питання",
    "place_settlement_id": "Населений пункт, де проблема",
    "street": "Вулиця",
    "house": "Будинок",
    "landmark": "Орієнтир",
    "answer_by": "Як відповісти",
}
"""Of every field, as the form, the print and the journals name it."""


class FieldTooLong(SlukhavkaError):
    """A text does not fit into its field."""

    def __init__(self, field: str, limit: int) -> None:
        """Keep the field, so that the sentence stands beside it."""
        super().__init__(f"«{LABELS[field]}»: не більше за {limit} знаків.")
        self.field = field


@dataclass(frozen=True, slots=True)
class AppealFields:
    """All that is written on a card, each "" or None as long as it is not known.

    A telephone is E.164 where it could be understood, else what was typed. Choices are values of `CHOICES`.
    """

    person_id: int | None = None
    authorship: str = Authorship.INDIVIDUAL
    applicant_kind: str = PersonKind.PERSON
    applicant_category: str = ""
    displaced: bool = False
    applicant_name: str = ""
    organisation: str = ""
    phone: str = ""
    second_phone: str = ""
    other_contact: str = ""
    settlement_id: int | None = None
    registered_address: str = ""
    staying_address: str = ""
    stays_registered: bool = False
    representative_name: str = ""
    representative_phone: str = ""
    representative_address: str = ""
    representative_basis: str = ""
    regime: str = ""
    kind: str = ""
    category_id: int | None = None
    essence: str = ""
    place_settlement_id: int | None = None
    street: str = ""
    house: str = ""
    landmark: str = ""
    answer_by: str = ""

    @classmethod
    def read(cls, typed: Mapping[str, Any], *, area_code: str = "") -> AppealFields:
        """Return what was typed, cleaned: texts printable and within their limits, telephones in E.164 where possible.

        Unknown names are left out. Raises FieldTooLong; ValueError for a choice that does not exist.
        """
        known = {name: value for name, value in typed.items() if name in NAMES}
        for name in known.keys() & TEXT_MAX.keys():
            known[name] = _clean(name, str(known[name] or ""))
        for name in known.keys() & CHOICES.keys():
            known[name] = CHOICES[name](known[name]) if known[name] else ""
        for name in known.keys() & set(PHONES):
            known[name] = parse(known[name], area_code).e164 or known[name]
        return cls(**known)

    def as_changes(self) -> dict[str, Any]:
        """Return every field by its name."""
        return asdict(self)


NAMES = tuple(field.name for field in fields(AppealFields))
ABOUT_APPLICANT = (
    "person_id",
    "authorship",
    "applicant_kind",
    "applicant_category",
    "displaced",
    "applicant_name",
    "organisation",
    *PHONES,
    "other_contact",
    "settlement_id",
    "registered_address",
    "staying_address",
    "stays_registered",
    "representative_name",
    "representative_address",
    "representative_basis",
    "answer_by",
)
"""What the next question of the same applicant (K 5.10) has in common with the first."""


def _clean(name: str, text: str) -> str:
    """Drop what cannot be shown; keep the lines of the essence, and make one line of everything else."""
    lines = ("".join(sign for sign in line if sign.isprintable() or sign == "\t") for line in text.splitlines())
    kept = ("\n" if name == "essence" else " ").join(" ".join(line.split()) for line in lines).strip()
    if len(kept) > TEXT_MAX[name]:
        raise FieldTooLong(name, TEXT_MAX[name])
    return kept
