"""The helper does what stands in its table and nothing else, whatever it is sent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.settings import TREE_FILE, read_settings
from appliance.technician import helper
from tests.appliance.technician.desk import Programs

SETTINGS = read_settings(TREE_FILE)


@settings(max_examples=60)
@given(st.one_of(st.text(), st.dictionaries(st.sampled_from(["ask", "unit"]), st.text() | st.none()).map(json.dumps)))
def test_what_is_no_request_is_refused_in_a_sentence(line: str) -> None:
    assert set(helper.answer(SETTINGS, line)) == {"error"}


@pytest.mark.parametrize(
    "request_",
    [
        {"ask": "sh", "text": "id"},
        {"ask": ["state"]},
        {"ask": "log", "unit": "sshd.service"},
        {"ask": "log", "unit": "slukhavka.service -u x"},
        {"ask": "restart", "unit": "ssh.service"},
        {"ask": "restart", "unit": "slukhavka-month.service"},
        {"ask": "restart"},
        {"ask": "reset", "word": "скинути"},
        {"ask": "reset"},
        {"ask": "password", "login": "--settings=/etc/passwd"},
        {"ask": "password", "login": ["admin"]},
        {"ask": "network_change", "interface": "lo", "address": "10.0.0.1/8"},
        {"ask": "network_change", "interface": "../../x", "address": ""},
    ],
)
def test_what_is_not_in_the_table_is_refused_and_no_program_is_started(
    request_: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = Programs(tmp_path)
    for name, value in programs.environment.items():
        monkeypatch.setenv(name, value)
    assert set(helper.answer(SETTINGS, json.dumps(request_))) == {"error"}
    assert programs.told == []
