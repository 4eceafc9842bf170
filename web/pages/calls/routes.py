"""The list of calls, and the strip of those that ring on every page."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import abort, render_template, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue

from appliance.casework.contacts.call_list import KIND_NAMES, CallFilter, CallKind, find_calls
from appliance.casework.contacts.calls import VoiceMessage
from appliance.casework.journal import AccessEntry
from appliance.numbers import parse
from web.access import Action
from web.box import Box
from web.lists import number, pick
from web.page import Page
from web.pages.calls import card, consulting
from web.pages.calls.strip import strip
from web.pages.now import words
from web.who import me

NOT_A_NUMBER = "Такого номера не буває. Напишіть його повністю, наприклад 066 283 81 82."
NOT_A_DAY = "Такого дня немає. Виберіть дату."
YEARS = range(2000, 2200)
"""Far from the ends of what dates can say, where a day has no next one."""


def page(box: Box) -> Page:
    """Return the routes of the calls."""
    page = Page("calls", __name__, box, title="Дзвінки", place=20)
    page.shows("/calls", listing, needs=Action.SEE_CALLS)
    page.shows("/calls/<uid>", card.card, needs=Action.SEE_CALLS)
    page.does("/calls/<uid>/person", card.identify, needs=Action.WORK_CALLS)
    page.does("/calls/<uid>/promise", card.promise, needs=Action.WORK_CALLS)
    page.does("/calls/<uid>/dial", card.dial, needs=Action.DIAL)
    page.does("/calls/<uid>/consultation", consulting.consult, needs=Action.WORK_CALLS)
    page.shows("/calls/<uid>/consultation/<int:number>", consulting.consultation, needs=Action.WORK_CALLS)
    page.does("/calls/<uid>/consultation/<int:number>/change", consulting.amend, needs=Action.WORK_CALLS)
    page.does("/calls/<uid>/consultation/<int:number>/withdraw", consulting.withdraw, needs=Action.WORK_CALLS)
    page.shows("/recordings/<int:number>", recording, needs=Action.LISTEN)
    page.app_context_processor(lambda: {"strip": partial(strip, box)})
    page.add_app_template_test(partial(has_sound, box), "heard")
    return page


def listing(box: Box) -> ResponseReturnValue:
    """Draw a page of calls. What cannot be understood of the filter is said beside its field, and nothing is sought."""
    wanted, refusals = _wanted(box)
    found = None if refusals else find_calls(wanted, before=number(request.args, "before"))
    asked = urlencode(_asked())
    listing = url_for(".listing")
    return render_template(
        "calls_list.html",
        found=found,
        refusals=refusals,
        asked=_asked(),
        older=f"{listing}?{asked}&before={found.before}" if found and found.before else None,
        newest=f"{listing}?{asked}" if "before" in request.args else None,
        kinds=KIND_NAMES,
        lines=[line.name for line in box.settings.lines],
        words=words,
    ), (422 if refusals else 200)


def recording(box: Box, number: int) -> ResponseReturnValue:
    """Send the sound of one voice message, or a part of it; the journal says who listened, once for each playing."""
    message = VoiceMessage.numbered(number)
    if message is None:
        abort(404)
    answer = send_from_directory(
        box.recordings.resolve(), message.path, mimetype="audio/wav", download_name=f"slukhavka-{number}.wav"
    )
    begins = request.headers.get("Range", "bytes=0-").startswith("bytes=0-")
    note = AccessEntry.record if begins else AccessEntry.record_once
    note(by=me().actor, now=box.now(), subject="recording", subject_id=number, how="listened")
    return answer


def has_sound(box: Box, message: VoiceMessage | int) -> bool:
    """Tell whether a voice message, or that of a number, can be listened to: its sound goes before its row does."""
    found = VoiceMessage.numbered(message) if isinstance(message, int) else message
    return found is not None and (box.recordings / found.path).is_file()


def _asked() -> dict[str, str]:
    """Return what was asked for, as it was typed."""
    return {name: request.args[name][:64] for name in ("day", "line", "kind", "number") if request.args.get(name)}


def _wanted(box: Box) -> tuple[CallFilter, dict[str, str]]:
    asked, refusals = _asked(), {}
    found: dict[str, Any] = {
        "kind": pick(asked, "kind", {"": None, **{kind.value: kind for kind in CallKind}}),
        "line": pick(asked, "line", {"": "", **{line.name: line.name for line in box.settings.lines}}),
    }
    if "day" in asked:
        try:
            found["on"] = date.fromisoformat(asked["day"])
        except ValueError:
            refusals["day"] = NOT_A_DAY
        else:
            if found["on"].year not in YEARS:
                refusals["day"] = NOT_A_DAY
    if "number" in asked:
        found["number"] = parse(asked["number"], box.settings.box.area_code).e164
        if not found["number"]:
            refusals["number"] = NOT_A_NUMBER
    return CallFilter(**found) if not refusals else CallFilter(), refusals
