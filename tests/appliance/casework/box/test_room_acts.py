"""An act that the box makes itself: only what is over, the oldest, no more than is needed, and said by whom."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.box import room_acts
from appliance.casework.box.alarms import Alarm
from appliance.casework.box.orphans import orphans
from appliance.casework.box.retention_acts import (
    ClockNotTrusted,
    NoSuchAct,
    RetentionAct,
    RetentionItem,
    carry_out_slice,
    finish,
)
from appliance.casework.box.retention_holds import RetentionHold
from appliance.casework.box.room_acts import make_room
from appliance.casework.contacts.calls import VoiceMessage
from appliance.casework.entrance.accounts import BOX
from appliance.casework.journal import AuditEntry
from appliance.clock import Moment
from tests.appliance.casework.known_people import clerk
from tests.appliance.casework.register import NOW, call, later, opened

__all__ = ["opened"]

THEN = later(86400 * 91)
SIZE = 1000
LOST = replace(NOW, wall=NOW.wall.replace(year=1970), trusted=False)


def message(directory: Path, number: int, *, kept: Moment = NOW) -> int:
    uid = f"{number:032x}"
    path = f"{uid}-1.wav"
    (directory / path).write_bytes(bytes(SIZE))
    return VoiceMessage.keep(call(at=kept), uid=uid, purpose="message", kept=kept, path=path, duration_s=3, sound_s=3)


def behind(voice: int, regime: str) -> int:
    card = Appeal.create(
        channel="phone", state="draft", came_at=NOW.wall, came_clock_trusted=True, created_at=NOW.wall,
        clock_trusted=True, regime=regime, voice_message=voice,
    )  # fmt: skip
    return int(card.id)


def room_made(recordings: Path, missing: int) -> RetentionAct:
    act = make_room(missing, recordings, now=THEN)
    assert act is not None
    return act


def carried_out(recordings: Path) -> None:
    while carry_out_slice(THEN):
        pass
    assert finish(recordings, now=THEN)


def there(recordings: Path) -> list[int]:
    return sorted(int(path.name[:32], 16) for path in recordings.glob("*.wav"))


@pytest.mark.row("L7")
def test_the_oldest_go_and_no_more_than_are_needed(tmp_path: Path) -> None:
    for number in range(1, 7):
        message(tmp_path, number, kept=later(number))
    act = room_made(tmp_path, 2 * SIZE + 1)
    assert act.rows("recording") == [1, 2, 3]
    assert there(tmp_path) == [1, 2, 3, 4, 5, 6], "nothing is gone before the act is there"
    carried_out(tmp_path)
    assert there(tmp_path) == [4, 5, 6]
    assert [VoiceMessage.numbered(number) is not None for number in (1, 2, 3)] == [True] * 3


@pytest.mark.row("L7")
def test_what_is_within_its_term_held_or_behind_an_open_card_stays_however_full_the_disk_is(tmp_path: Path) -> None:
    over, held, open_card, law = (message(tmp_path, number) for number in (1, 2, 3, 4))
    message(tmp_path, 5, kept=later(86400 * 2))
    RetentionHold.place("recording", held, "спір", by=clerk("Голова"), now=NOW)
    behind(open_card, "service_request")
    Appeal.update(state="discarded").where(Appeal.id == behind(law, "law")).execute()
    assert room_made(tmp_path, 1 << 40).rows("recording") == [over]
    carried_out(tmp_path)
    assert there(tmp_path) == [2, 3, 4, 5]
    assert make_room(1 << 40, tmp_path, now=THEN) is None


def test_a_recording_of_a_wrong_clock_is_as_old_as_its_neighbours(tmp_path: Path) -> None:
    message(tmp_path, 1)
    message(tmp_path, 2, kept=LOST)
    message(tmp_path, 3)
    assert room_made(tmp_path, 1).rows("recording") == [1]
    carried_out(tmp_path)
    assert room_made(tmp_path, 1).rows("recording") == [2]


def test_the_act_says_that_the_box_made_it_and_why_and_stays(tmp_path: Path) -> None:
    message(tmp_path, 1)
    act_id = room_made(tmp_path, 1).id
    carried_out(tmp_path)
    act = RetentionAct.numbered(act_id)
    assert (act.approver, act.approved_at, act.finished_at) == ("Слухавка, бо диск заповнюється", THEN.wall, THEN.wall)
    assert [(each.kind, each.count, each.term) for each in act.told] == [("recording", 1, "90 дн.")]
    entry = AuditEntry.last_of("retention", act_id)
    assert entry is not None
    assert (entry.verb, entry.origin, entry.change) == ("retention_for_room", "box", {"recording": 1})
    [alarm] = Alarm.standing()
    assert alarm.kind == "recordings_removed"
    assert f"1, акт № {act_id}. Перегляньте його" in alarm.text
    Alarm.acknowledge(alarm.id, by=BOX, now=THEN)
    assert Alarm.standing() == []
    assert orphans(tmp_path, tmp_path / "pending").rows == [], "it is no recording that was lost"


def test_without_a_right_clock_nothing_goes(tmp_path: Path) -> None:
    message(tmp_path, 1)
    with pytest.raises(ClockNotTrusted):
        make_room(1, tmp_path, now=replace(THEN, trusted=False))
    assert RetentionAct.latest() == []


def test_what_waits_for_a_decision_gives_way_and_is_proposed_anew_without_what_is_gone(tmp_path: Path) -> None:
    for number in range(1, 4):
        message(tmp_path, number)
    waiting = RetentionAct.propose(THEN)
    assert waiting is not None
    room_made(tmp_path, SIZE)
    with pytest.raises(NoSuchAct):
        RetentionAct.approve(waiting.id, waiting.mark, by=clerk("Голова"), now=THEN)
    carried_out(tmp_path)
    again = RetentionAct.propose(THEN)
    assert again is not None
    assert again.rows("recording") == [2, 3]


def test_what_somebody_approved_is_carried_out_first(tmp_path: Path) -> None:
    message(tmp_path, 1)
    act = RetentionAct.propose(THEN)
    assert act is not None
    RetentionAct.approve(act.id, act.mark, by=clerk("Голова"), now=THEN)
    assert room_made(tmp_path, 1) == act
    assert RetentionAct.numbered(act.id).approver == "Голова"
    assert Alarm.standing() == []


def test_an_act_that_was_broken_off_is_the_one_that_goes_on(tmp_path: Path) -> None:
    for number in range(1, 4):
        message(tmp_path, number)
    act = room_made(tmp_path, SIZE)
    assert carry_out_slice(THEN), "its rows are done, and the power fails before its files"
    assert there(tmp_path) == [1, 2, 3]
    assert room_made(tmp_path, SIZE) == act
    carried_out(tmp_path)
    assert there(tmp_path) == [2, 3]
    assert RetentionItem.select().where(RetentionItem.gone_at.is_null()).count() == 0


def test_a_recording_whose_file_is_gone_gives_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_acts, "AT_MOST", 2)
    for number in range(1, 5):
        message(tmp_path, number)
    (tmp_path / f"{1:032x}-1.wav").unlink()
    assert room_made(tmp_path, 1 << 40).rows("recording") == [2], "of so many as are looked at at once"
    carried_out(tmp_path)
    assert room_made(tmp_path, 1 << 40).rows("recording") == [3]
