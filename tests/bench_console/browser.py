"""A browser as the console sees one: TLS that it checks, a connection that stays, the cookie of a session."""

from __future__ import annotations

import http.client
import re
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

HOST = "localhost"
PATIENCE_S = 60.0
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class NotEntered(Exception):
    """The console did not let somebody in."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `took_s` from the request to the last byte."""

    status: int
    text: str
    took_s: float


class Browser:
    """One browser."""

    def __init__(self, port: int, authority: Path) -> None:
        """Trust the box's own authority; nothing is opened yet."""
        self._port = port
        self._trust = ssl.create_default_context(cafile=str(authority))
        self._line = self._connect()
        self._cookies: dict[str, str] = {}
        self._key = ""

    def take_key(self, key: str) -> None:
        """Show this key to the API from now on."""
        self._key = key

    def enter(self, login: str, password: str) -> None:
        """Log in through the door. Raises NotEntered."""
        token = _TOKEN.search(self.get("/login").text)
        form = {"csrf_token": token[1] if token else "", "login": login, "password": password, "code": "", "then": ""}
        answer = self._ask("POST", "/login", urlencode(form))
        if answer.status != 303:
            raise NotEntered(f"{login}: {answer.status}")

    def get(self, address: str) -> Answer:
        """Open a page."""
        return self._ask("GET", address)

    def news(self) -> Iterator[bytes]:
        """Open the event stream, on a connection of its own, and yield its lines; ends when the console says so."""
        line = self._connect()
        line.request("GET", "/events", headers=self._headers())
        answer = line.getresponse()
        if answer.status == http.client.OK:
            yield from answer
        line.close()

    def close(self) -> None:
        """Close the connection."""
        self._line.close()

    def _connect(self) -> http.client.HTTPSConnection:
        return http.client.HTTPSConnection(HOST, self._port, timeout=PATIENCE_S, context=self._trust)

    def _ask(self, method: str, address: str, body: str | None = None) -> Answer:
        key = {"Authorization": f"Bearer {self._key}"} if address.startswith("/api/") else {}
        headers = self._headers() | key | ({"Content-Type": "application/x-www-form-urlencoded"} if body else {})
        began = time.perf_counter()
        try:
            answer = self._send(method, address, body, headers)
        except (http.client.RemoteDisconnected, ConnectionError, ssl.SSLEOFError):
            # Lines that lie idle are closed by the console; browsers open another.
            self._line = self._connect()
            answer = self._send(method, address, body, headers)
        text = answer.read().decode()
        took_s = time.perf_counter() - began
        for name, morsel in SimpleCookie(answer.headers.get("Set-Cookie", "")).items():
            self._cookies[name] = morsel.value
        return Answer(answer.status, text, took_s)

    def _send(self, method: str, address: str, body: str | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        self._line.request(method, address, body, headers)
        return self._line.getresponse()

    def _headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        return {"Sec-Fetch-Site": "same-origin"} | ({"Cookie": cookies} if cookies else {})
