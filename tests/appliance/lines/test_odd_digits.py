"""What Unicode calls a digit and `int` does not, and numbers that are no zone: found by `make sweep`, row 7."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.lines.family import load_family
from appliance.lines.gsm import _dbm
from appliance.lines.network_time import network_time
from appliance.lines.registration import Registration, registration

FAMILIES = Path(__file__).resolve().parents[3] / "firmware_config" / "modems"


@pytest.mark.parametrize("line", ["+CREG: ²,1", "+CREG: 2,²", "+CREG: ٠²,1", "+CREG: ,", "+CREG: 2,-1"])
def test_a_registration_that_is_no_number_tells_nothing(line: str) -> None:
    assert registration([line]) == Registration()


@pytest.mark.parametrize("rssi", ["²", "", "-1", "99", "9" * 30])
def test_a_signal_that_is_no_number_is_none(rssi: str) -> None:
    assert _dbm(rssi) is None


@pytest.mark.parametrize("zone", ["+96", "-96", "+" + "9" * 20])
def test_a_time_in_a_zone_that_there_is_none_of_is_none(zone: str) -> None:
    clock = load_family("sim7600", FAMILIES).clock
    assert network_time(['+CCLK: "26/11/23,08:00:00+08"'], clock)
    assert network_time([f'+CCLK: "26/11/23,08:00:00{zone}"'], clock) is None
