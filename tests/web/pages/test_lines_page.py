"""The page of lines points to the technician's wizard where a modem may be missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import Role
from appliance.control import Answer
from appliance.settings import GsmLineSettings, SipLineSettings
from tests.web.house import House
from tests.web.pages.duty_house import daemon_of

HINT = "Модеми та лінії"


@pytest.mark.row("J2")
def test_only_a_modems_line_that_is_down_sends_for_the_technician(tmp_path: Path) -> None:
    house = House(tmp_path)
    lines = (GsmLineSettings("gsm1", "sim7600"), SipLineSettings(name="sip", peers=("192.168.1.1",)))
    house.settings = replace(house.settings, lines=lines)
    house.restart_console()
    technician = house.enter(Role.TECHNICIAN)
    for gsm, sip, hints in (("down", "idle", 1), ("idle", "down", 0), ("down", "down", 1)):
        statuses = [
            {"line": name, "state": state, "reason": "", "operator": "", "signal_dbm": None}
            for name, state in (("gsm1", gsm), ("sip", sip))
        ]
        with daemon_of(house, lines=statuses):
            assert technician.get("/lines").text.count(HINT) == hints


@pytest.mark.row("J2")
def test_a_modem_that_no_line_has_is_shown_with_its_place_and_whom_to_call(tmp_path: Path) -> None:
    house = House(tmp_path)
    technician = house.enter(Role.TECHNICIAN)
    found: Answer = lambda _request: {"modems": [{"place": "1-1.2", "title": "<SIM7600>"}]}  # noqa: E731
    with daemon_of(house, {"free_modems": found}):
        page = technician.get("/lines").text
    assert "&lt;SIM7600&gt;" in page and "гніздо USB 1-1.2" in page and HINT in page
    with daemon_of(house):
        assert "гніздо" not in technician.get("/lines").text
