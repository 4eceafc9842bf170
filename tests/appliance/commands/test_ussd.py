"""`slukhavka ussd`, over the control socket to a line that answers by a script."""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.cli import main
from appliance.contracts.messages import Arrival, SmsPart, SmsReceipt, UssdAnswer, UssdFault
from appliance.control import ControlServer
from appliance.numbers import Allowed
from appliance.outreach.ussd import UssdWindow
from tests.appliance.test_cli import refusal, settings

__all__ = ["settings"]


class ScriptedLine:
    """The `Messages` of a line that knows only USSD."""

    can_send = False

    def __init__(self, name: str, answers: dict[str, UssdAnswer]) -> None:
        self.name = name
        self.asked: list[str] = []
        self._answers = answers

    async def send_sms(self, permit: Allowed, part: SmsPart) -> SmsReceipt:
        raise AssertionError(permit, part)

    async def incoming_sms(self) -> AsyncIterator[Arrival]:
        raise AssertionError
        yield

    async def ussd(self, text: str) -> UssdAnswer:
        self.asked.append(text)
        if text not in self._answers:
            raise UssdFault("Мережа не підтримує такого запиту.")
        return self._answers[text]

    async def end_ussd(self) -> None:
        self.asked.append("end")


def typed(
    monkeypatch: pytest.MonkeyPatch, settings: Path, lines: list[ScriptedLine], *asked: str, reply: str = ""
) -> int:
    """Run the command against a daemon's socket and return its status."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(reply))

    async def with_daemon() -> int:
        window = UssdWindow(lines)
        server = ControlServer(settings.parent / "state" / "control", {"ussd": window.ask, "ussd_end": window.end})
        await server.start()
        try:
            return await asyncio.to_thread(main, ["--settings", str(settings), "ussd", *asked])
        finally:
            await server.close()

    return asyncio.run(with_daemon())


def test_without_the_daemon_nothing_is_asked(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "не працює" in refusal(capsys, "--settings", settings, "ussd", "*111#")


def test_an_answer_is_shown_without_its_terminal_codes(
    settings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ScriptedLine("gsm1", {"*111#": UssdAnswer("Баланс\n5 грн\x1b[31m", open=False)})
    assert typed(monkeypatch, settings, [line], "*111#") == 0
    assert capsys.readouterr().out == "Баланс\n5 грн\\x1b[31m\n"
    assert line.asked == ["*111#"]


def test_a_dialogue_is_led_until_an_empty_line_and_then_ended(
    settings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = ScriptedLine("gsm1", {})
    line = ScriptedLine("gsm2", {"*100#": UssdAnswer("1 - Так", open=True), "1": UssdAnswer("Ще?", open=True)})
    assert typed(monkeypatch, settings, [first, line], "*100#", "--line", "gsm2", reply="1\n\n") == 0
    assert capsys.readouterr().out == "1 - Так\nЩе?\n"
    assert (first.asked, line.asked) == ([], ["*100#", "1", "end"])


@pytest.mark.parametrize(
    ("asked", "sentence"), [(("*5#",), "не підтримує"), (("*111#", "--line", "gsm9"), "Немає лінії «gsm9»")]
)
def test_a_refusal_is_one_sentence(
    settings: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    asked: tuple[str, ...],
    sentence: str,
) -> None:
    assert typed(monkeypatch, settings, [ScriptedLine("gsm1", {})], *asked) == 1
    assert sentence in capsys.readouterr().err
