"""Connections to the real server: silent ones, large ones."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import Role
from appliance.casework.people.register_uploads import RegisterUpload
from tests.web.house import OURS, House, Visitor
from web.server import ConsoleServer
from web.tls import adapter, identity


class Served:
    """A house on its real server."""

    def __init__(self, house: House, server: ConsoleServer) -> None:
        self.house = house
        self.server = server
        self.address = ("127.0.0.1", int(server.bind_addr[1]))
        self._trusted = ssl.create_default_context(cafile=house.settings.tls / "authority.crt")

    def ask(self, method: str, address: str, body: bytes = b"", **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPSConnection("localhost", self.address[1], timeout=60, context=self._trusted)
        with closing(connection):
            connection.request(method, address, body, {**OURS, **headers})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def upload(self, visitor: Visitor, size: int) -> int:
        token = visitor.token()
        cookie = visitor.client.get_cookie("__Host-s", domain="localhost")
        assert cookie
        head, line = "ПІБ;Примітка\r\n".encode(), ("Ґудзь Ганна;" + 60 * "ї" + "\r\n").encode()
        content = head + line * (size // len(line))
        parts = (
            f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
            '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        )
        body = parts.encode() + content + b"\r\n--x--\r\n"
        headers = {"Cookie": f"{cookie.key}={cookie.value}", "Content-Type": "multipart/form-data; boundary=x"}
        return self.ask("POST", "/people/import", body, **headers)[0]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    house = House(tmp_path)
    house.enter(Role.ADMINISTRATOR)
    tls = adapter(identity(house.settings.tls, ("localhost", "127.0.0.1"), datetime.now(UTC)))
    server = ConsoleServer(house.app, "127.0.0.1", 0, tls)
    server.prepare()
    thread = threading.Thread(target=server.serve)
    thread.start()
    yield Served(house, server)
    server.stop()
    thread.join()


def test_who_connects_and_says_nothing_keeps_nobody_waiting(served: Served) -> None:
    with ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(socket.create_connection(served.address))
        assert served.ask("GET", "/login")[0] in (200, 303)


def test_who_speaks_something_else_than_tls_is_hung_up_on_and_others_are_served(served: Served) -> None:
    for spoken in (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"\x16\x03\x01" + bytes(40), b"SSH-2.0-scan\r\n"):
        with socket.create_connection(served.address, timeout=60) as wrong:
            wrong.sendall(spoken)
            while wrong.recv(1000):
                pass
    assert served.ask("GET", "/login")[0] in (200, 303)


def test_a_register_of_residents_of_some_megabytes_comes_in(served: Served) -> None:
    assert served.upload(served.house.enter(Role.SUPERVISOR), 2_000_000) == 303
    with served.house.database():
        assert RegisterUpload.select().count() == 1


def test_nobody_else_may_send_that_much(served: Served) -> None:
    try:
        answer = served.upload(served.house.stranger(), 2_000_000)
    except (ssl.SSLError, ConnectionError):
        answer = 413  # hung up on in the middle of it, before the answer was read
    assert answer == 413
    with served.house.database():
        assert RegisterUpload.select().count() == 0
