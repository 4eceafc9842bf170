"""What stands on a card, in words: for reading, for print, and beside another's text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.appeals.appeal_endings import AppealDiscard, IntakeRefusal
from appliance.casework.appeals.appeal_fields import LABELS, NAMES, TEXT_MAX, AppealFields
from appliance.casework.appeals.appeal_kinds import (
    ANSWER_WAY_NAMES,
    AUTHORSHIP_NAMES,
    CHANNEL_NAMES,
    KIND_NAMES,
    REFUSAL_GROUND_NAMES,
    REGIME_NAMES,
    STATE_NAMES,
    AppealState,
    Channel,
    RefusalGround,
)
from appliance.casework.appeals.appeal_marks import MARK_NAMES, MarkKind, Marks
from appliance.casework.people.people_details import CATEGORY_NAMES
from appliance.casework.people.people_details import KIND_NAMES as APPLICANT_NAMES
from appliance.numbers import grouped
from web.shown import when

_CHOICES: Mapping[str, Mapping[Any, str]] = {
    "authorship": AUTHORSHIP_NAMES,
    "applicant_kind": APPLICANT_NAMES,
    "applicant_category": CATEGORY_NAMES,
    "regime": REGIME_NAMES,
    "kind": KIND_NAMES,
    "answer_by": ANSWER_WAY_NAMES,
}
_APPLICANT = (
    "authorship",
    "applicant_kind",
    "organisation",
    "applicant_name",
    "phone",
    "second_phone",
    "other_contact",
    "settlement_id",
    "registered_address",
    "staying_address",
    "stays_registered",
    "applicant_category",
    "displaced",
)
_REPRESENTATIVE = ("representative_name", "representative_phone", "representative_address", "representative_basis")
_QUESTION = ("regime", "kind", "category_id", "answer_by")
_PLACE = ("place_settlement_id", "street", "house", "landmark")
EMPTY = "—"
DENSE_FROM = 2800
SIGNS_OF_A_LINE = 100


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a card: its title, and what stands in it by name."""

    title: str
    facts: list[tuple[str, str]]


def parts(appeal: Appeal, marks: Marks) -> list[Part]:
    """Return everything on a card but the essence, in the order of the print."""
    return [
        Part("Надходження", list(_arrival(appeal))),
        Part("Заявник", _facts(appeal, _APPLICANT)),
        Part("Представник", _facts(appeal, _REPRESENTATIVE)),
        Part("Питання", _facts(appeal, _QUESTION)),
        Part("Місце проблеми", _facts(appeal, _PLACE)),
        Part("Позначки", list(_marks(appeal, marks))),
    ]


def is_long(appeal: Appeal) -> bool:
    """Whether the sheet must be set smaller to stay one page."""
    signs = sum(len(getattr(appeal, name)) for name in TEXT_MAX)
    return signs + appeal.essence.count("\n") * SIGNS_OF_A_LINE > DENSE_FROM


def state(appeal: Appeal) -> str:
    """Return how a card stands."""
    if appeal.state == AppealState.DRAFT and appeal.finished_at is not None:
        return "чернетка заповнена, чекає на реєстрацію"
    return STATE_NAMES[AppealState(appeal.state)]


def channel(appeal: Appeal) -> str:
    """Return how it came."""
    return CHANNEL_NAMES[Channel(appeal.channel)]


def ending(discard: AppealDiscard | None, refusal: IntakeRefusal | None) -> str:
    """Return how a card that is no draft any more ended."""
    if discard:
        who = discard.discarded_by.name if discard.discarded_by else "Слухавка"
        return f"Відкинуто {when(discard.discarded_at)}, {who}: {discard.reason}"
    if refusal:
        who = refusal.refused_by.name if refusal.refused_by else "Слухавка"
        ground = REFUSAL_GROUND_NAMES[RefusalGround(refusal.ground)]
        return f"Відмовлено у прийнятті {when(refusal.refused_at)}, {who}: {ground}. {refusal.note}"
    return ""


def place(appeal: Appeal) -> str:
    """Return where the problem is, in one line."""
    settlement = appeal.place_settlement.full_name if appeal.place_settlement else ""
    return ", ".join(part for part in (settlement, appeal.street, appeal.house, appeal.landmark) if part)


def differing(
    mine: AppealFields, theirs: Mapping[str, Any], rows: Mapping[str, Mapping[Any, str]]
) -> list[tuple[str, str, str]]:
    """Return every field in which two texts differ: its name, mine, theirs. `rows`: the choices of fields by id."""
    typed = mine.as_changes()
    return [
        (LABELS[name], _shown(name, typed[name], rows), _shown(name, theirs[name], rows))
        for name in NAMES
        if name in theirs and typed[name] != theirs[name]
    ]


def _shown(name: str, value: Any, rows: Mapping[str, Mapping[Any, str]]) -> str:
    if name in rows:
        return rows[name].get(str(value), EMPTY) if value is not None else EMPTY
    return _word(name, value) or EMPTY


def _word(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "так" if value else ""
    if name in _CHOICES:
        return _CHOICES[name].get(value, "") if value else ""
    return grouped(value) if isinstance(value, str) and value.startswith("+") else str(value or "")


def _facts(appeal: Appeal, names: tuple[str, ...]) -> list[tuple[str, str]]:
    by_id = {
        "settlement_id": appeal.settlement.full_name if appeal.settlement else "",
        "place_settlement_id": appeal.place_settlement.full_name if appeal.place_settlement else "",
        "category_id": appeal.category.name if appeal.category else "",
    }
    return [(LABELS[name], by_id.get(name) or _word(name, getattr(appeal, name)) or EMPTY) for name in names]


def _arrival(appeal: Appeal) -> Iterator[tuple[str, str]]:
    yield "Як надійшло", channel(appeal)
    yield "Коли", when(appeal.came_at) + ("" if appeal.came_clock_trusted else " (годинник був неточний)")
    yield "З номера", grouped(appeal.from_number) if appeal.from_number else EMPTY
    if appeal.voice_message_id:
        yield "Аудіозапис", f"голосове повідомлення № {appeal.voice_message_id}"
    yield "Картку створено", f"{when(appeal.created_at)}, {appeal.created_by.name if appeal.created_by else 'Слухавка'}"
    if appeal.finished_at is not None:
        who = appeal.finished_by.name if appeal.finished_by else "Слухавка"
        yield "Картку заповнено", f"{when(appeal.finished_at)}, {who}"


def _marks(appeal: Appeal, marks: Marks) -> Iterator[tuple[str, str]]:
    agreed = marks.agreed(appeal.essence)
    yield MARK_NAMES[MarkKind.WORDING_AGREED].capitalize(), _by(agreed) if agreed else "ні"
    if (unread := marks.latest(MarkKind.WORDING_UNREAD)) and not agreed:
        yield MARK_NAMES[MarkKind.WORDING_UNREAD].capitalize(), f"{unread.text} ({_by(unread)})"
    yield "Згода на обробку персональних даних", _consent(marks)
    if appeal.anonymous:
        warned = marks.latest(MarkKind.ANONYMITY_WARNED)
        yield MARK_NAMES[MarkKind.ANONYMITY_WARNED].capitalize(), _by(warned) if warned else "ні"
    advised = "; ".join(f"{mark.text} ({_by(mark)})" for mark in marks.advice)
    yield MARK_NAMES[MarkKind.ADVISED].capitalize(), advised or EMPTY


def _consent(marks: Marks) -> str:
    said = marks.consent
    if said is None:
        return "не питали"
    answer = "надано" if said.kind == MarkKind.CONSENT_GIVEN else "відмовлено"
    return f"{answer}, редакція тексту {said.text}, {_by(said)}"


def _by(mark: Any) -> str:
    return f"{when(mark.at)}, {mark.by.name if mark.by else 'Слухавка'}"
