"""What a card still lacks, by the profile of the community; and its finishing, which asks for all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from appliance.casework.appeals.appeal import ANONYMOUS_REFUSED, Appeal
from appliance.casework.appeals.appeal_fields import LABELS, PHONES
from appliance.casework.appeals.appeal_kinds import AnswerWay, Regime
from appliance.casework.appeals.appeal_marks import AppealMark, MarkKind, Marks, NewMark
from appliance.casework.entrance.accounts import Actor
from appliance.casework.office.community import Community, Profile, Switches
from appliance.casework.people.people_details import CATEGORY_NAMES, ApplicantCategory, PersonKind
from appliance.casework.row import write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError
from appliance.numbers import NumberKind, grouped, parse

ANONYMOUS_UNDER_LAW = (
    "Анонімне звернення за Законом розгляду не підлягає (ст. 8). Запитайте прізвище, ім'я та місце проживання "
    "або запропонуйте подати заявку."
)
FIRST = "звернення розглядають першочергово."
UNREAD = "Текст не зачитано заявникові. Зачитайте його або напишіть, чому цього не зроблено."


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that a card lacks: beside which field to say it, and the sentence that names it."""

    field: str
    sentence: str


class Incomplete(SlukhavkaError):
    """The card cannot be finished; `missing` says why."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        """Keep the list."""
        super().__init__("Картку ще не заповнено: " + " ".join(one.sentence for one in missing))
        self.missing = missing


class WordingNotAgreed(SlukhavkaError):
    """The text was not read back to the applicant, and nobody said why (K 5.5)."""


@dataclass(frozen=True, slots=True)
class Card:
    """A card with its marks, as a rule looks at it."""

    appeal: Appeal
    marks: Marks


@dataclass(frozen=True, slots=True)
class Rule:
    """One demand: beside which field, what is said when it is not met, and whether it is."""

    field: str
    sentence: str
    met: Callable[[Card], object]


def _named(card: Card) -> object:
    return card.appeal.anonymous or card.appeal.applicant_name


def _residence(card: Card) -> object:
    """K 5.2: a place where the applicant lives, whichever."""
    return card.appeal.anonymous or card.appeal.registered_address or card.appeal.staying_address


def _staying(card: Card) -> object:
    return card.appeal.anonymous or card.appeal.staying_address or card.appeal.stays_registered


def _reachable(card: Card) -> object:
    return card.appeal.anonymous or card.appeal.phone or card.appeal.other_contact


NAME = Rule("applicant_name", "Запитайте прізвище, ім'я та по батькові заявника.", _named)
PHONE = Rule("phone", "Запитайте контактний телефон.", lambda card: card.appeal.anonymous or card.appeal.phone)
CONTACT = Rule("phone", "Запитайте контактний телефон або інший спосіб зв'язку.", _reachable)
REGISTERED = Rule(
    "registered_address",
    "Запитайте зареєстроване місце проживання.",
    lambda card: card.appeal.anonymous or card.appeal.registered_address,
)
STAYING = Rule("staying_address", "Запитайте фактичне місце проживання або позначте, що воно те саме.", _staying)
RESIDENCE = Rule("staying_address", "Запитайте місце проживання.", _residence)
ESSENCE = Rule("essence", "Запишіть суть питання.", lambda card: card.appeal.essence)
REGIME = Rule("regime", "Оберіть, за якими правилами розглядається.", lambda card: card.appeal.regime)
TOPIC = Rule("category_id", "Оберіть тему звернення.", lambda card: card.appeal.category_id)
PLACE = Rule(
    "place_settlement_id",
    "Оберіть населений пункт, де проблема.",
    lambda card: card.appeal.place_settlement_id or card.appeal.regime != Regime.SERVICE_REQUEST,
)
ANSWER = Rule("answer_by", "Запитайте, як відповісти.", lambda card: card.appeal.anonymous or card.appeal.answer_by)
CONSENT = Rule(
    "consent",
    "Запитайте згоду на обробку персональних даних; відмова прийняттю не заважає.",
    lambda card: card.appeal.anonymous or card.marks.consent,
)

MANDATORY: Mapping[Profile, Sequence[Rule]] = {
    Profile.M: (ESSENCE,),  # M 5.5
    Profile.S: (NAME, PHONE, REGISTERED, STAYING, ESSENCE),  # S 3.5
    Profile.SL: (NAME, CONTACT, RESIDENCE, ESSENCE, TOPIC, ANSWER),  # Sl 3.1
    Profile.K: (NAME, CONTACT, RESIDENCE, ESSENCE, REGIME, TOPIC, PLACE, ANSWER, CONSENT),  # K 5.2, 5.5, 5.11, 8.1.7
}

EVERYWHERE: Sequence[Rule] = (
    Rule(
        "organisation",
        "Запишіть назву організації.",
        lambda card: card.appeal.organisation or card.appeal.applicant_kind != PersonKind.ORGANISATION,
    ),
    Rule(
        "representative_name",
        "Запишіть прізвище, ім'я та по батькові представника.",
        lambda card: card.appeal.representative_name or not _has_representative(card.appeal),
    ),
    Rule(
        "kind",
        "Оберіть, чи це пропозиція, заява або скарга.",
        lambda card: card.appeal.kind or card.appeal.regime != Regime.LAW,
    ),
    Rule(
        "anonymity_warned",
        "Попередьте, що за анонімною заявкою виконавець сам вирішує, чи її розглядати, і позначте це.",
        lambda card: not card.appeal.anonymous or card.marks.latest(MarkKind.ANONYMITY_WARNED),
    ),
    Rule(
        "answer_by",
        "Щоб відповісти так, потрібен телефон заявника.",
        lambda card: card.appeal.phone or card.appeal.answer_by not in (AnswerWay.PHONE, AnswerWay.SMS),
    ),
    Rule(
        "answer_by",
        "Щоб відповісти листом, потрібна адреса заявника.",
        lambda card: card.appeal.answer_by != AnswerWay.POST or _has_address(card.appeal),
    ),
    Rule(
        "answer_by",
        "Щоб відповісти електронною поштою, потрібна її адреса.",
        lambda card: card.appeal.answer_by != AnswerWay.EMAIL or "@" in str(card.appeal.other_contact),
    ),
)
"""What holds in every profile: one answer asks for another."""


def check(appeal: Appeal, marks: Marks | None = None, community: Community | None = None) -> list[Missing]:
    """Return what the card lacks, in the order of the form; nothing when it is complete.

    Before the first run there is no community: then the profile M, which asks for least, holds.
    """
    community = community or Community.current()
    profile = Profile(community.profile) if community else Profile.M
    card = Card(appeal, marks or Marks.of(appeal.id))
    rules = (*MANDATORY[profile], *EVERYWHERE)
    found = [Missing(rule.field, rule.sentence) for rule in rules if not rule.met(card)]
    if appeal.anonymous and not (community.switches if community else Switches()).accept_anonymous:
        found.append(Missing("authorship", ANONYMOUS_REFUSED))
    return [*found, *_bad_phones(appeal)]


def notices(appeal: Appeal) -> list[str]:
    """Return what the clerk should know of a card, though it lacks nothing."""
    said = []
    if appeal.anonymous and appeal.regime == Regime.LAW:
        said.append(ANONYMOUS_UNDER_LAW)
    if appeal.applicant_category:
        said.append(f"{CATEGORY_NAMES[ApplicantCategory(appeal.applicant_category)].capitalize()}: {FIRST}")
    return said


def finish(appeal_id: int, version: int, *, unread_because: str = "", by: Actor, now: Moment) -> None:
    """Note that the card is written to its end and waits for the register. A second time changes nothing.

    A card of a talk whose text was not read back asks for a reason (K 5.5). Raises Incomplete, WordingNotAgreed,
    ChangedMeanwhile, BadMark, NotADraft, NoSuchAppeal.
    """
    with write():
        appeal = Appeal.open_draft(appeal_id)
        marks = Marks.of(appeal_id)
        if missing := check(appeal, marks):
            raise Incomplete(missing)
        if not marks.agreed(appeal.essence) and not _excused(marks, appeal):
            if not unread_because.strip():
                raise WordingNotAgreed(UNREAD)
            unread = NewMark(MarkKind.WORDING_UNREAD, unread_because)
            AppealMark.put(appeal_id, version, unread, by=by, now=now)
        if appeal.finished_at is None:
            finished = {"finished_at": now.wall, "finished_by_id": by.account}
            Appeal.put_state(appeal_id, version, finished, verb="finished", by=by, now=now)


def _excused(marks: Marks, appeal: Appeal) -> bool:
    """Whether the card is finished already: its reason was given then."""
    return appeal.finished_at is not None and marks.latest(MarkKind.WORDING_UNREAD) is not None


def _has_representative(appeal: Appeal) -> bool:
    return any((appeal.representative_phone, appeal.representative_address, appeal.representative_basis))


def _has_address(appeal: Appeal) -> bool:
    return bool(appeal.registered_address or appeal.staying_address)


def _bad_phones(appeal: Appeal) -> Iterator[Missing]:
    for name in PHONES:
        typed = str(getattr(appeal, name))
        number = parse(typed, "")
        if typed and number.kind is not NumberKind.NORMAL:
            meant = f" Можливо, {grouped(number.suggestion)}?" if number.suggestion else ""
            yield Missing(name, f"«{LABELS[name]}»: «{typed}» не схоже на український номер.{meant}")
