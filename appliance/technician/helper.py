"""The helper's table: what the technician's menu may ask for, and nothing else.

It runs as root without a single capability: what it may touch is what belongs to root or to the group of the box. Each
request is a line of JSON, {"ask": verb, …}, each answer one with "text", or {"error": a Ukrainian sentence}.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from appliance.casework.box.asked import MONTH
from appliance.casework.box.asked import ask as put_request
from appliance.control import ask
from appliance.errors import SlukhavkaError
from appliance.settings import Settings
from appliance.technician import journal, modems, network, reset, units
from appliance.technician.place import network_kept, reset_mark
from appliance.technician.programs import NotDone, output_of
from appliance.technician.roles import Role
from appliance.technician.state import state_of

log = logging.getLogger(__name__)

SELF_TEST_S = 300.0
CALL_S = 120.0
ARCHIVE_S = 7200.0


class BadRequest(SlukhavkaError):
    """The request is none of the table's."""


def answer(settings: Settings, line: str) -> dict[str, Any]:
    """Do what a line asks for and return the answer. Never raises for what a request or the system does wrong."""
    try:
        verb, details = _read(line)
        # Who asked for what stands in the journal; a name or a number he typed does not.
        log.info("the technician asks: %s", verb)
        said = VERBS[verb](settings, details)
        return {"text": said} if isinstance(said, str) else said
    except SlukhavkaError as error:
        return {"error": str(error)}
    except OSError as error:
        return {"error": f"Не вийшло: {error.strerror}."}


def _read(line: str) -> tuple[str, dict[str, str]]:
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadRequest("Запит не є рядком JSON.") from error
    if not isinstance(request, dict):
        raise BadRequest("Запит не є об'єктом JSON.")
    details = {name: value for name, value in request.items() if isinstance(value, str)}
    verb = details.pop("ask", "")
    if verb not in VERBS:
        raise BadRequest("Такого запиту немає.")
    return verb, details


def _state(settings: Settings, _details: Mapping[str, str]) -> str:
    return state_of(settings)


def _units(_settings: Settings, _details: Mapping[str, str]) -> str:
    return units.overview()


def _log(_settings: Settings, details: Mapping[str, str]) -> str:
    return journal.tail(units.known(details.get("unit", "")))


def _restart(_settings: Settings, details: Mapping[str, str]) -> str:
    return units.restart(details.get("unit", ""))


def _network(_settings: Settings, _details: Mapping[str, str]) -> str:
    return network.overview(network_kept())


def _network_change(_settings: Settings, details: Mapping[str, str]) -> str:
    asked = {name: details.get(name, "") for name in ("interface", "address", "gateway", "dns")}
    wanted = network.checked(network.Wanted(**asked), network.interfaces())
    complaint = network.change(network.way(wanted), network_kept())
    return f"Змінено. Підтвердьте за дві хвилини, інакше все повернеться. {complaint}".strip()


def _network_confirm(_settings: Settings, _details: Mapping[str, str]) -> str:
    return "Зміну залишено." if network.confirm(network_kept()) else "Підтверджувати нічого: усе вже як було."


def _self_test(_settings: Settings, _details: Mapping[str, str]) -> str:
    output_of("systemctl", "start", "slukhavka-selftest.service", limit_s=SELF_TEST_S)
    return journal.tail("slukhavka-selftest.service", 30)


def _call(settings: Settings, details: Mapping[str, str]) -> str:
    answered = ask(settings.control, "test_call", limit_s=CALL_S, number=details.get("number", ""))
    return str(answered["says"])


def _ssh(_settings: Settings, _details: Mapping[str, str]) -> str:
    output_of("systemctl", "start", units.SSH)
    return "SSH увімкнено на дві години: ssh tech@АДРЕСА, вхід лише з ключем."


def _stick(settings: Settings, _details: Mapping[str, str]) -> str:
    put_request(settings.asked, MONTH)
    return "Слухавка пише місяць на флешку. Чекайте на лампу «готово»; перебіг — у журналі."


def _copy(_settings: Settings, _details: Mapping[str, str]) -> str:
    try:
        output_of("systemctl", "start", units.ARCHIVE, limit_s=ARCHIVE_S)
    except NotDone as error:
        raise NotDone(f"Копії на флешці немає. {journal.tail(units.ARCHIVE, 3)}") from error
    return journal.tail(units.ARCHIVE, 3)


def _reset(_settings: Settings, details: Mapping[str, str]) -> str:
    return reset.ask_for(details.get("word", ""), reset_mark())


def _password(settings: Settings, details: Mapping[str, str]) -> str:
    login = details.get("login", "")
    if not login or login.startswith("-"):
        raise BadRequest("Логін не задано.")
    return _command(settings, "password", login)


def _first_run(settings: Settings, _details: Mapping[str, str]) -> str:
    return _command(settings, "first-run")


def _command(settings: Settings, *words: str) -> str:
    begin = (sys.executable, "-m", "appliance.cli", "--settings", str(settings.file))
    try:
        return output_of(*begin, *words, limit_s=60)
    except NotDone as error:
        raise NotDone(error.said.removeprefix("slukhavka: ")) from error


def _modems(settings: Settings, _details: Mapping[str, str]) -> dict[str, Any]:
    found = modems.look(settings)
    return {"text": modems.report(settings, found), **modems.choices(found)}


def _modems_change(settings: Settings, details: Mapping[str, str]) -> str:
    role = Role(**{part.name: details.get(part.name, "") for part in fields(Role)})
    write = details.get("write", "") == "1"
    text = modems.change(settings, details.get("deed", ""), details.get("line", ""), role, write=write)
    return f"Записано. Діятиме після перезапуску телефону.\n{text}" if write else f"Зміниться:\n{text}"


VERBS: Mapping[str, Callable[[Settings, Mapping[str, str]], str | dict[str, Any]]] = {
    "state": _state,
    "units": _units,
    "log": _log,
    "restart": _restart,
    "network": _network,
    "network_change": _network_change,
    "network_confirm": _network_confirm,
    "self_test": _self_test,
    "call": _call,
    "ssh": _ssh,
    "stick": _stick,
    "copy": _copy,
    "reset": _reset,
    "password": _password,
    "first_run": _first_run,
    "modems": _modems,
    "modems_change": _modems_change,
}
