"""What a technician tells the box about a SIP line."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SipTrunk:
    """An account with an operator or a gateway.

    `server` is where requests go, "host" or "host:port"; `domain` what stands in addresses, `server`'s host when empty.
    `register` False: the other side knows our address. `dial`: how a number is written for it, "+380…" (e164),
    "380…" (digits) or "0…" (national). `ping_s` 0: it is never asked whether it lives.
    """

    server: str
    user: str = ""
    password: str = field(default="", repr=False)
    domain: str = ""
    login: str = ""
    register: bool = True
    expires_s: int = 300
    ping_s: float = 5.0
    patience_s: float = 4.0
    dial: str = "e164"


@dataclass(frozen=True, slots=True)
class SipSettings:
    """One SIP line: a UDP port, the peers it takes calls from, perhaps an account.

    `peers`: addresses, networks ("192.168.1.0/24") or names calls are taken from, besides the trunk's. `advertise`: our
    address as others reach it; empty: the one the system would use towards the first peer. `rtp_ports`: the range of
    RTP; (0, 0) leaves it to the system. `peers_behind_nat`: they send from another port or address than they say; then
    requests go back to where theirs came from, and RTP is taken from wherever the first packet of the peer comes.
    `extensions_at`: the registrar of the house's telephones, where those are rung that have no address of their own.
    """

    host: str = "0.0.0.0"  # noqa: S104 - the peers are named, everybody else is not answered
    port: int = 5060
    advertise: str = ""
    peers: tuple[str, ...] = ()
    trunk: SipTrunk | None = None
    extensions_at: str = ""
    max_calls: int = 20
    rtp_ports: tuple[int, int] = (16384, 17383)
    peers_behind_nat: bool = False
    rtp_silence_s: float = 8.0
    ring_limit_s: float = 60.0
    shortest_session_s: int = 90
