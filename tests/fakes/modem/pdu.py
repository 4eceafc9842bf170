"""SMS as a network writes them: DELIVER and STATUS-REPORT made, SUBMIT read (3GPP TS 23.040, 23.038).

Written apart from the product and from python-gsmmodem, with septets as one long number, so that it can judge both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

SMSC = "0791836027201111"
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = {"^": 20, "{": 40, "}": 41, "\\": 47, "[": 60, "~": 61, "]": 62, "|": 64, "€": 101, "\f": 10}


@dataclass(frozen=True)
class Submitted:
    """An SMS that the host has handed in."""

    number: str
    text: str
    reference: int
    """The message reference that the network gave it."""
    concatenation: tuple[int, int, int] | None
    """Reference, total, number."""
    report_wanted: bool
    dcs: int


def septets(text: str) -> list[int]:
    """Return the default alphabet's codes."""
    codes: list[int] = []
    for sign in text:
        codes += [27, _EXTENDED[sign]] if sign in _EXTENDED else [_BASIC.index(sign)]
    return codes


def fits_gsm7(text: str) -> bool:
    """Tell whether the default alphabet has every sign."""
    return all(sign in _EXTENDED or sign in _BASIC for sign in text)


def pack(codes: list[int], fill_bits: int = 0) -> bytes:
    """Pack septets, the first in the lowest bits."""
    number = sum(code << (fill_bits + 7 * place) for place, code in enumerate(codes))
    return number.to_bytes((fill_bits + 7 * len(codes) + 7) // 8, "little")


def unpack(octets: bytes, count: int) -> list[int]:
    """Unpack septets."""
    number = int.from_bytes(octets, "little")
    return [number >> 7 * place & 0x7F for place in range(count)]


def read_septets(codes: list[int]) -> str:
    """Read codes as text."""
    text, others = "", {code: sign for sign, code in _EXTENDED.items()}
    rest = iter(codes)
    for code in rest:
        text += others[next(rest)] if code == 27 else _BASIC[code]
    return text


def semi_octets(digits: str) -> bytes:
    """Swap digits in pairs."""
    padded = digits + "F" * (len(digits) % 2)
    return bytes.fromhex("".join(padded[at + 1] + padded[at] for at in range(0, len(padded), 2)))


def address(number: str) -> bytes:
    """Return the address of a number (+380..., 0..., 111) or of a sender's name."""
    digits = number.removeprefix("+")
    if digits.isdigit() or not digits:
        return bytes([len(digits), 0x91 if number.startswith("+") else 0x81]) + semi_octets(digits)
    packed = pack(septets(number))
    return bytes([-(-len(septets(number)) * 7 // 4), 0xD0]) + packed


def stamp(at: datetime) -> bytes:
    """Return a time stamp with its zone in quarters of an hour."""
    offset = at.utcoffset() or timedelta(0)
    quarters = int(abs(offset.total_seconds()) // 900)
    zone = f"{quarters:02d}"
    octets = bytearray(semi_octets(at.strftime("%y%m%d%H%M%S") + zone))
    if offset < timedelta(0):
        octets[-1] |= 0x08
    return bytes(octets)


def header(reference: int, total: int, number: int, *, wide: bool = False) -> bytes:
    """Return the user data header of a part; `wide`: a reference of 16 bits."""
    if wide:
        return bytes([6, 8, 4, reference >> 8, reference & 0xFF, total, number])
    return bytes([5, 0, 3, reference & 0xFF, total, number])


def deliver(
    text: str,
    number: str,
    at: datetime | bytes,
    *,
    udh: bytes = b"",
    dcs: int | None = None,
    smsc: str = SMSC,
    more: bool = False,
) -> str:
    """Return a DELIVER in hex; `at` may be seven octets that are no time. Without `dcs` the text decides it."""
    coding = (0 if fits_gsm7(text) else 8) if dcs is None else dcs
    first = (0x40 if udh else 0) | (0 if more else 0x04)
    when = at if isinstance(at, bytes) else stamp(at)
    length, data = _user_data(text, udh, coding)
    tpdu = bytes([first]) + address(number) + bytes([0, coding]) + when + bytes([length]) + data
    return (bytes.fromhex(smsc) + tpdu).hex().upper()


def _user_data(text: str, udh: bytes, dcs: int) -> tuple[int, bytes]:
    if dcs & 0x0C == 0x08:
        data = udh + text.encode("utf-16-be", "surrogatepass")
        return len(data), data
    if dcs & 0x0C == 0x04:
        data = udh + text.encode("latin-1")
        return len(data), data
    fill = -len(udh) * 8 % 7
    codes = septets(text)
    return (len(udh) * 8 + fill) // 7 + len(codes), udh + pack(codes, fill)


def status_report(reference: int, number: str, sent: datetime, done: datetime, status: int, *, smsc: str = SMSC) -> str:
    """Return a STATUS-REPORT in hex."""
    tpdu = bytes([0x06, reference]) + address(number) + stamp(sent) + stamp(done) + bytes([status])
    return (bytes.fromhex(smsc) + tpdu).hex().upper()


def tpdu_length(pdu: str) -> int:
    """Return what +CMGR tells: the octets without the SMSC."""
    octets = bytes.fromhex(pdu)
    return len(octets) - 1 - octets[0]


def read_submit(pdu: str, length: int, reference: int) -> Submitted | None:
    """Read what the host hands in; None when it is no SUBMIT or its length is a lie."""
    try:
        octets = bytes.fromhex(pdu)
        tpdu = octets[1 + octets[0] :]
        if len(tpdu) != length or tpdu[0] & 3 != 1:
            return None
        digits = tpdu[2]
        end = 4 + (digits + 1) // 2
        number = "".join(f"{octet & 15:X}{octet >> 4:X}" for octet in tpdu[4:end])[:digits]
        dcs, at = tpdu[end + 1], end + 2 + {0: 0, 0x10: 1}[tpdu[0] & 0x18]
        count, data = tpdu[at], tpdu[at + 1 :]
    except (ValueError, IndexError, KeyError):
        return None
    udh = data[: data[0] + 1] if tpdu[0] & 0x40 else b""
    if dcs & 0x0C == 0x08:
        if count != len(data) or count > 140:
            return None
        text = data[len(udh) :].decode("utf-16-be")
    else:
        if len(data) != -(-count * 7 // 8) or count > 160:
            return None
        text = read_septets(unpack(data, count)[-(-len(udh) * 8 // 7) :])
    plus = "+" if tpdu[3] & 0x70 == 0x10 else ""
    joined = (udh[3], udh[4], udh[5]) if udh[:3] == b"\x05\x00\x03" else None
    return Submitted(plus + number, text, reference, joined, bool(tpdu[0] & 0x20), dcs)
