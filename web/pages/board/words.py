"""The words of the board."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.casework.knowledge.service_watch import SERVICES_OVERDUE
from appliance.casework.knowledge.stale_answers import STALE_ANSWERS
from appliance.casework.menus.publications import PUBLICATION_FAILED
from appliance.casework.notices.works import WORKS_NOT_CLOSED
from appliance.casework.staff.alarms import NOBODY_READY, Alarm
from appliance.casework.staff.roster_watch import NIGHT_WITHOUT_DUTY
from appliance.casework.staff.shifts import SHIFT_FAULT

ALARMS: Mapping[str, str] = {
    NOBODY_READY: "Немає готового оператора",
    NIGHT_WITHOUT_DUTY: "Ніч без чергового",
    STALE_ANSWERS: "Час переглянути відповіді",
    SERVICES_OVERDUE: "Послуги час перевірити",
    PUBLICATION_FAILED: "Публікація не вдалася",
    SHIFT_FAULT: "Несправність перед зміною",
    WORKS_NOT_CLOSED: "Роботи не закрито",
}


def alarm(found: Alarm) -> str:
    """Return what kind of alarm it is."""
    return ALARMS.get(found.kind, "Тривога")


def lasts(found: Alarm) -> str:
    """Return whether its cause is still there."""
    return "триває" if found.cleared_at is None else "минула"
