"""The rows of SMS: the queue, the parts, the reports; no modem here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.casework.row import bind, write
from appliance.casework.texts.message_arrivals import COMPLETE_WITHIN, GAP, close_gaps, note, receive
from appliance.casework.texts.message_reports import MessageReport, take_late
from appliance.casework.texts.message_states import TRANSITIONS, WORST_FIRST, MessageState, WrongState
from appliance.casework.texts.messages import (
    ATTEMPTS_MAX,
    BadText,
    Claim,
    Message,
    MessagePart,
    NewMessage,
    TooSoon,
)
from appliance.clock import Moment
from appliance.contracts.messages import ArrivedSms, LateReceipt, NetworkNotice, SmsReceipt, SmsReport, SmsResult
from appliance.numbers import DialFacts, DialLimits, Number, NumberKind, Purpose, parse
from tests.fakes.fresh_register import lay_register

S = MessageState
NOW = Moment(datetime(2026, 11, 23, 8, 0, tzinfo=UTC), 1000.0, True, "boot-1")
NUMBER = parse("+380671112244", "4644")
OTHER = parse("+380509998877", "4644")
SENT = SmsReceipt(SmsResult.SENT, 17)
ANYWHERE = DialLimits(to_one_number=1000, sms=1000)
LONG = "Шановний заявнику! " * 10


@pytest.fixture(autouse=True)
def opened(tmp_path: Path) -> Iterator[None]:
    path = tmp_path / "slukhavka.db"
    lay_register(path)
    database = bind(path)
    database.connect()
    yield
    database.close()


def later(seconds: float, boot_id: str = NOW.boot_id, trusted: bool = True) -> Moment:
    return Moment(NOW.wall + timedelta(seconds=seconds), NOW.monotonic_s + seconds, trusted, boot_id)


def queue(text: str = "Так", number: Number = NUMBER, now: Moment = NOW, **how: Any) -> int:
    how.setdefault("confirmed", True)
    return Message.queue(NewMessage(number, text, "test", Purpose.CARD, **how), now)


def claim(now: Moment = NOW, lines: tuple[str, ...] = ("gsm1",), **how: Any) -> Claim | None:
    how.setdefault("limits", ANYWHERE)
    return Message.claim(lines, lambda _number: DialFacts(), now, **how)


def claimed(now: Moment = NOW) -> Claim:
    found = claim(now)
    assert found is not None
    return found


def state_of(message: int) -> str:
    return str(Message.get_by_id(message).state)


def sent(number: Number = NUMBER, reference: int = 17, now: Moment = NOW) -> int:
    """Queue and send an SMS; return its id."""
    queue(number=number, now=now)
    found = claimed(now)
    Message.settle(found.part.id, SmsReceipt(SmsResult.SENT, reference), now)
    return found.message_id


def arrived(number: int = 1, total: int = 1, text: str = "текст", **how: Any) -> ArrivedSms:
    how.setdefault("fingerprint", uuid4().hex)
    how.setdefault("sent_at", NOW.wall)
    how.setdefault("reference", 42)
    return ArrivedSms("gsm1", "+380671112244", text, number=number, total=total, **how)


def report(status: int = 0, reference: int = 17, **how: Any) -> SmsReport:
    how.setdefault("fingerprint", uuid4().hex)
    return SmsReport("gsm1", reference, NUMBER.raw, status, **how)


def test_every_state_has_its_row_in_the_table_and_every_outgoing_one_its_weight() -> None:
    assert set(TRANSITIONS) == set(MessageState)
    assert set(WORST_FIRST) == set(MessageState) - {S.GATHERING, S.RECEIVED, S.INCOMPLETE, S.UNREADABLE}


@pytest.mark.parametrize(
    ("here", "there"), [(here, there) for here in S for there in S if there not in TRANSITIONS[here]]
)
def test_what_is_not_in_the_table_is_an_error_with_a_name(here: MessageState, there: MessageState) -> None:
    part = MessagePart(state=here)
    with pytest.raises(WrongState):
        part.become(there)


def test_a_queued_message_keeps_who_asked_for_whom_and_when() -> None:
    uid, call_uid = uuid4().hex, uuid4().hex
    message = queue(LONG, uid=uid, call_uid=call_uid, now=later(5.0, trusted=False))
    row = Message.get_by_id(message)
    assert (row.direction, row.state, row.source, row.purpose) == ("out", S.QUEUED, "test", "card")
    assert row.call_uid == call_uid
    assert (row.number_raw, row.number, row.number_kind) == ("+380671112244", "+380671112244", NumberKind.NORMAL)
    assert (row.created_at, row.clock_trusted, row.boot_id) == (later(5.0).wall, False, "boot-1")
    assert [part.total for part in row.parts] == [3, 3, 3]
    assert queue("другий раз", uid=uid) == message


@pytest.mark.parametrize("text", ["", " \n", "a\0", "a\x1b[31m", "a\rb", "\ud83d", "ї" * 671])
def test_a_text_that_cannot_go_is_refused_at_once(text: str) -> None:
    with pytest.raises(BadText):
        queue(text)
    assert Message.select().count() == 0


def test_messages_go_in_their_order_by_the_line_they_want_and_parts_in_theirs() -> None:
    assert claim() is None
    first, second = queue(LONG), queue(line="gsm2")
    seen = []
    for _ in range(3):
        found = claimed()
        seen.append((found.message_id, found.line, found.part.number, found.part.total, found.part.reference))
        Message.settle(found.part.id, SENT, NOW)
    assert seen == [(first, "gsm1", number, 3, first) for number in (1, 2, 3)]
    assert claim() is None
    last = claim(lines=("gsm1", "gsm2"))
    assert last is not None
    assert (last.message_id, last.line) == (second, "gsm2")
    assert claim(lines=("gsm1", "gsm2")) is None, "what is being sent is not sent again"


def test_one_that_rests_is_passed_over() -> None:
    first, second = queue(), queue(number=OTHER)
    found = claim(skip=[first])
    assert found is not None
    assert found.message_id == second


@pytest.mark.parametrize(
    ("result", "state"),
    [
        (SmsResult.SENT, S.SENT),
        (SmsResult.NOT_SENT, S.QUEUED),
        (SmsResult.REFUSED, S.FAILED),
        (SmsResult.UNKNOWN, S.UNCERTAIN),
    ],
)
def test_what_became_of_a_part_is_written_once(result: SmsResult, state: MessageState) -> None:
    queue()
    found = claimed()
    Message.settle(found.part.id, SmsReceipt(result, 17, "чому"), later(3.0))
    Message.settle(found.part.id, SmsReceipt(SmsResult.REFUSED, None, "інше"), later(4.0))
    row = Message.get_by_id(found.message_id)
    assert (row.state, row.error, row.changed_at) == (state, "чому", later(3.0).wall)


def test_a_text_goes_on_where_it_stopped() -> None:
    queue(LONG)
    Message.settle(claimed().part.id, SENT, NOW)
    Message.settle(claimed().part.id, SmsReceipt(SmsResult.NOT_SENT), NOW)
    assert claimed().part.number == 2


def test_after_many_tries_it_has_failed() -> None:
    message = queue()
    for _ in range(ATTEMPTS_MAX):
        assert state_of(message) == S.QUEUED
        Message.settle(claimed().part.id, SmsReceipt(SmsResult.NOT_SENT, None, "немає мережі"), NOW)
    assert state_of(message) == S.FAILED


def test_a_part_of_unknown_fate_stops_its_text_until_a_person_decides() -> None:
    message = queue(LONG)
    Message.settle(claimed().part.id, SENT, NOW)
    Message.settle(claimed().part.id, SmsReceipt(SmsResult.UNKNOWN), NOW)
    assert state_of(message) == S.UNCERTAIN
    assert claim(later(99.0)) is None
    row = Message.get_by_id(message)
    for too_soon in (later(59.0), later(30.0, boot_id="boot-2")):
        with pytest.raises(TooSoon):
            row.send_again(by="clerk", reason="не дійшло", now=too_soon)
    with pytest.raises(WrongState):
        row.send_again(by="clerk", reason="", now=later(61.0))
    row.send_again(by="clerk", reason="не дійшло", now=later(61.0))
    assert claimed(later(62.0)).part.number == 2
    with pytest.raises(WrongState):
        row.give_up(by="clerk", reason="досить", now=later(63.0))


def test_who_gives_up_says_why() -> None:
    message = queue()
    Message.settle(claimed().part.id, SmsReceipt(SmsResult.UNKNOWN), NOW)
    row = Message.get_by_id(message)
    row.give_up(by="clerk", reason="зателефонували", now=later(100.0))
    row = Message.get_by_id(message)
    assert (row.state, row.decided_by, row.decided_reason) == (S.FAILED, "clerk", "зателефонували")


def test_only_what_an_earlier_run_was_sending_becomes_uncertain() -> None:
    for number in (NUMBER, OTHER):
        queue(number=number)
    old, own = claimed(NOW), claimed(later(50.0))
    assert Message.settle_interrupted(later(20.0), later(60.0)) == 1
    assert (state_of(old.message_id), state_of(own.message_id)) == (S.UNCERTAIN, S.SENDING)
    assert Message.settle_interrupted(later(0.0, boot_id="boot-2"), later(61.0)) == 1


def test_the_counts_of_the_day_come_from_what_was_really_sent() -> None:
    limits = DialLimits(to_one_number=2, sms=5)
    for _ in range(2):
        sent()
    third = queue()
    assert claim(limits=limits) is None
    assert state_of(third) == S.REFUSED
    long = queue(LONG, number=OTHER)
    for _ in range(3):
        found = claim(limits=limits)
        assert found is not None
        assert found.message_id == long
        Message.settle(found.part.id, SENT, NOW)
    over = queue(number=parse("+380631110011", ""))
    assert claim(limits=limits) is None
    assert state_of(over) == S.REFUSED
    queue(now=later(86_401.0))
    assert claim(later(86_401.0), limits=limits) is not None


def test_a_try_that_cost_nothing_is_not_counted() -> None:
    limits = DialLimits(to_one_number=1)
    queue()
    Message.settle(claimed().part.id, SmsReceipt(SmsResult.REFUSED), NOW)
    queue()
    assert claim(limits=limits) is not None


def test_the_grounds_are_asked_for_the_number() -> None:
    asked: list[str] = []

    def grounds(number: str) -> DialFacts:
        asked.append(number)
        return DialFacts(called_us=True)

    queue(confirmed=False)
    assert Message.claim(["gsm1"], grounds, NOW) is not None
    assert asked == ["+380671112244"]


@pytest.mark.parametrize(
    ("statuses", "state"),
    [
        ([0x00], S.DELIVERED),
        ([0x01], S.DELIVERED),
        ([0x30], S.SENT),
        ([0x46], S.UNDELIVERED),
        ([0x62], S.UNDELIVERED),
        ([0x30, 0x00], S.DELIVERED),
        ([0x00, 0x30], S.DELIVERED),
        ([0x46, 0x00], S.DELIVERED),
        ([0x00, 0x46], S.DELIVERED),
    ],
)
def test_reports_in_any_order_come_to_the_same(statuses: list[int], state: MessageState) -> None:
    message = sent()
    for status in statuses:
        assert MessageReport.take(report(status), NUMBER, later(9.0)) == message
    assert state_of(message) == state


def test_a_report_means_the_last_sms_of_its_reference_to_its_number() -> None:
    old, other, last = sent(), sent(OTHER), sent(now=later(60.0))
    assert MessageReport.take(report(), NUMBER, later(90.0)) == last
    assert MessageReport.take(report(0x46), parse(None, ""), later(90.0)) == last
    assert MessageReport.take(report(), replace(OTHER, raw="0509998877"), later(90.0)) == other
    assert MessageReport.take(report(reference=18), NUMBER, later(90.0)) is None
    assert state_of(old) == S.SENT


def test_a_report_twice_counts_once_and_one_that_comes_first_is_kept_for_its_sms() -> None:
    queue()
    found = claimed()
    early = report(fingerprint="f" * 64)
    assert MessageReport.take(early, NUMBER, later(2.0)) is None
    assert MessageReport.take(early, NUMBER, later(2.0)) is None
    Message.settle(found.part.id, SENT, later(3.0))
    MessageReport.take_early(found.part.id, later(3.0))
    assert state_of(found.message_id) == S.DELIVERED
    assert MessageReport.select().count() == 1


def test_a_report_of_yesterday_is_not_taken_for_the_sms_of_today() -> None:
    MessageReport.take(report(), NUMBER, NOW)
    queue(now=later(5.0))
    found = claimed(later(5.0))
    Message.settle(found.part.id, SENT, later(6.0))
    MessageReport.take_early(found.part.id, later(6.0))
    assert state_of(found.message_id) == S.SENT


def test_a_late_receipt_or_a_report_ends_the_doubt_but_only_where_there_is_one_doubt() -> None:
    doubtful = []
    for _ in range(2):
        queue()
        found = claimed()
        Message.settle(found.part.id, SmsReceipt(SmsResult.UNKNOWN), NOW)
        doubtful.append(found)
    assert MessageReport.take(report(reference=3), NUMBER, later(9.0)) is None
    assert take_late(LateReceipt("gsm1", doubtful[0].part.id, 3), later(9.0)) == doubtful[0].message_id
    assert take_late(LateReceipt("gsm1", doubtful[0].part.id, 3), later(9.0)) is None
    assert take_late(LateReceipt("gsm1", 999, 3), later(9.0)) is None
    assert state_of(doubtful[0].message_id) == S.SENT
    assert MessageReport.take(report(reference=4), NUMBER, later(9.0)) == doubtful[1].message_id
    assert state_of(doubtful[1].message_id) == S.DELIVERED


def test_a_message_that_came_keeps_all_that_is_known() -> None:
    message = receive(arrived(text="a\0b", flash=True), NUMBER, later(1.0, trusted=False))
    row = Message.get_by_id(message)
    assert (row.text, row.flash, row.state) == ("a\0b", True, S.RECEIVED)
    assert (row.sent_at, row.clock_trusted) == (NOW.wall, False)
    assert receive(arrived(fingerprint=row.parts[0].fingerprint), NUMBER, later(5.0)) == message


def test_what_is_unreadable_and_what_the_network_notices_are_messages_too() -> None:
    raw = receive(arrived(text="00AA", unreadable="PDU обірвано"), parse(None, ""), NOW)
    said = note(NetworkNotice("gsm1", "Баланс 5 грн"), NOW)
    assert (state_of(raw), Message.get_by_id(raw).error) == (S.UNREADABLE, "PDU обірвано")
    assert Message.get_by_id(said).text == "Баланс 5 грн"


def test_a_hostile_text_is_capped() -> None:
    total = 80
    with write():
        for number in range(1, total + 1):
            message = receive(arrived(number, total, "x" * 160), replace(NUMBER, raw="y" * 999), NOW)
    row = Message.get_by_id(message)
    assert row.state == S.RECEIVED
    assert len(row.text) == 10_000
    assert len(row.number_raw or "") == 64


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_parts_in_any_order_with_copies_and_gaps_make_just_their_texts(data: st.DataObject) -> None:
    """Several texts of one sender, perhaps under one reference, mixed as the network may mix them."""
    texts, all_parts = [], []
    for place in range(data.draw(st.integers(1, 3))):
        total, reference = data.draw(st.integers(2, 4)), data.draw(st.sampled_from([7, 8]))
        at = NOW.wall + timedelta(hours=3 * place)
        texts.append([f"{place}.{number} " for number in range(1, total + 1)])
        for number, text in enumerate(texts[-1], 1):
            sms = arrived(number, total, text, fingerprint=f"{place}-{number}", reference=reference, sent_at=at)
            all_parts.append((place, sms))
    lost = data.draw(st.sets(st.sampled_from(range(len(all_parts))), max_size=2))
    coming = [part for at, part in enumerate(all_parts) if at not in lost]
    copies = data.draw(st.lists(st.sampled_from(coming), max_size=4)) if coming else []
    with write():
        MessagePart.delete().execute()
        Message.delete().execute()
        for _place, sms in data.draw(st.permutations(coming + copies)):
            receive(sms, NUMBER, NOW)
    expected = []
    for place, pieces in enumerate(texts):
        here = {sms.number for where, sms in coming if where == place}
        shown = "".join(piece if number in here else GAP for number, piece in enumerate(pieces, 1))
        while GAP * 2 in shown:
            shown = shown.replace(GAP * 2, GAP)
        expected += [(shown, S.RECEIVED if len(here) == len(pieces) else S.GATHERING)] if here else []
    assert sorted((row.text, MessageState(row.state)) for row in Message.select()) == sorted(expected)


def test_a_gap_is_shown_after_a_day_of_this_boot_or_of_the_wall() -> None:
    message = receive(arrived(2, 3, "друга"), NUMBER, NOW)
    day_s = COMPLETE_WITHIN.total_seconds()
    jumped = replace(later(60.0), wall=NOW.wall + timedelta(days=400))
    assert close_gaps(jumped) == []
    assert close_gaps(later(day_s - 1, boot_id="boot-2")) == []
    assert close_gaps(later(day_s)) == [message]
    assert close_gaps(later(day_s)) == []
    assert (state_of(message), Message.get_by_id(message).text) == (S.INCOMPLETE, f"{GAP}друга{GAP}")
    for number, text in ((1, "перша "), (3, " третя")):
        assert receive(arrived(number, 3, text), NUMBER, later(day_s + 5)) == message
    assert (state_of(message), Message.get_by_id(message).text) == (S.RECEIVED, "перша друга третя")


def test_parts_without_a_time_of_their_own_are_joined_within_a_day() -> None:
    first = receive(arrived(1, 2, sent_at=None), NUMBER, NOW)
    assert receive(arrived(2, 2, sent_at=None), NUMBER, later(3600.0)) == first
    late = receive(arrived(1, 2, sent_at=None), NUMBER, NOW)
    assert receive(arrived(2, 2, sent_at=None), NUMBER, later(90_000.0)) != late


def test_an_alarm_goes_before_whatever_waits_longer() -> None:
    queue("перша")
    alarm = Message.queue(NewMessage(OTHER, "Терміново", "test", Purpose.ALARM), NOW)
    claimed = Message.claim(["gsm1"], lambda _number: DialFacts(in_directory=True), NOW)
    assert claimed
    assert claimed.message_id == alarm
