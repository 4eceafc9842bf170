"""The real Kamailio on loopback, with our configuration and ports of its own, and telephones that speak to it."""

from __future__ import annotations

import itertools
import os
import secrets
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import md5
from pathlib import Path

from tests.fakes.sip.message import Message, branch, digest

TREE = Path(__file__).resolve().parents[2]
EDGE_CFG = TREE / "firmware_config" / "kamailio" / "edge.cfg"
KAMAILIO = shutil.which("kamailio", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
LAN, LOOPBACK = "127.0.0.2", "127.0.0.1"
REALM = "slukhavka"
USERS_HEAD = "key_name(string) key_type(int) value_type(int) key_value(string) expires(int)\n"
LIMIT_S = 5.0
_addresses = (f"127.1.{high}.{low}" for high, low in itertools.product(range(1, 255), range(1, 255)))


def user_line(user: str, password: str, role: str = "") -> str:
    """An account as it stands in the file `users`."""
    ha1 = md5(f"{user}:{REALM}:{password}".encode(), usedforsecurity=False).hexdigest()
    return f"{user}:0:0:{ha1}{',' + role if role else ''}:0\n"


class Edge:
    """Kamailio as a process, and the box behind it: a UDP socket that says nothing by itself."""

    def __init__(self, directory: Path, users: str, box_port: int = 0) -> None:
        """`box_port`: a box listens there, and the socket is not used."""
        self.directory = directory
        self.box = Phone(LOOPBACK)
        self.box_port = box_port or self.box.port
        self.port, self.tls_port = _free_port(), _free_port()
        self.write_users(users)

    def write_users(self, lines: str) -> None:
        """Write the accounts as the box does: beside, then by rename."""
        new = self.directory / "users.new"
        new.write_text(USERS_HEAD + lines, encoding="ascii")
        new.rename(self.directory / "users")

    def site(self) -> Path:
        """Write the file of the site."""
        key, certificate = self.directory / "key.pem", self.directory / "certificate.pem"
        if not key.exists():
            _make_certificate(key, certificate)
        site = self.directory / "kamailio.cfg"
        site.write_text(
            f"#!define LAN_ADDRESS {LAN}\n#!define SIP_PORT {self.port}\n#!define TLS_PORT {self.tls_port}\n"
            f'#!define BOX_PORT {self.box_port}\n#!define USERS "text://{self.directory}"\n#!define PING_S 1\n'
            f'#!define WITH_TLS\n#!define TLS_CERTIFICATE "{certificate}"\n#!define TLS_KEY "{key}"\n'
            f'include_file "{EDGE_CFG}"\n',
            encoding="ascii",
        )
        return site

    @contextmanager
    def running(self) -> Iterator[Edge]:
        """Run Kamailio until the block ends; it has bound its ports when it begins."""
        assert KAMAILIO
        files = ("-Y", str(self.directory), "-P", str(self.directory / "pid"), "-w", str(self.directory))
        command = [KAMAILIO, "-DD", "-E", "-m", "32", "-M", "4", "-f", str(self.site()), *files]
        with (self.directory / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            self._until_it_answers(process)
            yield self
        finally:
            process.terminate()
            process.wait(30)
            self.box.close()

    def _until_it_answers(self, process: subprocess.Popen[bytes]) -> None:
        give_up = time.monotonic() + 30
        with Phone(next(_addresses)) as probe:
            while process.poll() is None and time.monotonic() < give_up:
                probe.send(probe.request("OPTIONS", "sip:edge"), (LAN, self.port))
                if probe.silent_for(0.3) is False:
                    return
        raise AssertionError((self.directory / "log").read_text(errors="replace")[-3000:])


class Phone:
    """A telephone at an address of its own, over UDP, TCP or TLS; in the test's hand, message by message."""

    def __init__(self, host: str = "", *, transport: str = "udp") -> None:
        self.host = host or next(_addresses)
        self.transport = transport
        self._buffer = b""
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM if transport == "udp" else socket.SOCK_STREAM)
        self._socket.bind((self.host, 0))
        self._socket.settimeout(LIMIT_S)
        self.port = int(self._socket.getsockname()[1])
        self._to = (LAN, 0)
        self.says = self.host
        """What it believes its address to be; behind a NAT that is another."""

    def __enter__(self) -> Phone:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._socket.close()

    def connect(self, edge: Edge) -> Phone:
        """Aim at the edge; TCP and TLS open their connection."""
        self._to = (LAN, edge.tls_port if self.transport == "tls" else edge.port)
        if self.transport != "udp":
            self._socket.connect(self._to)
        if self.transport == "tls":
            context = ssl.create_default_context(cafile=str(edge.directory / "certificate.pem"))
            self._socket = context.wrap_socket(self._socket, server_hostname="edge.test")
        return self

    @property
    def home(self) -> str:
        """The edge, as a telephone calls it."""
        return f"sip:{self._to[0]}:{self._to[1]}"

    @property
    def contact(self) -> str:
        kind = "" if self.transport == "udp" else f";transport={self.transport}"
        return f"<sip:phone@{self.says}:{self.port}{kind}>"

    def request(
        self, method: str, uri: str, *, user: str = "101", to: str = "", body: str = "", **more: str
    ) -> Message:
        """Write a request outside any dialog."""
        headers = [
            ("Via", f"SIP/2.0/{self.transport.upper()} {self.says}:{self.port};branch={branch()};rport"),
            ("Max-Forwards", "70"),
            ("From", f"<sip:{user}@{LAN}>;tag={secrets.token_hex(4)}"),
            ("To", to or f"<{uri}>"),
            ("Call-ID", secrets.token_hex(8)),
            ("CSeq", f"1 {method}"),
            ("Contact", self.contact),
        ]
        named = {name.replace("_", "-"): value for name, value in more.items()}
        headers = [(name, value) for name, value in headers if name not in named] + list(named.items())
        if body:
            headers.append(("Content-Type", "application/sdp"))
        return Message(f"{method} {uri} SIP/2.0", headers, body)

    def send(self, message: Message, to: tuple[str, int] | None = None) -> Message:
        if self.transport == "udp":
            self._socket.sendto(message.write(), to or self._to)
        else:
            self._socket.sendall(message.write())
        return message

    def receive(self, fits: Callable[[Message], bool] = lambda _: True) -> Message:
        """Return the next message that `fits`; the others are passed over."""
        give_up = time.monotonic() + LIMIT_S
        while time.monotonic() < give_up:
            message = Message.read(self._datagram())
            if fits(message) and not message.start.startswith("OPTIONS "):
                return message
        raise TimeoutError

    def pinged(self) -> Message:
        """Return the next message, whatever it is: everywhere else the pings of Kamailio are passed over."""
        return Message.read(self._datagram())

    def asked(self, method: str) -> Message:
        """Return the next request of that method."""
        return self.receive(lambda message: not message.is_response and message.method == method)

    def answer(self, request: Message) -> Message:
        """Return the final answer to a request."""
        same = {name: request[name] for name in ("CSeq", "Call-ID")}
        return self.receive(lambda it: it.code >= 200 and all(it[name] == value for name, value in same.items()))

    def ask(self, request: Message) -> Message:
        return self.answer(self.send(request))

    def hears_nothing_of(self, request: Message, within_s: float = 0.3) -> bool:
        """Whether nothing of that call comes for so long; what is left of other calls does not count."""
        give_up = time.monotonic() + within_s
        while time.monotonic() < give_up:
            self._socket.settimeout(max(give_up - time.monotonic(), 0.001))
            try:
                if Message.read(self._datagram()).get("Call-ID") == request["Call-ID"]:
                    return False
            except TimeoutError:
                break
            finally:
                self._socket.settimeout(LIMIT_S)
        return True

    def silent_for(self, seconds: float) -> bool:
        """Whether nothing comes for so long."""
        self._socket.settimeout(seconds)
        try:
            self._datagram()
        except TimeoutError:
            return True
        finally:
            self._socket.settimeout(LIMIT_S)
        return False

    def log_in(self, request: Message, user: str, password: str) -> Message:
        """Send a request, answer its challenge, return the final answer."""
        challenge = self.ask(request)
        if challenge.code not in (401, 407):
            return challenge
        self.acknowledge(request, challenge)
        return self.ask(with_credentials(request, challenge, user, password))

    def register(self, user: str, password: str, *, aor: str = "") -> Message:
        name = aor or user
        request = self.request("REGISTER", self.home, user=name, to=f"<sip:{name}@{LAN}>", Expires="3600")
        return self.log_in(request, user, password)

    def acknowledge(self, request: Message, final: Message) -> None:
        """Acknowledge a refusal of an INVITE."""
        if request.method == "INVITE":
            kept = [
                (name, value) for name, value in request.headers if name in ("Via", "From", "Call-ID", "Max-Forwards")
            ]
            start = request.start.replace("INVITE", "ACK", 1)
            self.send(Message(start, [*kept, ("To", final["To"]), ("CSeq", f"{request.sequence} ACK")]))

    def _datagram(self) -> bytes:
        """Return one message; of a stream, up to its Content-Length."""
        if self.transport == "udp":
            return self._socket.recv(65535)
        while True:
            head, end, rest = self._buffer.lstrip().partition(b"\r\n\r\n")
            length = int(Message.read(head).get("Content-Length", "0")) if end else 0
            if end and len(rest) >= length:
                self._buffer = rest[length:]
                return head + end + rest[:length]
            received = self._socket.recv(65535)
            if not received:
                raise ConnectionError("the edge has hung up")
            self._buffer += received

    def within(self, method: str, sequence: int, *, asked: Message, answered: Message, mine: bool) -> Message:
        """Write a request within the call of `asked` and its `answered`; `mine`: we sent the INVITE."""
        routes = answered.all("Record-Route")[:: -1 if mine else 1] if mine else asked.all("Record-Route")
        source, target = ("From", "To") if mine else ("To", "From")
        contact = (answered if mine else asked)["Contact"]
        uri = contact.partition("<")[2].partition(">")[0]
        headers = [
            ("Via", f"SIP/2.0/{self.transport.upper()} {self.says}:{self.port};branch={branch()};rport"),
            ("Max-Forwards", "70"),
            *(("Route", route) for route in routes),
            ("From", answered[source]),
            ("To", answered[target]),
            ("Call-ID", answered["Call-ID"]),
            ("CSeq", f"{sequence} {method}"),
        ]
        return Message(f"{method} {uri} SIP/2.0", headers)


def with_credentials(request: Message, challenge: Message, user: str, password: str) -> Message:
    """Return the request again with the answer to its challenge (RFC 2617, 3.2.2)."""
    register = challenge.code == 401
    asked = challenge["WWW-Authenticate" if register else "Proxy-Authenticate"]
    nonce = asked.partition('nonce="')[2].partition('"')[0]
    uri = request.start.split()[1]
    qop = {"nc": "00000001", "cnonce": secrets.token_hex(4), "qop": "auth"}
    answer = digest(user, REALM, password, nonce, request.method, uri, **qop)
    said = (
        f'Digest username="{user}", realm="{REALM}", nonce="{nonce}", uri="{uri}", response="{answer}", algorithm=MD5, '
        f'qop=auth, nc={qop["nc"]}, cnonce="{qop["cnonce"]}"'
    )
    changed = {"CSeq": f"{request.sequence + 1} {request.method}", "Via": _renewed(request["Via"])}
    headers = [(name, changed.get(name, value)) for name, value in request.headers]
    return Message(
        request.start, [*headers, ("Authorization" if register else "Proxy-Authorization", said)], request.body
    )


def _renewed(via: str) -> str:
    return via.replace(via.partition("branch=")[2].partition(";")[0], branch())


def _free_port() -> int:
    """Return a port that is free for TCP and UDP at both addresses."""
    while True:
        with (
            socket.socket() as tcp,
            socket.socket(type=socket.SOCK_DGRAM) as udp,
            socket.socket(type=socket.SOCK_DGRAM) as box,
        ):
            tcp.bind((LAN, 0))
            port = int(tcp.getsockname()[1])
            try:
                udp.bind((LAN, port))
                box.bind((LOOPBACK, port))
            except OSError:
                continue
            return port


def _make_certificate(key: Path, certificate: Path) -> None:
    subject = ("-subj", "/CN=edge.test", "-addext", "subjectAltName=DNS:edge.test")
    kind = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    files = ("-keyout", str(key), "-out", str(certificate))
    subprocess.run(["openssl", "req", "-x509", *kind, *files, *subject], check=True, capture_output=True)  # noqa: S607
