"""The box of `make run` with people in it: every part a process of its own, a community that has had its first run."""

from __future__ import annotations

import asyncio
import io
import re
import socket
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from appliance.casework.database import reading
from appliance.casework.entrance.accounts import ROLE_NAMES, Role
from appliance.casework.menus.publications import Publication
from appliance.casework.office.community import Community, Profile
from appliance.casework.row import bind
from appliance.clock import SystemClock
from appliance.menu.published import Published, load_current
from tests.browser.chromium import keep_picture, new_person
from tests.fakes.modem.remote import RemoteModem
from tests.fakes.run_box import RunBox

LOGINS = {
    "o.koval": ("Коваль Ольга", Role.CLERK),
    "h.starsha": ("Ганна Старша", Role.SUPERVISOR),
    "r.redko": ("Редько Роман", Role.EDITOR),
}
PATIENCE_MS = 120_000
"""A machine that runs the other half of the gate beside this may think for a while."""
PUBLISHED_S = 300.0
PASSWORD = "чотири прості слова поспіль"  # noqa: S105 - of the box of a test
_CODE = re.compile(r"Код першого запуску: (\d{4}-\d{4})")
T = TypeVar("T")


@dataclass
class Running:
    """A running box. `entered`: the cookies of whoever has logged in, by login."""

    box: RunBox
    directory: Path
    port: int
    printed: str
    entered: dict[str, StorageState] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Of the console."""
        return f"https://127.0.0.1:{self.port}"

    @property
    def state(self) -> Path:
        """Where the box keeps everything."""
        return self.directory / "state"

    @property
    def code(self) -> str:
        """The one-use code of the first run."""
        found = _CODE.search(self.printed)
        assert found, self.printed
        return found[1]

    @contextmanager
    def register(self, *, change: bool = False) -> Iterator[None]:
        """The register, read beside the box; `change` lets a test move time on in it."""
        path = self.state / "slukhavka.db"
        with bind(path).connection_context() if change else reading(path):
            yield

    def heard(self) -> Published:
        """What callers hear now."""
        return load_current(self.state / "published")

    def publish(self, meanwhile: Callable[[], object] = lambda: None) -> Published:
        """Wait until all that is asked is published, and return what callers hear then."""
        give_up = time.monotonic() + PUBLISHED_S
        while True:
            with self.register():
                waiting = Publication.due(SystemClock().now())
                latest = Publication.latest()
            if not waiting:
                assert not latest[0].fault, latest[0].fault
                return self.heard()
            assert time.monotonic() < give_up, "nothing is published"
            meanwhile()
            time.sleep(0.5)

    @contextmanager
    def window(self, browser: Browser, login: str, *, scripts: bool = True) -> Iterator[Page]:
        """A browser in which this person has entered."""
        context = new_person(browser, self.address, scripts=scripts, known=self.entered[login])
        try:
            page = context.new_page()
            page.goto("/account")
            if page.get_by_label("Логін").count():
                log_in(page, login)  # who has done nothing for a quarter of an hour enters anew
                page.get_by_role("link", name=LOGINS[login][0]).wait_for()
                self.entered[login] = context.storage_state()
            yield page
        finally:
            context.close()


class QuickBox(RunBox):
    """Every text is a noise of its own: a profile has some seven hundred, which a voice says in minutes."""

    def _speak(self) -> None:
        places = {"--spool": "speech", "--store": "spoken", "--recorded": "recorded"}
        told = [word for name, place in places.items() for word in (name, str(self._state / place))]
        self._part("speech", sys.executable, "-m", "tests.fakes.noise_unit", *told)


@contextmanager
def running_box(directory: Path) -> Iterator[Running]:
    """Run the box of a clone in a directory of its own."""
    port = free_port()
    box = QuickBox(directory, port)
    printed = io.StringIO()
    try:
        with redirect_stdout(printed):
            box.start()
            box.say_what_next()
        yield Running(box, directory, port, printed.getvalue())
    finally:
        box.stop()


def settle_in(browser: Browser, running: Running) -> None:
    """Do the first run as an administrator does, and let two people in."""
    context = new_person(browser, running.address)
    page = context.new_page()
    page.goto("/")
    for label, text in (
        ("Одноразовий код", running.code),
        ("Назва громади", "Вишнівська громада"),
        ("Телефони лінії", "(04642) 2-12-52"),
        ("Населені пункти", "с. Вишневе\nс. Мала Діброва"),
        ("Ваше прізвище та ім'я", "Петренко Іван"),
        ("Логін адміністратора", "i.petrenko"),
    ):
        page.get_by_label(label).fill(text)
    page.get_by_label("Інформаційна лінія", exact=False).check()
    page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    page.get_by_label("Пароль ще раз").fill(PASSWORD)
    keep_picture(page, "walk-1-first-run")
    with page.expect_navigation(wait_until="commit", timeout=PATIENCE_MS):
        page.get_by_role("button", name="Почати роботу").click()
    running.publish()
    with running.register(change=True):
        # The menu of the smallest profile, the cards of the largest.
        Community.update(profile=Profile.K).execute()
    for login, (name, role) in LOGINS.items():
        page.goto("/accounts")
        page.get_by_label("Прізвище та ім'я").fill(name)
        page.get_by_label("Логін").fill(login)
        page.get_by_label("Роль").select_option(label=ROLE_NAMES[role])
        page.get_by_role("button", name="Додати").click()
        enter(browser, running, login, page.locator(".secret").inner_text())
    context.close()


def enter(browser: Browser, running: Running, login: str, given: str) -> None:
    """Enter for the first time, with a password that was given, and think of another."""
    context: BrowserContext = new_person(browser, running.address)
    page = context.new_page()
    page.goto("/")
    log_in(page, login, given)
    page.get_by_label("Теперішній пароль").fill(given)
    page.get_by_label("Новий пароль", exact=True).fill(PASSWORD)
    page.get_by_label("Новий пароль ще раз").fill(PASSWORD)
    change = page.get_by_role("button", name="Змінити пароль")
    with page.expect_navigation(wait_until="commit", timeout=PATIENCE_MS):
        change.click()
    page.get_by_role("link", name=LOGINS[login][0]).wait_for(timeout=PATIENCE_MS)
    running.entered[login] = context.storage_state()
    context.close()


def log_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """Fill in the door."""
    page.get_by_label("Логін").fill(login)
    page.get_by_label("Пароль").fill(password)
    page.get_by_role("button", name="Увійти").click()


class Telephones:
    """Whoever calls the box: the modem simulator, driven beside the browser, which has a loop of its own."""

    def __init__(self, control: Path) -> None:
        self._control = control
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self) -> Telephones:
        self._thread.start()
        self.modem = RemoteModem(self._control)
        self._do(self.modem.__aenter__())
        return self

    def __exit__(self, *exception: object) -> None:
        self._do(self.modem.__aexit__(*exception))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def do(self, talk: Callable[[RemoteModem], Coroutine[Any, Any, T]]) -> T:
        """Let somebody do something at the telephone, and wait until it is done."""
        return self._do(talk(self.modem))

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(180)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
