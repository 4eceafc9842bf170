"""RTP packets and telephone-events: bytes to values and back. Pure (RFC 3550 §5.1, RFC 4733 §2.3)."""

from __future__ import annotations

import struct
from typing import NamedTuple

HEADER = struct.Struct("!BBHII")
"""Version and counts, marker and payload type, sequence number, timestamp, SSRC."""
VERSION = 2
VERSION_BITS = VERSION << 6
MARKER = 0x80
EVENT = struct.Struct("!BBH")
"""Event, end and volume, duration."""
EVENT_END = 0x80
EVENT_VOLUME = 10
"""-10 dBm0, as a telephone sends a key."""
EVENT_KEYS = "0123456789*#"
"""The events that are keys, each at its number (RFC 4733 §3.2, table 3)."""


class Packet(NamedTuple):
    """One RTP packet; what the header's extensions say is left out."""

    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes


def parse(datagram: bytes) -> Packet | None:
    """Read a packet; None for what is none: RTCP, another version, a header cut short."""
    if len(datagram) < HEADER.size:
        return None
    first, second, sequence, timestamp, ssrc = HEADER.unpack_from(datagram)
    if first & 0xC0 != VERSION_BITS:
        return None
    payload = datagram[HEADER.size :] if first == VERSION_BITS else _payload(datagram, first)
    if payload is None:
        return None
    return Packet(second & 0x7F, second >= MARKER, sequence, timestamp, ssrc, payload)


def _payload(datagram: bytes, first: int) -> bytes | None:
    """Step over contributing sources and an extension, cut the padding off (RFC 3550 §5.1, §5.3.1)."""
    start = HEADER.size + 4 * (first & 0x0F)
    end = len(datagram)
    if first & 0x10:
        if start + 4 > end:
            return None
        start += 4 + 4 * int.from_bytes(datagram[start + 2 : start + 4])
    if first & 0x20:
        end -= datagram[-1] or end
    return datagram[start:end] if start <= end else None


def build(packet: Packet) -> bytes:
    """Write a packet."""
    second = packet.payload_type | (MARKER if packet.marker else 0)
    return HEADER.pack(VERSION_BITS, second, packet.sequence, packet.timestamp, packet.ssrc) + packet.payload


def event(key: str, duration: int, *, end: bool) -> bytes:
    """Write the payload of a key held for `duration` samples."""
    return EVENT.pack(EVENT_KEYS.index(key), EVENT_VOLUME | (EVENT_END if end else 0), min(duration, 0xFFFF))
