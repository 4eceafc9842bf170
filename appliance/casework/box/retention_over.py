"""What is over at a moment: kept for its term, and held back by nobody."""

from __future__ import annotations

import peewee

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.box.retention import Kind
from appliance.casework.box.retention_holds import RetentionHold, RetentionTerm
from appliance.clock import Moment


def over(kind: Kind, now: Moment) -> peewee.Node:
    """Return the condition under which a row of a kind is over."""
    before = RetentionTerm.terms()[kind.kept].over_before(now.wall)
    held = list(RetentionHold.select().where(RetentionHold.lifted_at.is_null()))
    cards = [hold.subject_id for hold in held if hold.kind == "card"]
    condition = kind.due(before)
    if kind.table is Appeal:
        condition &= kind.key.not_in(cards)
    if kind.path is not None:
        behind = Appeal.select(Appeal.voice_message).where(Appeal.voice_message.is_null(False), Appeal.id.in_(cards))
        condition &= kind.key.not_in([hold.subject_id for hold in held if hold.kind == "recording"])
        condition &= kind.key.not_in(behind)
    return condition
