"""The first window, through Flask's client, with a real database and a real control socket behind it."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import threading
import wave
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from appliance.casework import sqlite
from appliance.casework.calls import CallEnd, CallRecord, CallStart, VoiceMessage
from appliance.casework.migrate import migrate
from appliance.casework.row import bind
from appliance.clock import Moment
from appliance.contracts import CallResult, EndedBy, LineState
from appliance.control import ControlServer
from web.app import create_app
from web.pages.now import words

RANG = Moment(datetime(2026, 7, 1, 8, 5, 9, tzinfo=UTC), 1000.0, True, "boot-1")
START = CallStart("", "gsm1", True, RANG, "0662838182", "+380662838182", "normal")
END = CallEnd(RANG.wall, RANG.wall, 67.0, CallResult.SERVED, EndedBy.CALLER, "12", ("вітання", "меню"))
STATUS: dict[str, Any] = {
    "lines": [
        {"line": "gsm1", "state": "idle", "reason": "", "operator": "Kyivstar", "signal_dbm": -71},
        {"line": "gsm2", "state": "down", "reason": "Модем не відповідає.", "operator": "", "signal_dbm": None},
    ],
    "ready_since": "2026-07-01T05:00:00+00:00",
    "menu_revision": "3",
}
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}"


class Place:
    """The files of one box."""

    def __init__(self, directory: Path) -> None:
        self.database = directory / "slukhavka.db"
        self.recordings = directory / "recordings"
        self.control = directory / "control.sock"
        self.recordings.mkdir()
        migrate(self.database)

    def app(self, *hosts: str) -> Flask:
        return create_app(database=self.database, recordings=self.recordings, control=self.control, hosts=hosts)

    def write(self, *calls: tuple[CallStart, CallEnd | None]) -> None:
        with bind(self.database).connection_context():
            for start, end in calls:
                CallRecord.begin(start)
                if end:
                    CallRecord.finish(start, end)

    def keep(self, start: CallStart, name: str) -> int:
        with wave.open(str(self.recordings / name), "wb") as sound:
            sound.setparams((1, 2, 8000, 0, "NONE", ""))
            sound.writeframes(b"\1\0" * 8000)
        with bind(self.database).connection_context():
            return VoiceMessage.keep(
                start, uid=uuid4().hex, purpose="message", kept=RANG, path=name, duration_s=1.0, sound_s=1.0
            )


@contextmanager
def daemon(path: Path, status: dict[str, Any] = STATUS) -> Iterator[None]:
    """A control socket that answers `status`, on a loop in a thread."""
    up, loop = threading.Event(), asyncio.new_event_loop()

    async def main() -> None:
        server = ControlServer(path, {"status": lambda _request: status})
        await server.start()
        stop = asyncio.Event()
        stops.append(stop)
        up.set()
        await stop.wait()
        await server.close()

    stops: list[asyncio.Event] = []
    thread = threading.Thread(target=lambda: loop.run_until_complete(main()))
    thread.start()
    assert up.wait(10)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stops[0].set)
        thread.join()
        loop.close()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def client(place: Place) -> FlaskClient:
    return place.app().test_client()


def call(**changes: Any) -> CallStart:
    return replace(START, uid=uuid4().hex, **changes)


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def page(client: FlaskClient) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.text


def test_the_window_shows_lines_and_calls_in_words_and_kyiv_time(place: Place, client: FlaskClient) -> None:
    start = call()
    place.write((start, END))
    number = place.keep(start, "a.wav")
    with daemon(place.control):
        shown = text_of(page(client))
    assert "gsm1 вільна Kyivstar, сигнал −71 дБм" in shown
    assert "gsm2 не працює Модем не відповідає." in shown
    assert "Відповідає на дзвінки з 01.07.2026, 08:00:00. Меню: редакція 3." in shown
    assert "11:05:09 01.07.2026 066 283 81 82 лінія gsm1 обслуговано завершив той, хто телефонував 1:07 12" in shown
    assert "вітання → меню" in shown
    assert f"№ {number}, повідомлення, 0:01" in shown


@pytest.mark.parametrize("result", CallResult)
@pytest.mark.parametrize("by", EndedBy)
def test_a_call_of_our_own_ends_in_other_words(
    place: Place, client: FlaskClient, result: CallResult, by: EndedBy
) -> None:
    place.write((replace(call(), incoming=False), replace(END, result=result, ended_by=by)))
    assert f"{words.RESULTS_OF_OURS[result]} {words.ENDED_BY_OF_OURS[by]}" in text_of(page(client))


@pytest.mark.parametrize("result", CallResult)
@pytest.mark.parametrize("by", EndedBy)
def test_every_way_a_call_ends_has_words(place: Place, client: FlaskClient, result: CallResult, by: EndedBy) -> None:
    place.write((call(), replace(END, result=result, ended_by=by)))
    assert f"{words.RESULTS[result]} {words.ENDED_BY[by]}" in text_of(page(client))


@pytest.mark.parametrize("state", LineState)
def test_every_state_of_a_line_has_a_word_and_a_sign(place: Place, client: FlaskClient, state: LineState) -> None:
    with daemon(place.control, {"lines": [{"line": "gsm1", "state": state}]}):
        drawn = page(client)
    assert f'class="line {state}"' in drawn
    assert words.LINE_STATES[state].word in drawn
    assert words.LINE_STATES[state].sign in drawn
    assert len({sign.sign for sign in words.LINE_STATES.values()}) == len(LineState)


def test_a_call_that_has_no_end_goes_on_only_while_the_box_runs(place: Place, client: FlaskClient) -> None:
    place.write((call(), None))
    with daemon(place.control):
        assert "триває" in page(client)
    assert "не завершено" in page(client)


@pytest.mark.parametrize(("kind", "words"), [("withheld", "номер приховано"), ("unavailable", "номер не визначено")])
def test_a_call_without_a_number_says_why(place: Place, client: FlaskClient, kind: str, words: str) -> None:
    place.write((call(number_raw="", number=None, number_kind=kind), END))
    assert words in page(client)


def test_a_time_that_cannot_be_believed_is_marked(place: Place, client: FlaskClient) -> None:
    place.write((call(rang=replace(RANG, trusted=False)), END))
    assert "годинник не звірено" in page(client)


def test_only_the_last_thirty_calls_are_shown(place: Place, client: FlaskClient) -> None:
    place.write(*[(call(), END) for _ in range(33)])
    assert page(client).count("<time ") == 30


def test_what_comes_from_outside_never_becomes_markup(place: Place, client: FlaskClient) -> None:
    start = call(line=HOSTILE, number_raw=HOSTILE, number=None, number_kind="malformed")
    place.write((start, replace(END, keys=HOSTILE, nodes=(HOSTILE,), fault=HOSTILE, ended_by=EndedBy.FAULT)))
    line = {"line": HOSTILE, "state": "down", "reason": HOSTILE, "operator": HOSTILE, "signal_dbm": -50}
    with daemon(place.control, {"lines": [line], "menu_revision": HOSTILE}):
        drawn = page(client)
    assert "<script>alert" not in drawn
    assert "<img" not in drawn
    assert drawn.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 8
    assert "{{ 7*7 }}" in drawn


def test_without_the_daemon_the_window_says_so_and_still_shows_the_log(place: Place, client: FlaskClient) -> None:
    place.write((call(), END))
    drawn = page(client)
    assert "Слухавка не працює." in drawn
    assert "066 283 81 82" in drawn


def unlink(place: Place) -> None:
    place.database.unlink()


def spoil(place: Place) -> None:
    place.database.write_bytes(b"no database " * 1000)


def directory(place: Place) -> None:
    place.database.unlink()
    place.database.mkdir()


def empty(place: Place) -> None:
    place.database.write_bytes(b"")


@pytest.mark.parametrize("breakage", [unlink, spoil, directory, empty])
def test_without_the_database_the_window_says_so_and_still_shows_the_lines(
    place: Place, client: FlaskClient, breakage: Any
) -> None:
    breakage(place)
    with daemon(place.control):
        drawn = page(client)
    assert "Журнал дзвінків зараз недоступний." in drawn
    assert "gsm2" in drawn
    assert client.get("/recordings/1").status_code == 503


HOLD = """
import sys, apsw
connection = apsw.Connection(sys.argv[1])
connection.execute("PRAGMA locking_mode = exclusive")
connection.execute("BEGIN EXCLUSIVE; CREATE TABLE held (x); COMMIT")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_locked_database_is_named_on_the_page(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_S", 0.1)
    client = place.app().test_client()
    command = [sys.executable, "-c", HOLD, str(place.database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert "База даних зайнята іншою програмою." in page(client)
        other.communicate()
    assert "Дзвінків ще не було." in page(client)


def test_a_recording_is_sent_whole_and_in_parts(place: Place, client: FlaskClient) -> None:
    number = place.keep(call(), "a.wav")
    with closing(client.get(f"/recordings/{number}")) as whole:
        assert whole.mimetype == "audio/wav"
        assert whole.data == (place.recordings / "a.wav").read_bytes()
    with closing(client.get(f"/recordings/{number}", headers={"Range": "bytes=4-7"})) as part:
        assert (part.status_code, part.data) == (206, whole.data[4:8])


@pytest.mark.parametrize("address", ["/recordings/99", "/recordings/0", "/recordings/..%2fslukhavka.db", "/nowhere"])
def test_what_is_not_there_is_answered_in_ukrainian(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "Такої сторінки немає." in answer.text


def test_a_recording_whose_file_is_gone_or_lies_elsewhere_is_not_sent(place: Place, client: FlaskClient) -> None:
    gone = place.keep(call(), "gone.wav")
    (place.recordings / "gone.wav").unlink()
    astray = place.keep(call(), "astray.wav")
    with bind(place.database).connection_context():
        VoiceMessage.update(path="../slukhavka.db").where(VoiceMessage.id == astray).execute()
    assert client.get(f"/recordings/{gone}").status_code == 404
    assert client.get(f"/recordings/{astray}").status_code == 404


@pytest.mark.parametrize("address", ["/", "/nowhere", "/events", "/static/style.css"])
def test_every_answer_carries_the_strict_headers(client: FlaskClient, address: str) -> None:
    with closing(client.get(address)) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8080", "[::1]:8080", "box.lan", "BOX.lan:80"])
def test_own_names_are_answered(place: Place, host: str) -> None:
    assert place.app("box.lan").test_client().get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "box.lan.evil.example", "localhost.evil", "", "[::1", "127.0.0.1@evil"]
)
def test_a_foreign_name_is_refused(place: Place, host: str) -> None:
    answer = place.app("box.lan").test_client().get("/", headers={"Host": host})
    assert answer.status_code in {400, 421}


def test_the_page_is_whole_without_scripts_and_without_the_internet(place: Place, client: FlaskClient) -> None:
    drawn = page(client)
    assert '<noscript><meta http-equiv="refresh"' in drawn
    assert re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", drawn) == []
    assert re.findall(r"<[^>]* (?:on\w+|style)=", drawn) == []
    for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', drawn):
        with closing(client.get(address)) as answer:
            assert answer.status_code == 200
            assert b"//" not in answer.data.replace(b"http://www.w3.org/2000/svg", b"").replace(b"// ", b"")


def test_events_of_a_silent_daemon_are_refused_so_that_the_page_looks_again_itself(client: FlaskClient) -> None:
    assert client.get("/events").status_code == 503
