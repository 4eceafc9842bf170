"""The steps make the tables that the models of the office's people read."""

from __future__ import annotations

from pathlib import Path

import apsw
import peewee
import pytest

from appliance.casework.box.alarms import Alarm
from appliance.casework.contacts.callbacks import Callback, CallbackAttempt, CallbackOffer
from appliance.casework.contacts.ratings import Rating
from appliance.casework.entrance.accounts import Account
from appliance.casework.migrate import found, migrate
from appliance.casework.staff.operators import Operator, OperatorNumber
from appliance.casework.staff.presence import Presence

MODELS = (Account, Operator, OperatorNumber, Presence, Rating, Alarm, Callback, CallbackAttempt, CallbackOffer)


@pytest.mark.parametrize("model", MODELS)
def test_every_column_is_a_field(tmp_path: Path, model: type[peewee.Model]) -> None:
    path = tmp_path / "slukhavka.db"
    migrate(path)
    connection = apsw.Connection(str(path))
    columns = {name for _, name, *_ in connection.execute(f"PRAGMA table_info({model._meta.table_name})")}
    connection.close()
    assert columns == set(model._meta.columns)


def test_a_register_of_the_first_version_gets_the_new_tables_and_keeps_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "slukhavka.db"
    steps = found()
    migrate(path, steps[:1])
    connection = apsw.Connection(str(path))
    connection.execute(
        "INSERT INTO call_record (uid, line, incoming, number_kind, rang_at, clock_trusted, boot_id, rang_monotonic_s)"
        " VALUES (?, 'gsm1', 1, 'withheld', '2026-11-23 08:00:00.000000', 1, 'boot-1', 1.0)",
        ("a" * 32,),
    )
    connection.close()
    assert migrate(path) == [step.name for step in steps[1:]]
    connection = apsw.Connection(str(path))
    assert connection.execute("SELECT count(*) FROM call_record").get == 1
    assert connection.execute("PRAGMA foreign_key_check").get is None
    connection.close()
