"""One card, four tellings: spoken, by SMS, on the clerk's screen, on paper. Each is made by one pure function of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from appliance.casework.knowledge.service_card import LABELS, ServiceCard
from appliance.casework.texts.short_texts import fits

STRESS = "\u0301"
"""Where an editor has put a stress: it is for the voice alone."""
SMS_ASK = "Питання: дзвоніть на цей номер."
SMS_STALE = "Могло змінитися, уточніть."
MORE_DOCUMENTS = "та інше"
FREE = frozenset({"безоплатно", "безкоштовно", "безоплатна", "безкоштовна"})
UNKNOWN = "уточн"
"""A field that begins so is known by nobody here yet: a caller is told where to ask."""
_CENTRE = re.compile(r"\b[Цц]ентр(?:у|і|ом)? надання адміністративних послуг")
_ASK_OPERATOR = {
    "fee": "Плату уточніть, будь ласка, в оператора",
    "term": "Строк уточніть в оператора",
    "place": "Куди звертатися, підкаже оператор",
    "hours": "Години прийому уточніть в оператора",
}
_SHORT = {"fee": "Плата", "term": "Строк", "place": "Де", "hours": "Коли", "legal_basis": "Підстава"}
_LEAST_NEEDED_FIRST = ("legal_basis", "hours", "place", "term")
_SHEET = ("documents", "fee", "term", "place", "hours", "legal_basis")
_SCREEN = (*_SHEET, "source")


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a card on the screen or on paper: what it is, and what is said of it."""

    label: str
    values: Sequence[str]


def spoken_text(card: ServiceCard) -> str:
    """Return what a caller hears: whole sentences, one to a line, so that each is followed by a rest."""
    return "\n".join(f"{sentence}." for sentence in _sentences(card))


def _sentences(card: ServiceCard) -> Iterator[str]:
    yield card.title
    if card.documents:
        yield f"Потрібні документи: {'; '.join(card.documents)}"
    if card.fee.casefold() in FREE:
        yield "Це безоплатно"
    elif card.fee:
        yield _or_ask(card, "fee", "Плата: ")
    if card.term:
        yield _or_ask(card, "term", "Строк: ")
    if card.place:
        yield _or_ask(card, "place", "Куди звертатися: ")
    if card.hours:
        yield _or_ask(card, "hours", "Коли приймають: ")
    if card.legal_basis and not _unknown(card.legal_basis):
        yield f"Підстава: {card.legal_basis}"


def sms_text(card: ServiceCard, *, stale: bool = False) -> str:
    """Return the card as an SMS of at most three parts: the least needed is left out first, no word is ever cut.

    `stale`: what it says may have changed. Who wants to ask is told to call the number that the SMS has come from.
    """
    end = [SMS_STALE, SMS_ASK] if stale else [SMS_ASK]
    texts = (_as_sms(" ".join([*told, *end])) for told in _shorter(card))
    return next(text for text in texts if fits(text))


def _as_sms(text: str) -> str:
    return _CENTRE.sub("ЦНАП", text.replace(STRESS, ""))


def _shorter(card: ServiceCard) -> Iterator[list[str]]:
    """Yield what can be told of the card, less and less of it; in the end the fee alone."""
    told = {name: f"{_SHORT[name]}: {text}." for name in _SHORT if (text := getattr(card, name)) and not _unknown(text)}
    title = f"{card.title}."
    for dropped in ("", *_LEAST_NEEDED_FIRST):
        told.pop(dropped, None)
        yield _ordered(title, _documents(card, len(card.documents)), told)
    for count in reversed(range(len(card.documents))):
        yield _ordered(title, _documents(card, count), told)
    words = card.title.split()
    yield from (_ordered(f"{' '.join(words[:count])}…", "", told) for count in reversed(range(1, len(words))))
    yield list(told.values())


def _ordered(title: str, documents: str, told: dict[str, str]) -> list[str]:
    return [title, *filter(None, [documents]), *told.values()]


def _documents(card: ServiceCard, count: int) -> str:
    if not count:
        return ""
    rest = f" {MORE_DOCUMENTS}" if count < len(card.documents) else ""
    return f"Документи: {'; '.join(card.documents[:count])}{rest}."


def screen_of(card: ServiceCard) -> list[Told]:
    """Return the card as a clerk reads it out, with where each word is from."""
    return _told(card, _SCREEN)


def sheet_of(card: ServiceCard) -> list[Told]:
    """Return the card as it hangs on the notice board."""
    return _told(card, _SHEET)


def marks_of(card: ServiceCard, today: date) -> list[str]:
    """Return what a clerk must know of the card before reading it out."""
    marks = ["не звірено на місці"] if card.check_locally else []
    return [*marks, "строк перевірки минув"] if card.review_by < today else marks


def _told(card: ServiceCard, names: Sequence[str]) -> list[Told]:
    lines = ((name, getattr(card, name)) for name in names)
    return [Told(LABELS[name], [said] if isinstance(said, str) else list(said)) for name, said in lines if said]


def _or_ask(card: ServiceCard, name: str, begins: str) -> str:
    said = getattr(card, name)
    return _ASK_OPERATOR[name] if _unknown(said) else f"{begins}{said}"


def _unknown(said: str) -> bool:
    return said.casefold().startswith(UNKNOWN)
