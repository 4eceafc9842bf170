"""What an alarm can be about, and how loudly it is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """How loudly an alarm is said."""

    NOTE = "note"
    """On the screen alone: somebody should see to it, nothing is broken."""
    FAULT = "fault"
    """The box cannot do all that it should: the lamp of faults, and the technician is told."""
    URGENT = "urgent"
    """A person must act today: the lamp of alarms, and the buzzer in waking hours."""
    DANGER = "danger"
    """A life may hang on it: lamp and buzzer at any hour until somebody acknowledges."""


class AlarmKind(StrEnum):
    """The kinds, by the word that their rows carry."""

    APPOINTMENT_DUE = "appointment_due"
    BACKUP_OLD = "backup_old"
    BALANCE_LOW = "balance_low"
    CALLS_DIVERTED = "calls_diverted"
    CLOCK_WRONG = "clock_wrong"
    DANGER_MESSAGE = "danger_message"
    DATABASE_BROKEN = "database_broken"
    DATABASE_RESTORED = "database_restored"
    DISK_FILLING = "disk_filling"
    DISK_FULL = "disk_full"
    EXPORT_FAILED = "export_failed"
    LINE_DOWN = "line_down"
    NIGHT_WITHOUT_DUTY = "night_without_duty"
    NOBODY_READY = "nobody_ready"
    NOT_CALLABLE = "not_callable"
    NO_SOUND = "no_sound"
    NO_VOICE = "no_voice"
    PUBLICATION_FAILED = "publication_failed"
    RECORDINGS_LOST = "recordings_lost"
    RECORDINGS_REMOVED = "recordings_removed"
    RED_BUTTON = "red_button"
    RETENTION_DUE = "retention_due"
    SELF_TEST_FAILED = "self_test_failed"
    SERVICES_OVERDUE = "services_overdue"
    SHIFT_FAULT = "shift_fault"
    SIM_EXPIRES = "sim_expires"
    SIM_TROUBLE = "sim_trouble"
    STALE_ANSWERS = "stale_answers"
    STICK_MISSING = "stick_missing"
    STICK_OVERDUE = "stick_overdue"
    WORKS_NOT_CLOSED = "works_not_closed"


@dataclass(frozen=True, slots=True)
class Told:
    """How a kind is told to people: a few Ukrainian words above its sentence, and how loudly."""

    title: str
    weight: Weight


TOLD: Mapping[str, Told] = {
    AlarmKind.APPOINTMENT_DUE: Told("Час обіцяного дзвінка", Weight.URGENT),
    AlarmKind.BACKUP_OLD: Told("Немає свіжої копії", Weight.FAULT),
    AlarmKind.BALANCE_LOW: Told("Мало грошей на SIM-картці", Weight.FAULT),
    AlarmKind.CALLS_DIVERTED: Told("Дзвінки переадресовано в мережі", Weight.URGENT),
    AlarmKind.CLOCK_WRONG: Told("Годинник не налаштовано", Weight.FAULT),
    AlarmKind.DANGER_MESSAGE: Told("Загроза життю чи здоров'ю", Weight.DANGER),
    AlarmKind.DATABASE_BROKEN: Told("База даних не працює", Weight.FAULT),
    AlarmKind.DATABASE_RESTORED: Told("Базу відновлено з копії", Weight.URGENT),
    AlarmKind.DISK_FILLING: Told("Диск заповнюється", Weight.FAULT),
    AlarmKind.DISK_FULL: Told("Диск заповнено", Weight.FAULT),
    AlarmKind.EXPORT_FAILED: Told("Місяць не записано на флешку", Weight.URGENT),
    AlarmKind.LINE_DOWN: Told("Лінія не працює", Weight.FAULT),
    AlarmKind.NIGHT_WITHOUT_DUTY: Told("Ніч без чергового", Weight.NOTE),
    AlarmKind.NOBODY_READY: Told("Немає готового оператора", Weight.URGENT),
    AlarmKind.NOT_CALLABLE: Told("До Слухавки ніхто не може додзвонитися", Weight.FAULT),
    AlarmKind.NO_SOUND: Told("Дзвінки без звуку", Weight.FAULT),
    AlarmKind.NO_VOICE: Told("Мережа без голосу", Weight.FAULT),
    AlarmKind.PUBLICATION_FAILED: Told("Публікація не вдалася", Weight.FAULT),
    AlarmKind.RECORDINGS_LOST: Told("Аудіозаписи зникли з диска", Weight.FAULT),
    AlarmKind.RECORDINGS_REMOVED: Told("Слухавка прибрала аудіозаписи", Weight.NOTE),
    AlarmKind.RED_BUTTON: Told("Термінове повідомлення", Weight.DANGER),
    AlarmKind.RETENTION_DUE: Told("Минув строк зберігання", Weight.NOTE),
    AlarmKind.SELF_TEST_FAILED: Told("Самоперевірка знайшла несправність", Weight.FAULT),
    AlarmKind.SERVICES_OVERDUE: Told("Послуги час перевірити", Weight.NOTE),
    AlarmKind.SHIFT_FAULT: Told("Несправність перед зміною", Weight.FAULT),
    AlarmKind.SIM_EXPIRES: Told("Строк SIM-картки спливає", Weight.FAULT),
    AlarmKind.SIM_TROUBLE: Told("SIM-картка не працює", Weight.FAULT),
    AlarmKind.STALE_ANSWERS: Told("Час переглянути відповіді", Weight.NOTE),
    AlarmKind.STICK_MISSING: Told("Немає флешки для звітів", Weight.NOTE),
    AlarmKind.STICK_OVERDUE: Told("Місяць досі не забрано на флешці", Weight.URGENT),
    AlarmKind.WORKS_NOT_CLOSED: Told("Роботи не закрито", Weight.URGENT),
}
"""Every kind; the tests hold it whole."""

EVENTS = frozenset({AlarmKind.DATABASE_RESTORED, AlarmKind.RECORDINGS_LOST})
"""What has happened and has no cause that could go: over when somebody has seen it."""

UNKNOWN = Told("Тривога", Weight.FAULT)
"""A row that a later version of the product wrote."""


def told(kind: str) -> Told:
    """Return how an alarm of that kind is told."""
    return TOLD.get(kind, UNKNOWN)


def times(count: int) -> str:
    """Return how often it came, as "1 раз", "3 рази", "25 разів"."""
    few = count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14)
    return f"{count} {'раз' if count % 10 == 1 and count % 100 != 11 else 'рази' if few else 'разів'}"
