"""The step of shifts and duty makes the tables that their models read."""

from __future__ import annotations

from pathlib import Path

import apsw
import peewee
import pytest

from appliance.casework.staff.duty_officers import DutyOfficer
from appliance.casework.staff.operators import Operator
from appliance.casework.staff.red_button import UrgentReport, UrgentReportSms
from appliance.casework.staff.roster import RosterShift
from appliance.casework.staff.shifts import CheckPoint, ShiftAnswer, ShiftCheck
from tests.appliance.casework.register import opened

__all__ = ["opened"]

MODELS = (DutyOfficer, Operator, RosterShift, CheckPoint, ShiftCheck, ShiftAnswer, UrgentReport, UrgentReportSms)


@pytest.mark.parametrize("model", MODELS)
def test_every_column_is_a_field(opened: Path, model: type[peewee.Model]) -> None:
    connection = apsw.Connection(str(opened))
    columns = {name for _, name, *_ in connection.execute(f"PRAGMA table_info({model._meta.table_name})")}
    connection.close()
    assert columns == set(model._meta.columns)
