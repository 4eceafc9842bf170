"""What the pages of services share: the card found, and what will be heard and sent of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import abort

from appliance.casework.knowledge.service_card import LABELS, SPOKEN_FIELDS, ServiceCard, day_of
from appliance.casework.knowledge.service_texts import sms_text, spoken_text
from appliance.casework.knowledge.services import NoSuchService, Service
from appliance.sms_text import SmsSize, measure, split
from web.box import Box
from web.hearing import check_words

SHOWN = 3
"""So many reasons are told at once: the rest are seen when these are mended."""


@dataclass(frozen=True, slots=True)
class Tellings:
    """What is heard and sent of a card. `faults`: why it cannot be spoken."""

    spoken: str
    faults: list[str]
    sms: str
    parts: list[str]
    size: SmsSize


def known(service_id: int) -> Service:
    """Return the service, or answer that there is none."""
    try:
        return Service.known(service_id)
    except NoSuchService:
        abort(404)


def today(box: Box) -> date:
    """Return the day it is."""
    return day_of(box.now())


def tellings(box: Box, card: ServiceCard) -> Tellings:
    """Return what a caller gets of it today."""
    spoken, sms = spoken_text(card), sms_text(card, stale=card.stale_on(today(box)))
    return Tellings(spoken, check_words(box, spoken)[:SHOWN], sms, split(sms), measure(sms))


def unspeakable(box: Box, card: ServiceCard) -> list[tuple[str, str]]:
    """Return each field that cannot be read aloud, with the sentence; "" is the card as a whole."""
    texts = {name: getattr(card, name) for name in SPOKEN_FIELDS} | {"documents": "\n".join(card.documents)}
    found = [(name, sentence) for name, text in texts.items() for sentence in check_words(box, text)]
    return found or [("", sentence) for sentence in check_words(box, spoken_text(card))]


def why_unspeakable(box: Box, card: ServiceCard) -> list[str]:
    """Return the first of them for a line of a table, with the field named, and how many more there are."""
    found = [f"{LABELS[name]}: {sentence}" if name else sentence for name, sentence in unspeakable(box, card)]
    more = len(found) - SHOWN
    return found[:SHOWN] + ([f"І ще стільки: {more}."] if more > 0 else [])
