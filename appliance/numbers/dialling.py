"""Whom the box may dial or text: the one rule before every ATD, INVITE and CMGS."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from appliance.numbers.extension import Extension, read_extension
from appliance.numbers.number import EMERGENCY, Number, NumberKind, digits_of, is_subscriber

PREMIUM = ("+38090", "+38070")
"""Calls at a price of their own: 0-900 services, 0-703 televoting. No network of subscribers has either code (of the
nineties they have 91-99, of the seventies 71-73, 75, 77, 79), so both are barred whole and a new service is no gap."""


class Means(StrEnum):
    """How the box would reach a number."""

    CALL = "call"
    SMS = "sms"


class Purpose(StrEnum):
    """What the box wants of a number."""

    ALARM = "alarm"
    """A threat to life, or a box that cannot do its work: the duty officer, the technician, the operators."""
    STAFF = "staff"
    """A caller for an operator; news for operators, executors, the technician."""
    CARD = "card"
    CALLBACK = "callback"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class DialFacts:
    """What the box knows of a number at this moment.

    `in_directory`: of executors, duty officers, operators, staff. `called_us`: the network showed it on a call to us.
    `confirmed`: a clerk entered or confirmed it on the card, call-back or campaign in question; what a caller typed is
    not that. `consented`: to campaigns. `on_approved_list`: of this campaign, approved by the head. `opted_out`: its
    owner asked not to be dialled or texted. `times_today`: by these means, to this number; the other two: in all, what
    goes to staff and what goes to residents counted apart.
    """

    in_directory: bool = False
    called_us: bool = False
    confirmed: bool = False
    consented: bool = False
    on_approved_list: bool = False
    opted_out: bool = False
    times_today: int = 0
    calls_today: int = 0
    sms_today: int = 0


@dataclass(frozen=True, slots=True)
class DialLimits:
    """How much a day: to one resident by one means, to all residents, to all staff."""

    to_one_number: int = 3
    calls: int = 50
    sms: int = 200
    staff_calls: int = 300
    staff_sms: int = 300


@dataclass(frozen=True, slots=True)
class Allowed:
    """Dial or text exactly `e164`, never what was received."""

    e164: str


@dataclass(frozen=True, slots=True)
class AllowedExtension:
    """Ring exactly this telephone of the house."""

    extension: Extension


Permit = Allowed | AllowedExtension
"""What a line demands before it dials; made by `may_dial` and `may_ring` alone."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Do not dial, ring or text; `reason` is a Ukrainian sentence for the clerk and the log."""

    reason: str


_REFUSED_KINDS = {
    NumberKind.SHORT: "Слухавка не набирає коротких номерів.",
    NumberKind.INTERNAL: "Це телефон громади, а не номер у мережі.",
    NumberKind.WITHHELD: "Номер приховано, телефонувати нікуди.",
    NumberKind.UNAVAILABLE: "Номер не визначено, телефонувати нікуди.",
    NumberKind.ALPHANUMERIC: "Це ім’я відправника, а не номер телефону.",
    NumberKind.FOREIGN: "Слухавка не набирає номерів інших країн.",
    NumberKind.MALFORMED: "Номер записано з помилкою. Перевірте його й підтвердьте в картці.",
}


def may_dial(
    number: Number, purpose: Purpose, means: Means, facts: DialFacts, limits: DialLimits = DialLimits()
) -> Allowed | Refusal:
    """Decide whether the box may dial or text a number. Stands before every ATD, INVITE and CMGS.

    No purpose opens an emergency, short, premium or foreign number. Staff are people of the directories: what a day may
    bring to one number, and that the same person has opted out as a resident, do not keep a caller from his operator
    nor an executor from his work; a count of its own stops a fault that rings without end. An alarm knows no count.
    """
    if digits_of(number.raw) in EMERGENCY:
        return Refusal("Слухавка не набирає екстрених номерів 101, 102, 103, 104 і 112.")
    if number.kind is not NumberKind.NORMAL:
        return Refusal(_REFUSED_KINDS[number.kind])
    if number.e164 is None or not is_subscriber(number.e164):
        return Refusal(_REFUSED_KINDS[NumberKind.MALFORMED])
    if number.e164.startswith(PREMIUM):
        return Refusal("Слухавка не набирає платних номерів (0-900 та подібних).")
    if not _has_ground(purpose, facts):
        return Refusal(_NO_GROUND[purpose])
    return _stopped(limits, purpose, means, facts) or Allowed(number.e164)


_OURS = (Purpose.ALARM, Purpose.STAFF)
_NO_GROUND = {
    Purpose.ALARM: "Номера немає в довідниках громади.",
    Purpose.STAFF: "Номера немає в довідниках громади.",
    Purpose.CARD: "З цього номера не телефонували, і оператор не підтвердив його в картці.",
    Purpose.CALLBACK: "З цього номера не телефонували, і оператор не підтвердив його.",
    Purpose.CAMPAIGN: "Немає згоди власника номера, і номера немає в списку, який затвердив керівник.",
}


def _has_ground(purpose: Purpose, facts: DialFacts) -> bool:
    known = facts.called_us or facts.confirmed
    if purpose is Purpose.CAMPAIGN:
        return facts.on_approved_list or (facts.consented and known)
    if purpose in _OURS:
        return facts.in_directory
    return facts.in_directory or known


def _stopped(limits: DialLimits, purpose: Purpose, means: Means, facts: DialFacts) -> Refusal | None:
    if purpose is Purpose.ALARM:
        return None
    if purpose is Purpose.STAFF:
        return _in_all(limits.staff_calls, limits.staff_sms, means, facts)
    if facts.opted_out:
        return Refusal("Власник номера просив не телефонувати йому й не писати.")
    if facts.times_today >= limits.to_one_number:
        return Refusal(
            f"На цей номер сьогодні вже зверталися стільки разів, скільки дозволено: {limits.to_one_number}."
        )
    return _in_all(limits.calls, limits.sms, means, facts)


def _in_all(calls: int, sms: int, means: Means, facts: DialFacts) -> Refusal | None:
    if means is Means.CALL and facts.calls_today >= calls:
        return Refusal(f"Вичерпано денну межу вихідних дзвінків: {calls}.")
    if means is Means.SMS and facts.sms_today >= sms:
        return Refusal(f"Вичерпано денну межу SMS: {sms}.")
    return None


def may_ring(extension: str, known: Collection[str], ways_out: Collection[str] = ()) -> AllowedExtension | Refusal:
    """Decide whether the box may ring a telephone of the house. Stands before every INVITE that `may_dial` does not.

    `known`: the extensions of operators' rows and of the settings, never what a caller typed. `ways_out`: addresses of
    trunks and gateways, where a name of the house could become a number of the world. No day's count stops it: such a
    call costs nothing.
    """
    wanted = read_extension(extension)
    if wanted is None:
        return Refusal("Це не внутрішній телефон громади.")
    if wanted not in {read_extension(each) for each in known}:
        return Refusal("Такого внутрішнього телефону немає ні в операторів, ні в налаштуваннях.")
    if wanted.host and wanted.host in ways_out:
        return Refusal("За цією адресою вихід у телефонну мережу, а не внутрішній телефон.")
    return AllowedExtension(wanted)
