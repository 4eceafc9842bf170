"""The council's key: its private half is in no row, no journal and no text of an error."""

from __future__ import annotations

from pathlib import Path

import pyrage  # type: ignore[import-untyped]  # it says no types
import pytest

from appliance.casework.box.council_key import CouncilKey, KeyIsThere, grouped
from appliance.casework.entrance.accounts import Actor, Origin
from appliance.casework.journal import AuditEntry
from tests.appliance.casework.register import NOW, opened

__all__ = ["opened"]

BY = Actor(Origin.COMMAND)


@pytest.mark.row("H10")
def test_the_private_half_is_kept_nowhere(opened: Path) -> None:
    pair = CouncilKey.make(by=BY, now=NOW)
    assert pair.private not in repr(pair)
    assert str(pyrage.x25519.Identity.from_str(pair.private).to_public()) == pair.public
    beside = [path.read_bytes() for path in opened.parent.iterdir()]
    assert any(pair.public.encode() in content for content in beside)
    assert not any(pair.private[16:].encode() in content for content in beside)


def test_a_second_key_needs_a_reason_and_the_first_is_remembered() -> None:
    first = CouncilKey.make(by=BY, now=NOW)
    for reason in ("", "   "):
        with pytest.raises(KeyIsThere):
            CouncilKey.make(reason=reason, by=BY, now=NOW)
    second = CouncilKey.make(reason="аркуш утрачено", by=BY, now=NOW)
    in_use = CouncilKey.in_use()
    assert in_use is not None
    assert in_use.public_key == second.public
    assert [key.public_key for key in CouncilKey.all()] == [second.public, first.public]
    assert [entry.verb for entry in AuditEntry.select().order_by(AuditEntry.id)] == ["made", "replaced"]


def test_a_key_in_groups_is_the_key_when_its_spaces_are_taken_out() -> None:
    pair = CouncilKey.make(by=BY, now=NOW)
    assert grouped(pair.private).replace(" ", "") == pair.private
    head, *groups = grouped(pair.private).split(" ")
    assert (head, max(map(len, groups))) == ("AGE-SECRET-KEY-1", 6)
