"""The bundle for support: what helps is in it, nobody is."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.casework.box.support_bundle import journal_tail, without_people, write_bundle
from tests.appliance.casework.register import NOW, opened
from tests.appliance.casework.whole_life import CANARY, NAME, lead
from tests.fakes.box import settings_for

__all__ = ["opened"]

SITE = """
[self_test]
technicians = ["+380661112299"]

[[lines]]
name = "gsm1"
kind = "gsm"
pin = "9876"
password = "таємне слово"
"""
LOG = f"""2026-11-23T10:00:00+0200 box slukhavka[77]: INFO gsm1: READY
2026-11-23T10:00:01+0200 box slukhavka[77]: ERROR appliance.casework: refused ('{NAME}', '066 111-22-99')
2026-11-23T10:00:02+0200 box slukhavka[77]: DEBUG sms text='{CANARY} хочу скаржитися' from +380661112299
2026-11-23T10:00:03+0200 box slukhavka[77]: PDU 07918307103254F6040C9183 mail yufrozyna@example.net
"""


def bundle(tmp_path: Path, journal: str = LOG) -> dict[str, str]:
    site = tmp_path / "site.toml"
    site.write_text(SITE)
    settings = replace(settings_for(tmp_path), file=site)
    settings.box.state.mkdir(exist_ok=True)
    file = io.BytesIO()
    write_bundle(file, settings, NOW, journal=lambda: journal)
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.row("J8")
def test_no_name_number_text_or_pin_is_in_any_byte_of_it(opened: Path) -> None:
    lead(opened.parent)
    everything = "\n".join(bundle(opened.parent).values())
    for trace in (NAME, "Юфрозина", CANARY, "скаржитися", "661112299", "111-22-99", "9876", "таємне", "yufrozyna"):
        assert trace not in everything, trace
    assert "07918307103254F6" not in everything


def test_it_tells_versions_states_counts_and_the_course_of_the_log(opened: Path) -> None:
    lead(opened.parent)
    told = bundle(opened.parent)
    assert json.loads(told["rows.json"])["call_record"] > 1
    assert json.loads(told["about.json"])["sqlite"] >= "3.51.3"
    assert json.loads(told["daemon.json"]) == {"trouble": "BoxNotRunning"}
    assert json.loads(told["migration.json"])[-1]["number"] == 1
    assert {each["kind"] for each in json.loads(told["alarm.json"])} == {"red_button"}
    assert "2026-11-23T10:00:00+0200 box slukhavka[77]: INFO gsm1: READY" in told["journal.txt"]
    assert 'kind = "gsm"' in told["settings.toml"]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("call from 0661112299 ended", "call from ••••• ended"),
        ("took 12.5 s, 4096 bytes", "took 12.5 s, 4096 bytes"),
        ("Олена Ґедзь: ok", "… …: ok"),
    ],
)
def test_a_line_of_the_log_keeps_what_is_nobodys(line: str, shown: str) -> None:
    assert without_people(line) == shown


def test_the_journal_is_asked_where_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert journal_tail() == ""
    command = tmp_path / "journalctl"
    command.write_text('#!/bin/sh\necho "$@"\n')
    command.chmod(0o755)
    assert "--unit=slukhavka*" in journal_tail()
