"""A community, its clerks, and cards to work on."""

from __future__ import annotations

from typing import Any

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.appeals.appeal_fields import AppealFields
from appliance.casework.appeals.appeal_kinds import AnswerWay, Channel, Regime
from appliance.casework.appeals.appeal_marks import MarkKind, NewMark, save_card
from appliance.casework.appeals.appeal_sources import Source
from appliance.casework.entrance.accounts import BOX, Account, Actor, Origin, Role
from appliance.casework.knowledge.topics import Category
from appliance.casework.office.community import Community, Profile, Settlement
from appliance.clock import Moment
from tests.appliance.casework.register import NOW

NAME = "Коваль Олена Петрівна"
MOBILE = "066 283-81-82"
E164 = "+380662838182"


def community(profile: Profile = Profile.K) -> Community:
    return Community.found("Менська громада", profile, by=BOX, now=NOW)


def clerk(name: str = "Марія") -> Actor:
    return Actor(Origin.CONSOLE, Account.add(name, Role.CLERK, now=NOW))


def visit(now: Moment = NOW) -> Source:
    return Source.by_hand(Channel.VISIT, now=now)


def typed(**changes: Any) -> AppealFields:
    """What a clerk has typed, as it is kept."""
    return AppealFields.read(changes, area_code="4642")


def draft(by: Actor, source: Source | None = None, **changes: Any) -> Appeal:
    return Appeal.numbered(Appeal.draft(source or visit(), typed(**changes), by=by, now=NOW))


def whole() -> dict[str, Any]:
    """All that the strictest profile asks for."""
    settlement = Settlement.add("Вишневе", kind="с.", by=BOX, now=NOW)
    return {
        "applicant_name": NAME,
        "phone": MOBILE,
        "registered_address": "с. Вишневе, вул. Садова, 5",
        "stays_registered": True,
        "regime": Regime.SERVICE_REQUEST,
        "category_id": Category.add("Дороги", by=BOX, now=NOW),
        "essence": "Яма на дорозі біля школи.",
        "place_settlement_id": settlement,
        "answer_by": AnswerWay.PHONE,
    }


def whole_card(by: Actor, *marks: MarkKind, **changes: Any) -> Appeal:
    """A card on which nothing is missing but what `changes` say otherwise; `marks` besides the consent."""
    appeal = draft(by)
    wanted = (MarkKind.CONSENT_GIVEN, *marks)
    fields = typed(**{**whole(), **changes})
    save_card(appeal.id, appeal.version, fields, [NewMark(kind) for kind in wanted], by=by, now=NOW)
    return Appeal.numbered(appeal.id)
