"""An operator on loopback: registrar with digest, takes calls as it is told, can fall silent and come back."""

from __future__ import annotations

import re
import secrets

from tests.fakes.sip.message import Message, digest
from tests.fakes.sip.peer import Peer

REALM = "operator.example"
USER, PASSWORD = "380441234567", "відкрийся"


class Operator(Peer):
    """Answers REGISTER and OPTIONS by itself; an INVITE whose password is right waits to be expected."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0, *, challenge: int = 401, qop: bool = True) -> None:
        super().__init__(host, port)
        self.refuse = 0
        """A final code for every REGISTER, 0: they are taken."""
        self.expires_s = 300
        self.registered: list[Message] = []
        self.contact = ""
        self._challenge = challenge
        self._qop = qop
        self._nonce = secrets.token_hex(8)
        self.on_request = self._take

    def forget_nonce(self) -> None:
        """The next answer to the old one is stale."""
        self._nonce = secrets.token_hex(8)

    def _take(self, request: Message) -> bool:
        match request.method:
            case "OPTIONS":
                self._reply(request, 200, "OK")
            case "REGISTER":
                self._register(request)
            case "INVITE" if not self._knows(request):
                self._ask_password(request)
            case _:
                return False
        return True

    def _register(self, request: Message) -> None:
        if self.refuse:
            self._reply(request, self.refuse, "No")
        elif not self._knows(request):
            self._ask_password(request)
        else:
            self.registered.append(request)
            self.contact = "" if request["Expires"] == "0" else request["Contact"].partition("<")[2].partition(">")[0]
            self._reply(request, 200, "OK", Expires=str(self.expires_s))

    def _ask_password(self, request: Message) -> None:
        name = "WWW_Authenticate" if self._challenge == 401 else "Proxy_Authenticate"
        qop = ', qop="auth,auth-int"' if self._qop else ""
        challenge = f'Digest realm="{REALM}", nonce="{self._nonce}", algorithm=MD5{qop}'
        self._reply(request, self._challenge, "Who Are You", **{name: challenge})

    def _knows(self, request: Message) -> bool:
        header = request.get("Authorization" if self._challenge == 401 else "Proxy-Authorization")
        given = {name: value.strip('"') for name, value in re.findall(r'(\w+)=("[^"]*"|[^,\s]+)', header)}
        if given.get("nonce") != self._nonce:
            return False
        qop = {name: given[name] for name in ("nc", "cnonce", "qop")} if self._qop else {}
        wanted = digest(given["username"], REALM, PASSWORD, self._nonce, request.method, given["uri"], **qop)
        return bool(given["response"] == wanted)

    def _reply(self, request: Message, code: int, reason: str, **more: str) -> None:
        answer = request.respond(code, reason, tag="operator", **more).write()
        via = re.search(r"SIP/2.0/UDP ([^:;]+):(\d+)", request["Via"])
        assert via is not None
        self._socket.sendto(answer, (via[1], int(via[2])))
