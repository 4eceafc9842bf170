"""SDP for one telephone call: what a description says of its audio, offer and answer. Pure.

RFC 4566 (the text), RFC 3264 (offer and answer), RFC 4733 (telephone-event). One audio stream of G.711 over RTP/AVP and
IPv4 is all a telephone needs; every other stream of an offer is refused with port 0.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, replace
from enum import StrEnum

from appliance.contracts import PTIME_MS, LineFault

G711 = {"PCMA": 8, "PCMU": 0}
"""The codecs and their static payload types (RFC 3551, table 4), the better one for a European network first."""
EVENTS = "TELEPHONE-EVENT"
EVENT_TYPE = 101
"""The payload type under which our own offers name telephone-event."""
_LONGEST = 8000
_MOST_STREAMS = 8
_NOWHERE = "0.0.0.0"  # noqa: S104 - RFC 2543 put a call on hold with it


class NotAcceptable(LineFault):
    """A description that we cannot talk by; the other side hears 488."""


class Direction(StrEnum):
    """Who sends, as the describing side sees it (RFC 3264, 5.1)."""

    BOTH = "sendrecv"
    SEND = "sendonly"
    RECEIVE = "recvonly"
    NONE = "inactive"


_ANSWER = {
    Direction.BOTH: Direction.BOTH,
    Direction.SEND: Direction.RECEIVE,
    Direction.RECEIVE: Direction.SEND,
    Direction.NONE: Direction.NONE,
}


@dataclass(frozen=True, slots=True)
class Local:
    """Where we want to be sent RTP, and the state of our descriptions (`o=`: RFC 4566, 5.2)."""

    address: str
    port: int
    session: int = 1
    version: int = 1

    def next(self) -> Local:
        """Return the state for a changed description."""
        return replace(self, version=self.version + 1)


@dataclass(frozen=True, slots=True)
class Stream:
    """One `m=` of a description."""

    kind: str
    port: int
    protocol: str
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Audio:
    """What a description offers or answers: where it wants RTP, the first G.711 codec it names, its keys.

    `payload_type` and `event_type` are its numbers for them; `event_type` None: it knows no telephone-event.
    """

    address: str
    port: int
    codec: str
    payload_type: int
    event_type: int | None
    direction: Direction


@dataclass(frozen=True, slots=True)
class Description:
    """A description read: its streams, which of them is the telephone call, and that call."""

    streams: tuple[Stream, ...]
    index: int
    audio: Audio


@dataclass(frozen=True, slots=True)
class Agreed:
    """How sound goes after an offer and its answer. `remote` is where we send, and whom alone we hear."""

    remote: tuple[str, int]
    codec: str
    payload_type: int
    event_type: int | None
    we_send: bool
    they_send: bool

    @property
    def held(self) -> bool:
        """Whether the other side does not want to hear us."""
        return not self.we_send


def read(text: str) -> Description:
    """Read an offer or an answer. Raises NotAcceptable."""
    if len(text) > _LONGEST:
        raise NotAcceptable("Опис дзвінка завеликий.")
    session: list[tuple[str, str]] = []
    media: list[list[tuple[str, str]]] = []
    for line in text.splitlines():
        name, equals, value = line.partition("=")
        if not equals or len(name) != 1:
            continue
        if name == "m":
            media.append([])
        (media[-1] if media else session).append((name, value.strip()))
    if not media or len(media) > _MOST_STREAMS or ("v", "0") not in session:
        raise NotAcceptable("Опис дзвінка не читається.")
    streams = tuple(_stream(lines[0][1]) for lines in media)
    for index, (stream, lines) in enumerate(zip(streams, media, strict=True)):
        if audio := _audio(stream, session, lines):
            return Description(streams, index, audio)
    raise NotAcceptable("Інша сторона не пропонує звуку G.711.")


def answer(offer: Description, local: Local) -> tuple[str, Agreed]:
    """Answer an offer: return the description to send and what is agreed by it."""
    audio = offer.audio
    direction = _ANSWER[audio.direction]
    streams = [
        _our_stream(local.port, audio, direction) if index == offer.index else _refused(stream)
        for index, stream in enumerate(offer.streams)
    ]
    return _session(local) + "".join(streams), _agreed(audio)


def offer(local: Local) -> str:
    """Offer both codecs and keys."""
    lines = [f"m=audio {local.port} RTP/AVP {' '.join(map(str, G711.values()))} {EVENT_TYPE}"]
    lines += [f"a=rtpmap:{number} {codec}/8000" for codec, number in G711.items()]
    lines += [*_event_lines(EVENT_TYPE), f"a=ptime:{PTIME_MS}", "a=sendrecv"]
    return _session(local) + "".join(f"{line}\r\n" for line in lines)


def take_answer(text: str) -> Agreed:
    """Read the answer to our offer. Raises NotAcceptable."""
    return _agreed(read(text).audio)


def _agreed(audio: Audio) -> Agreed:
    return Agreed(
        remote=(audio.address, audio.port),
        codec=audio.codec,
        payload_type=audio.payload_type,
        event_type=audio.event_type,
        we_send=audio.direction in (Direction.BOTH, Direction.RECEIVE),
        they_send=audio.direction in (Direction.BOTH, Direction.SEND),
    )


def _stream(value: str) -> Stream:
    kind, port, protocol, *formats = [*value.split(), "", "", ""][: max(len(value.split()), 3)]
    number = port.partition("/")[0]
    if not (number.isascii() and number.isdigit()) or int(number) > 65535:
        raise NotAcceptable("Опис дзвінка не читається.")
    return Stream(kind, int(number), protocol, tuple(formats))


def _audio(stream: Stream, session: list[tuple[str, str]], lines: list[tuple[str, str]]) -> Audio | None:
    if stream.kind != "audio" or stream.protocol != "RTP/AVP" or not stream.port:
        return None
    names = _names(stream, lines)
    codec = next((number for number in names if names[number] in G711), None)
    if codec is None:
        return None
    address = _address(lines) or _address(session)
    if address is None:
        return None
    direction = _direction(lines) or _direction(session) or Direction.BOTH
    if address == _NOWHERE:
        direction = Direction.NONE if direction in (Direction.RECEIVE, Direction.NONE) else Direction.SEND
    events = next((number for number in names if names[number] == EVENTS), None)
    return Audio(address, stream.port, names[codec], codec, events, direction)


def _names(stream: Stream, lines: list[tuple[str, str]]) -> dict[int, str]:
    """Name the payload types of a stream, in its order of preference."""
    mapped: dict[str, str] = {}
    for name, value in lines:
        if name == "a" and value.startswith("rtpmap:"):
            number, _, encoding = value.removeprefix("rtpmap:").strip().partition(" ")
            what, _, rate = encoding.strip().partition("/")
            mapped[number] = what.upper() if rate.partition("/")[0] == "8000" else ""
    static = {str(number): codec for codec, number in G711.items()}
    return {
        int(number): mapped.get(number, static.get(number, ""))
        for number in stream.formats
        if number.isascii() and number.isdigit() and int(number) < 128
    }


def _address(lines: list[tuple[str, str]]) -> str | None:
    for name, value in lines:
        if name == "c":
            _, _, address = value.rpartition(" ")
            try:
                return str(ipaddress.IPv4Address(address.partition("/")[0]))
            except ValueError:
                return None
    return None


def _direction(lines: list[tuple[str, str]]) -> Direction | None:
    return next((Direction(value) for name, value in lines if name == "a" and value in set(Direction)), None)


def _session(local: Local) -> str:
    return (
        "v=0\r\n"
        f"o=- {local.session} {local.version} IN IP4 {local.address}\r\n"
        "s=-\r\n"
        f"c=IN IP4 {local.address}\r\n"
        "t=0 0\r\n"
    )


def _our_stream(port: int, audio: Audio, direction: Direction) -> str:
    formats = [audio.payload_type] + ([] if audio.event_type is None else [audio.event_type])
    lines = [f"m=audio {port} RTP/AVP {' '.join(map(str, formats))}"]
    lines += [f"a=rtpmap:{audio.payload_type} {audio.codec}/8000"]
    lines += [] if audio.event_type is None else _event_lines(audio.event_type)
    lines += [f"a=ptime:{PTIME_MS}", f"a={direction}"]
    return "".join(f"{line}\r\n" for line in lines)


def _event_lines(number: int) -> list[str]:
    return [f"a=rtpmap:{number} telephone-event/8000", f"a=fmtp:{number} 0-15"]


def _refused(stream: Stream) -> str:
    """RFC 3264, 6: a stream is refused by port 0, its formats kept."""
    return f"m={stream.kind} 0 {stream.protocol} {' '.join(stream.formats)}\r\n"
