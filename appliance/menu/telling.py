"""Telling one service: the card, a word of warning where it may be out of date, the offer of an SMS."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from appliance.contracts import Call
from appliance.contracts.office import NotFit, NotKept, ServiceHow
from appliance.menu.contents.services import ToldService
from appliance.menu.node import COMMON_KEYS, Visit

log = logging.getLogger(__name__)

WANTED = "1"
DONE = "done"


@dataclass(frozen=True, slots=True)
class Telling:
    """The prompts around a card, by their names, and how long a key is waited for."""

    tail: str
    offer: str
    sent: str
    failed: str
    stale: str
    wait_s: float = 4.0


async def tell(call: Call, visit: Visit, service: ToldService, prompts: Telling) -> str:
    """Tell a service; return the exit of a common key, or `DONE`: a key of choices then still waits."""
    stale = service.stale_on(visit.calendar.local_date(visit.now().wall))
    if await _heard(call, visit, service) and stale:
        await call.play(visit.prompt(prompts.stale))
    if not await call.wait_for_key(0):
        return await _after(call, visit, service, prompts, service.sms_stale if stale else service.sms)
    return await _common(call, await call.wait_for_key(0))


async def _heard(call: Call, visit: Visit, service: ToldService) -> bool:
    """Play the card, and note whether it was heard to its end: no key, and the caller still there."""
    heard = False
    try:
        await call.play(*visit.prepared([service.spoken]))
        heard = not await call.wait_for_key(0)
    finally:
        visit.office.note_service(service.code, ServiceHow.HEARD if heard else ServiceHow.BROKEN_OFF)
    return heard


async def _after(call: Call, visit: Visit, service: ToldService, prompts: Telling, sms: str) -> str:
    """Say what can be done now; whose number takes no SMS is offered none."""
    offered = visit.office.caller_can_be_texted
    await call.play(*([visit.prompt(prompts.offer)] if offered else []), visit.prompt(prompts.tail))
    key = await call.wait_for_key(prompts.wait_s)
    if key != WANTED or not offered:
        return await _common(call, key)
    await call.read_digits(1)
    sent = await _send(visit, sms)
    if sent:
        visit.office.note_service(service.code, ServiceHow.SMS)
    await call.play(visit.prompt(prompts.sent if sent else prompts.failed))
    return DONE


async def _common(call: Call, key: str) -> str:
    """Take a key that means the same everywhere; any other stays for the list that follows."""
    return COMMON_KEYS[await call.read_digits(1)] if key in COMMON_KEYS else DONE


async def _send(visit: Visit, text: str) -> bool:
    try:
        await visit.office.text_caller(text)
    except (NotFit, NotKept) as error:
        log.warning("a service is not texted: %s", error)
        return False
    return True
