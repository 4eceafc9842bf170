"""`slukhavka sim`: what is known of the cards, and a top-up that a person tells."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from appliance.casework.box.sim_cards import CardAnswer, SimCard
from appliance.casework.journal import AuditEntry
from appliance.casework.row import bind
from tests.appliance.casework.register import NOW
from tests.appliance.commands.told import migrated, slukhavka
from tests.appliance.test_cli import refusal, settings

__all__ = ["migrated", "settings"]


@pytest.fixture
def seen(migrated: Path) -> Path:
    """A register in which one card was seen."""
    with bind(migrated).connection_context():
        SimCard.see("gsm1", "25506", NOW)
        SimCard.note_answer("gsm1", CardAnswer("Баланс 40,25 грн", 4025, "Просто лайф"), NOW)
    return migrated


@pytest.mark.row("J9")
def test_the_cards_are_shown(settings: Path, seen: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = slukhavka(capsys, settings, "sim")
    for words in (
        "gsm1: lifecell",
        "рахунок: 40,25 грн (23.11.2026 10:00)",
        "пакет: Просто лайф",
        "призупинять 24.08.2027",
    ):
        assert words in shown
    assert "поповнено: невідомо" in shown


@pytest.mark.row("J9")
def test_a_top_up_is_entered_by_hand(settings: Path, seen: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert slukhavka(capsys, settings, "sim", "topped-up", "gsm1", "01.03.2026") == "Записано.\n"
    assert "поповнено: 01.03.2026 (записано)" in slukhavka(capsys, settings, "sim", "list")
    with bind(seen).connection_context():
        card = SimCard.of("gsm1")
        assert card is not None
        assert card.ends_on(274) == date(2026, 11, 30)
        assert AuditEntry.last_of("sim_card", "gsm1") is not None


def test_a_card_nobody_saw_cannot_be_topped_up(
    settings: Path, migrated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "ще не бачила" in refusal(capsys, "--settings", str(settings), "sim", "topped-up", "gsm9", "01.03.2026")


def test_a_register_without_cards_says_so(settings: Path, migrated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert slukhavka(capsys, settings, "sim") == "SIM-карток Слухавка ще не бачила.\n"


def test_check_reads_what_operators_are_asked(
    settings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "operators").mkdir()
    (tmp_path / "operators" / "new.toml").write_text('title = "Новий"')
    monkeypatch.setattr("appliance.commands.check.OPERATORS", tmp_path / "operators")
    assert "new.toml: опис оператора не читається" in refusal(capsys, "--settings", str(settings), "check")
