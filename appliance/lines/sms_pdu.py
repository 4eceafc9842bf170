"""SMS as the octets of 3GPP TS 23.040: SUBMIT written; DELIVER and STATUS-REPORT read. Pure; what is read is hostile.

`gsmmodem.pdu` packs and unpacks septets and semi-octets. Its `decodeSmsPdu` and `encodeSmsSubmitPdu` are not used: they
raise StopIteration, IndexError and ValueError, and, worse, they misread without a word: a filler in a time stamp shifts
all that follows, a 16-bit reference costs the first letter of a GSM 7-bit text, an emoji cannot be sent, and a backtick
goes out as a section sign. Here a PDU is cut by its own lengths first, and whatever does not fit has a name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from gsmmodem.pdu import (  # type: ignore[import-untyped]
    decodeSemiOctets,
    encodeSemiOctets,
    packSeptets,
    unpackSeptets,
)

from appliance.contracts import LineFault
from appliance.contracts.messages import SmsPart
from appliance.sms_text import Alphabet, septets_of, text_of

DELIVER, STATUS_REPORT = 0b00, 0b10
HEADER_FOLLOWS = 0x40
REPORT_WANTED = 0x20
SUBMIT = 0x01
INTERNATIONAL, ALPHANUMERIC = 0x10, 0x50
DCS = {Alphabet.GSM7: 0x00, Alphabet.UCS2: 0x08}
JOINED_8, JOINED_16 = 0x00, 0x08
"""Information elements that number the parts of a text, with a reference of one or two octets (§9.2.3.24)."""
PDU_OCTETS_MAX = 12 + 164
"""An SMSC's address and the longest TPDU (§9.2.2)."""


class BadPdu(LineFault):
    """The octets are no SMS that can be read."""


@dataclass(frozen=True, slots=True)
class Deliver:
    """An SMS as it arrived. `fingerprint`: the same for the same SMS, however often the network delivers it."""

    number_raw: str | None
    sent_at: datetime | None
    text: str
    flash: bool
    reference: int
    total: int
    number: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class StatusReport:
    """A delivery report: which SMS, to whom, and TP-ST."""

    reference: int
    number_raw: str | None
    at: datetime | None
    status: int
    fingerprint: str


def submit(e164: str, part: SmsPart) -> tuple[str, int]:
    """Return the PDU in hex with the modem's own SMSC, and the length that AT+CMGS wants: octets without the SMSC."""
    header = bytes([5, JOINED_8, 3, part.reference & 0xFF, part.total, part.number]) if part.total > 1 else b""
    data, length = _user_data(part, header)
    first = SUBMIT | REPORT_WANTED | (HEADER_FOLLOWS if header else 0)
    digits = e164.removeprefix("+")
    address = bytes([len(digits), 0x81 | INTERNATIONAL]) + bytes(encodeSemiOctets(digits))
    tpdu = bytes([first, 0]) + address + bytes([0, DCS[part.alphabet], length]) + data
    return "00" + tpdu.hex().upper(), len(tpdu)


def _user_data(part: SmsPart, header: bytes) -> tuple[bytes, int]:
    if part.alphabet is Alphabet.UCS2:
        data = header + part.text.encode("utf-16-be", "replace")
        return data, len(data)
    septets = bytearray(septets_of(part.text))
    used = len(header) * 8
    # The library takes as "padding" how far the header reaches into its last septet.
    packed = bytes(packSeptets(septets, padBits=used % 7)) if septets else b""
    return header + packed, -(-used // 7) + len(septets)


def read_pdu(pdu: str) -> Deliver | StatusReport:
    """Read what a modem gives as one line of hex, SMSC first. Raises BadPdu, nothing else."""
    try:
        octets = bytes.fromhex(pdu)
    except ValueError as error:
        raise BadPdu("PDU не є шістнадцятковим записом") from error
    if len(octets) > PDU_OCTETS_MAX:
        raise BadPdu("PDU задовгий")
    cut = _Cut(octets)
    cut.take(cut.octet())
    first = cut.octet()
    match first & 0b11:
        case 0b00:
            return _deliver(first, cut)
        case 0b10:
            return _report(cut)
        case other:
            raise BadPdu(f"PDU невідомого виду {other}")


def fingerprint_of(*pieces: bytes) -> str:
    """Return what tells one SMS from another, 64 hex digits."""
    return hashlib.sha256(b"".join(len(piece).to_bytes(2, "big") + piece for piece in pieces)).hexdigest()


class _Cut:
    """Octets, taken from the front by their own lengths."""

    def __init__(self, octets: bytes) -> None:
        self._octets = octets
        self._at = 0

    def take(self, count: int) -> bytes:
        taken = self._octets[self._at : self._at + count]
        if len(taken) < count:
            raise BadPdu("PDU обірвано")
        self._at += count
        return taken

    def octet(self) -> int:
        return self.take(1)[0]

    def rest(self, most: int) -> bytes:
        """Return what is left, at most so much: some networks cut a text short of the length they tell."""
        return self.take(min(most, len(self._octets) - self._at))

    def address(self) -> bytes:
        """Return an address whole: its length in semi-octets, its type, its digits (§9.1.2.5)."""
        length = self.octet()
        if length > 20:
            raise BadPdu("адреса в PDU задовга")
        return bytes([length]) + self.take(1 + (length + 1) // 2)


def _deliver(first: int, cut: _Cut) -> Deliver:
    address, protocol, coding = cut.address(), cut.octet(), cut.octet()
    stamp, length = cut.take(7), cut.octet()
    alphabet, flash = _coding(coding)
    septets = alphabet is Alphabet.GSM7
    data = cut.rest(-(-length * 7 // 8) if septets else length)
    header = data[: data[0] + 1] if first & HEADER_FOLLOWS and data else b""
    if len(header) != (data[0] + 1 if first & HEADER_FOLLOWS and data else 0):
        raise BadPdu("заголовок тексту в PDU обірвано")
    reference, total, number = _joined(header)
    return Deliver(
        number_raw=_read_address(address),
        sent_at=_read_stamp(stamp),
        text=_read_septets(data, length, header) if septets else _read_octets(data[len(header) :], alphabet),
        flash=flash,
        reference=reference,
        total=total,
        number=number,
        fingerprint=fingerprint_of(address, bytes([protocol, coding]), stamp, data),
    )


def _report(cut: _Cut) -> StatusReport:
    reference, address = cut.octet(), cut.address()
    sent, discharged, status = cut.take(7), cut.take(7), cut.octet()
    return StatusReport(
        reference=reference,
        number_raw=_read_address(address),
        at=_read_stamp(discharged),
        status=status,
        fingerprint=fingerprint_of(b"report", bytes([reference, status]), address, sent, discharged),
    )


def _coding(dcs: int) -> tuple[Alphabet | None, bool]:
    """Return the alphabet (None: octets) and whether the SMS is of class 0 (TS 23.038 §4)."""
    group = dcs >> 4
    if group == 0xF:
        return (None if dcs & 0x04 else Alphabet.GSM7), dcs & 0x03 == 0
    if group == 0xE:
        return Alphabet.UCS2, False
    if group >= 0x8:
        return Alphabet.GSM7, False
    if dcs & 0x20:
        return None, False  # compressed (TS 23.042): nobody sends it, and nobody here reads it
    alphabet = {0b01: None, 0b10: Alphabet.UCS2}.get(dcs >> 2 & 0b11, Alphabet.GSM7)
    return alphabet, dcs & 0x13 == 0x10


def _joined(header: bytes) -> tuple[int, int, int]:
    """Return reference, total and number of a part; what makes no sense is an SMS that stands alone (§9.2.3.24.1)."""
    for kind, value in _elements(header[1:]):
        if (kind, len(value)) in {(JOINED_8, 3), (JOINED_16, 4)}:
            *reference, total, number = value
            if 1 <= number <= total:
                return int.from_bytes(bytes(reference), "big"), total, number
    return 0, 1, 1


def _elements(header: bytes) -> Iterator[tuple[int, bytes]]:
    while len(header) >= 2:
        kind, length = header[0], header[1]
        if 2 + length <= len(header):
            yield kind, header[2 : 2 + length]
        header = header[2 + length :]


def _read_septets(data: bytes, length: int, header: bytes) -> str:
    """Unpack all of the data, header too, and drop the septets that the header covers: the text begins on a septet."""
    septets = bytes(unpackSeptets(bytearray(data), length)) if length else b""
    # The library leaves out a last septet of zeros, which is an "@".
    whole = min(length, len(data) * 8 // 7)
    return text_of(septets[:whole].ljust(whole, b"\0")[-(-len(header) * 8 // 7) :])


def _read_octets(octets: bytes, alphabet: Alphabet | None) -> str:
    if alphabet is Alphabet.UCS2:
        return octets[: len(octets) & ~1].decode("utf-16-be", "replace")
    return octets.decode("latin-1")


def _read_address(address: bytes) -> str | None:
    length, kind, digits = address[0], address[1], address[2:]
    if length == 0:
        return None
    if kind & 0x70 == ALPHANUMERIC:
        name = _read_septets(digits, length * 4 // 7, b"")
        return name.rstrip("\r") or None
    # In an address the semi-octets above 9 are keys (§9.1.2.3); the library writes them in hex.
    written = str(decodeSemiOctets(bytearray(digits)))[:length].translate(str.maketrans("abcde", "*#abc"))
    return f"+{written}" if kind & 0x70 == INTERNATIONAL else written


def _read_stamp(stamp: bytes) -> datetime | None:
    """Read a time stamp (§9.2.3.11); None when it is no time at all."""
    digits = [octet & 0x0F for octet in stamp for octet in (octet, octet >> 4)]
    year, month, day, hour, minute, second = (digits[at] * 10 + digits[at + 1] for at in range(0, 12, 2))
    quarters = (digits[12] & 0x07) * 10 + digits[13]
    if max(digits[:12]) > 9 or digits[13] > 9:
        return None
    try:
        local = datetime(2000 + year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return local + timedelta(minutes=15 * (quarters if digits[12] & 0x08 else -quarters))
