"""Recording by telephone: where in the menu in force it is, and the PIN that lets in."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.entrance.phone_pin import DIGITS_COUNT, PinFile, WeakPin
from appliance.casework.journal import AuditEntry
from appliance.casework.row import write
from appliance.menu.flow import Flow
from appliance.menu.node import MAIN
from appliance.menu.published import NotPublished
from web.box import Box
from web.forms import REFUSAL
from web.in_force import menu_in_force
from web.who import me

RECORDER = "recorder"
SUBJECT = "recording_pin"
_QUIET = ("silent", "nothing", "done")
_TWO = "Коди різні. Напишіть той самий код двічі."
_DISK = "Код не змінено: диск не прийняв."


@dataclass(frozen=True, slots=True)
class ByPhone:
    """What the page tells of it. `keys`: what to press from the main menu; None when nothing leads there."""

    keys: list[str] | None
    pin_is_set: bool
    digits: int = DIGITS_COUNT


def by_phone(box: Box) -> ByPhone:
    """Return what is to be told of recording by telephone."""
    try:
        keys = keys_to_recorder(menu_in_force(box).flow)
    except NotPublished:
        keys = None
    return ByPhone(keys, PinFile(box.settings.box.state).is_set())


def set_pin(box: Box) -> ResponseReturnValue:
    """Set the PIN; who knows the old one is shut out, and wrong tries are forgotten."""
    digits = request.form.get("code", "")
    try:
        if digits != request.form.get("code_again", ""):
            raise WeakPin(_TWO)
        PinFile(box.settings.box.state).set(digits)
    except (WeakPin, OSError) as error:
        flash(str(error) if isinstance(error, WeakPin) else _DISK, REFUSAL)
    else:
        _note(box, "set")
        flash("Код задано. Рахунок хибних спроб починається наново.")
    return redirect(url_for("sounds.listing", _anchor="phone"), 303)


def remove_pin(box: Box) -> ResponseReturnValue:
    """Let nobody record by telephone any more."""
    try:
        there = PinFile(box.settings.box.state).remove()
    except OSError:
        flash(_DISK, REFUSAL)
    else:
        if there:
            _note(box, "removed")
        flash("Код прибрано: з телефону тексти не записують.")
    return redirect(url_for("sounds.listing", _anchor="phone"), 303)


def keys_to_recorder(flow: Flow) -> list[str] | None:
    """Return the keys to press, in their order, by the shortest way from the main menu; None when none lead there."""
    begins = flow.places[MAIN]
    ways: deque[tuple[str, list[str]]] = deque([(begins, [])])
    seen = {begins}
    while ways:
        node_id, keys = ways.popleft()
        if flow.nodes[node_id].kind == RECORDER:
            return keys
        for name, target in flow.exits[node_id].items():
            if target not in seen and (len(name) == 1 or name in _QUIET):
                seen.add(target)
                ways.append((target, [*keys, name] if len(name) == 1 else keys))
    return None


def _note(box: Box, verb: str) -> None:
    with write():
        AuditEntry.record(by=me().actor, now=box.now(), verb=verb, subject=SUBJECT, subject_id="")
