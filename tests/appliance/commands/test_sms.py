"""`slukhavka sms`: rows in the register, and a word to the daemon."""

from __future__ import annotations

import asyncio
import io
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.row import bind
from appliance.casework.texts.message_arrivals import receive
from appliance.casework.texts.message_states import MessageState
from appliance.casework.texts.messages import LIMITS, Message
from appliance.cli import main
from appliance.clock import Moment
from appliance.contracts.messages import ArrivedSms, SmsReceipt, SmsResult
from appliance.control import ControlServer
from appliance.numbers import DialFacts, parse
from tests.appliance.test_cli import refusal, settings
from tests.fakes.fresh_register import lay_register

__all__ = ["settings"]

S = MessageState


@pytest.fixture(autouse=True)
def register(settings: Path) -> Path:
    path = settings.parent / "state" / "slukhavka.db"
    lay_register(path)
    return path


def now(ago_s: float = 0.0) -> Moment:
    wall = datetime.now(UTC) - timedelta(seconds=ago_s)
    return Moment(wall, 0.0, True, "an earlier boot")


def written(register: Path, verb: Any) -> Any:
    database = bind(register)
    database.connect()
    try:
        return verb()
    finally:
        database.close()


def send(settings: Path, monkeypatch: pytest.MonkeyPatch, text: str, number: str = "0671112244") -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    return main(["--settings", str(settings), "sms", "send", number])


def uncertain(register: Path, ago_s: float) -> int:
    """Leave an SMS of unknown fate in the register."""

    def begin() -> int:
        moment = now(ago_s)
        claim = Message.claim(["gsm1"], lambda _number: DialFacts(), moment, limits=LIMITS)
        assert claim is not None
        Message.settle(claim.part.id, SmsReceipt(SmsResult.UNKNOWN), moment)
        return claim.message_id

    return int(written(register, begin))


def test_an_sms_is_queued_from_standard_input_and_shown_masked(
    settings: Path, register: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert send(settings, monkeypatch, "Ваше звернення зареєстровано.\nДякуємо!\n") == 0
    told = capsys.readouterr().out
    assert "SMS № 1 на 067 111 22 44 поставлено в чергу, частин: 1." in told
    assert "Слухавка не працює" in told
    row = written(register, lambda: Message.get_by_id(1))
    assert (row.state, row.confirmed, row.text) == (S.QUEUED, True, "Ваше звернення зареєстровано.\nДякуємо!")
    assert row.source.startswith("command:")
    sms = ArrivedSms("gsm1", "BANK", "Код\x1b[31m 1234 " + "а" * 90, "f" * 64)
    written(register, lambda: receive(sms, parse("BANK", ""), now()))
    assert main(["--settings", str(settings), "sms", "list"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "→ 067 ••• •• 44: у черзі" in first
    assert "← BANK: надійшло: Код\\x1b[31m 1234" in second
    assert second.endswith("…")


def test_the_daemon_is_told_at_once(
    settings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    woken = []

    def wake(_request: object) -> dict[str, object]:
        woken.append(1)
        return {}

    async def with_daemon() -> int:
        server = ControlServer(settings.parent / "state" / "control", {"wake_outbox": wake})
        await server.start()
        try:
            return await asyncio.to_thread(send, settings, monkeypatch, "Так")
        finally:
            await server.close()

    assert asyncio.run(with_daemon()) == 0
    assert woken == [1]
    assert "Слухавка про це знає." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("number", "text"), [("112", "Так"), ("слово", "Так"), ("0671112244", ""), ("0671112244", "ї" * 999)]
)
def test_what_cannot_be_sent_is_one_sentence(
    settings: Path,
    register: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    number: str,
    text: str,
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    assert refusal(capsys, "--settings", settings, "sms", "send", number)
    assert written(register, lambda: Message.select().count()) == 0


def test_a_decision_has_a_reason_and_does_not_come_too_soon(
    settings: Path, register: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    send(settings, monkeypatch, "Так")
    first = uncertain(register, ago_s=5.0)
    send(settings, monkeypatch, "Ні")
    second = uncertain(register, ago_s=100.0)
    capsys.readouterr()
    common = ("--settings", settings, "sms")
    assert "Зачекайте хвилину" in refusal(capsys, *common, "again", str(first), "--reason", "не дійшло")
    assert "немає" in refusal(capsys, *common, "drop", "77", "--reason", "не треба")
    assert main([*map(str, common), "again", str(second), "--reason", "не дійшло"]) == 0
    row = written(register, lambda: Message.get_by_id(second))
    assert (row.state, row.decided_reason) == (S.QUEUED, "не дійшло")
    assert row.decided_by.startswith("command:")
    with pytest.raises(SystemExit):
        main([*map(str, common), "again", str(second)])
