"""What of blocked numbers is somebody's personal data."""

from __future__ import annotations

import peewee
from peewee import fn

from appliance.casework.office.blocks import REASON_NAMES, Block, BlockDecision, BlockEnd
from appliance.casework.people.personal import ERASED, Column, PersonalData, Subject, among


def _blocks(subject: Subject) -> peewee.Node:
    return among(Block.rule, subject.numbers) | among(Block.call_uid, subject.calls)


def _of_these(subject: Subject) -> peewee.ModelSelect[Block]:
    return Block.select(Block.id).where(_blocks(subject))


def _holds() -> peewee.Node:
    """Whether it bars calls now: who is barred is not let in by having his data erased."""
    approved = BlockDecision.select(BlockDecision.block).where(BlockDecision.approved)
    ended = BlockEnd.select(BlockEnd.block)
    not_over = Block.until_at > fn.STRFTIME("%Y-%m-%d %H:%M:%f", "now")
    return Block.id.in_(approved) & Block.id.not_in(ended) & not_over


PERSONAL = (
    PersonalData(
        Block,
        "Блокування номера",
        _blocks,
        {
            "proposed_at": Column("Коли запропоновано"),
            "rule": Column("Номер", ERASED),
            "reason": Column("Причина", words=REASON_NAMES),
            "memo": Column("Доповідна записка", ERASED),
            "until_at": Column("До якого дня"),
        },
        journal=("block",),
        hold=(_holds(), "Номер заблоковано: стерти можна, коли блокування скінчиться або його знімуть."),
    ),
    PersonalData(
        BlockDecision,
        "Рішення про блокування",
        lambda subject: BlockDecision.block.in_(_of_these(subject)),
        {"decided_at": Column("Коли"), "note": Column("Примітка", "")},
        journal=("block",),
    ),
    PersonalData(
        BlockEnd,
        "Зняті блокування",
        lambda subject: BlockEnd.block.in_(_of_these(subject)),
        {"ended_at": Column("Коли"), "reason": Column("Чому", ERASED)},
        journal=("block",),
    ),
)
