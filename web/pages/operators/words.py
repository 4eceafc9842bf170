"""The words of presence."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.casework.staff.presence import MISSED_RING, STATE_NAMES, Standing
from appliance.contracts.office import PresenceState

BUTTONS: Mapping[PresenceState, str] = {
    PresenceState.READY: "На зв'язку",
    PresenceState.BREAK: "Перерва",
    PresenceState.LUNCH: "Обід",
    PresenceState.AFTER_CALL: "Записую",
    PresenceState.OFF: "Не працюю",
}
SIGNS: Mapping[PresenceState, str] = {
    PresenceState.READY: "●",
    PresenceState.BREAK: "‖",
    PresenceState.LUNCH: "◐",
    PresenceState.AFTER_CALL: "✎",
    PresenceState.OFF: "○",
}
BREAK_REASONS = ("особиста перерва", "прийом громадян", "нарада", "виїзд", "технічна перерва")


def stands(standing: Standing) -> str:
    """Return how somebody stands, with the reason and how long it lasts."""
    word = STATE_NAMES[standing.state]
    if standing.reason:
        word += f": {standing.reason}"
    return f"{word}, ще {round(standing.left_s)} с" if standing.left_s else word


def paused(standing: Standing) -> bool:
    """Tell whether the box has paused him because he did not answer."""
    return standing.state is PresenceState.BREAK and standing.reason.startswith(MISSED_RING)
