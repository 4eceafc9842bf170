"""SIP messages as text (RFC 3261, 7): enough to write any, and to read what the box says."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, field

COMPACT = {
    "v": "via",
    "f": "from",
    "t": "to",
    "i": "call-id",
    "m": "contact",
    "c": "content-type",
    "l": "content-length",
}


@dataclass(slots=True)
class Message:
    """One request or response. Headers keep their order and may repeat."""

    start: str
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: str = ""

    @classmethod
    def read(cls, datagram: bytes) -> Message:
        head, _, body = datagram.decode("utf-8", "replace").partition("\r\n\r\n")
        start, *lines = head.split("\r\n")
        return cls(start, [(line.partition(":")[0].strip(), line.partition(":")[2].strip()) for line in lines], body)

    def write(self) -> bytes:
        headers = [*self.headers]
        if not self.has("Content-Length"):
            headers.append(("Content-Length", str(len(self.body.encode()))))
        lines = [self.start, *(f"{name}: {value}" for name, value in headers)]
        return ("\r\n".join(lines) + "\r\n\r\n" + self.body).encode()

    def all(self, name: str) -> list[str]:
        wanted = name.lower()
        return [value for key, value in self.headers if COMPACT.get(key.lower(), key.lower()) == wanted]

    def has(self, name: str) -> bool:
        return bool(self.all(name))

    def __getitem__(self, name: str) -> str:
        return self.all(name)[0]

    def get(self, name: str, default: str = "") -> str:
        return next(iter(self.all(name)), default)

    @property
    def is_response(self) -> bool:
        return self.start.startswith("SIP/2.0 ")

    @property
    def code(self) -> int:
        return int(self.start.split()[1]) if self.is_response else 0

    @property
    def method(self) -> str:
        """The method, of a response that of its request."""
        return self["CSeq"].split()[1] if self.is_response else self.start.split()[0]

    @property
    def sequence(self) -> int:
        return int(self["CSeq"].split()[0])

    def tag(self, name: str) -> str:
        found = re.search(r";tag=([^;>\s]+)", self[name])
        return found[1] if found else ""

    @property
    def branch(self) -> str:
        found = re.search(r";branch=([^;,\s]+)", self["Via"])
        return found[1] if found else ""

    def respond(
        self, code: int, reason: str, *, tag: str = "", contact: str = "", body: str = "", **more: str
    ) -> Message:
        """Answer a request (RFC 3261, 8.2.6)."""
        to = self["To"]
        if tag and ";tag=" not in to:
            to += f";tag={tag}"
        headers = [("Via", via) for via in self.all("Via")]
        headers += [("From", self["From"]), ("To", to), ("Call-ID", self["Call-ID"]), ("CSeq", self["CSeq"])]
        headers += [("Record-Route", route) for route in self.all("Record-Route")] if code < 300 else []
        if contact:
            headers.append(("Contact", contact))
        headers += [(name.replace("_", "-"), value) for name, value in more.items()]
        if body:
            headers.append(("Content-Type", "application/sdp"))
        return Message(f"SIP/2.0 {code} {reason}", headers, body)


def branch() -> str:
    return "z9hG4bK" + secrets.token_hex(8)


def digest(user: str, realm: str, password: str, nonce: str, method: str, uri: str, **qop: str) -> str:
    """RFC 2617, 3.2.2, with or without qop=auth."""
    a1 = _md5(f"{user}:{realm}:{password}")
    a2 = _md5(f"{method}:{uri}")
    middle = f"{nonce}:{qop['nc']}:{qop['cnonce']}:{qop['qop']}" if qop else nonce
    return _md5(f"{a1}:{middle}:{a2}")


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
