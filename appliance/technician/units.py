"""The units of the box that the technician knows by name, and the requests that systemd is given for him."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.errors import SlukhavkaError
from appliance.technician.programs import output_of, succeeds

UNITS: Mapping[str, str] = {
    "slukhavka.service": "телефон: лінії й дзвінки",
    "slukhavka-console.service": "консоль у браузері",
    "slukhavka-speech.service": "голос",
    "slukhavka-selftest.service": "самоперевірка",
    "slukhavka-backup.service": "копії",
    "slukhavka-nightly.service": "нічна робота",
    "slukhavka-month.service": "місяць на флешку",
    "slukhavka-archive.service": "уся скринька на флешку",
    "slukhavka-mend.service": "ремонт модема й годинника",
    "slukhavka-firewall.service": "захист мережі",
    "ssh.service": "SSH",
}
RESTARTED = ("slukhavka.service", "slukhavka-console.service", "slukhavka-speech.service")
SSH = "ssh.service"
ARCHIVE = "slukhavka-archive.service"
TARGET = "slukhavka.target"
JOBS = tuple(unit for unit in UNITS if unit not in (*RESTARTED, SSH, "slukhavka-firewall.service"))


class NoSuchUnit(SlukhavkaError):
    """It is none of ours."""


def known(unit: str, among: tuple[str, ...] = tuple(UNITS)) -> str:
    """Return the unit if it is one of these. Raises NoSuchUnit."""
    if unit not in among:
        raise NoSuchUnit("Такої служби в Слухавки немає.")
    return unit


def restart(unit: str) -> str:
    """Restart one of the three that always run. Raises NoSuchUnit, NotDone."""
    output_of("systemctl", "restart", known(unit, RESTARTED), limit_s=60)
    return f"Перезапущено: {UNITS[unit]}."


def overview() -> str:
    """Return a line for each unit: whether it runs, has failed, or waits."""
    return "\n".join(f"{_standing(unit):12} {title} ({unit})" for unit, title in UNITS.items())


def _standing(unit: str) -> str:
    if succeeds("systemctl", "is-failed", "--quiet", unit):
        return "ВПАЛА"
    return "працює" if succeeds("systemctl", "is-active", "--quiet", unit) else "стоїть"
