"""Rubbish as a serial line brings it: true lines of three families, broken in every way a wire knows."""

from __future__ import annotations

import random
from datetime import UTC, datetime

from tests.fakes.modem import pdu

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LONG_TEXT = pdu.header(7, 2, 1)
PDUS = (
    pdu.deliver("Hello {1}", "+380671112244", AT),
    pdu.deliver("Немає води на Шевченка", "+380671112244", AT),
    pdu.deliver("Balance 12.50", "KYIVSTAR", AT),
    pdu.deliver("перша частина", "+380671112244", AT, udh=LONG_TEXT),
    pdu.deliver("first part", "+380671112244", AT, udh=LONG_TEXT),
    pdu.status_report(12, "+380671112244", AT, AT, 0),
)
LINES = (
    *("RING", "OK", "ERROR", "NO CARRIER", "BUSY", "+CME ERROR: 10", "+CMS ERROR: 500", "> ", "RDY", "VOICE CALL: END"),
    *('+CLIP: "+380671112244",145,,,,0', '+CLIP: "",128,"",,"",1', "+CRING: VOICE", "^CEND:1,0,104,16", "^CONF:1"),
    *("+CREG: 2,1", '+CREG: 2,5,"00C3","0028D1F1",2', "+CREG: 1", "+CEREG: 2,1", "+CSQ: 15,99", "^RSSI:15"),
    *("+CLCC: 1,1,4,0,0", '+CLCC: 1,1,0,0,0,"+380671112244",145', '+COPS: 0,0,"KYIVSTAR",2', "+CPIN: READY"),
    *('+CMTI: "SM",3', '+CMTI: "ME",-1', "+CMT: ,28", "+CDS: 25", "+CMGL: 1,0,,24", "+CMGR: 0,,24", "+CMGS: 12"),
    *('+CUSD: 0,"041D043504340430",72', '+CUSD: 2,"Hello",15', "+CUSD: 4", '+CUSD: 1,"A\n1\n2",15', "+CIMI: 255"),
    *('+CCLK: "26/11/23,08:00:00+08"', '+QLTS: "2026/11/23,08:00:00+08,0"', "^NWTIME: 26/11/23,08:00:00+08,00"),
    *(
        "+RXDTMF: 5",
        "^DDTMF: 5",
        "+QTONEDET: 48",
        '^DSCI: 1,1,4,0,0,"+380671112244"',
        "+QIND: SMS DONE",
        "255039912345678",
    ),
    *PDUS,
)
ENDS = (b"\r\n", b"\r\n", b"\r\n", b"\r", b"\n", b"\r\r\n", b"", b"\0\r\n")
ODD = ("²", "٣", "\x00", "９", "-1", "96", "99999999999999999999", "٠٠", ",", '"', "\x1b", "ї", "\x85", "")
"""A digit that is none for `int`, digits of other writings, numbers out of bounds."""
LONG = 2100


def broken(chance: random.Random) -> bytes:
    """Return one line, most often broken, with the end it has."""
    line = chance.choice(LINES).encode()
    for _ in range(chance.choice((0, 1, 1, 2, 3))):
        line = chance.choice(BREAKS)(line, chance)
    return line + chance.choice(ENDS)


def _noise(line: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(line) + 1)
    return line[:at] + chance.randbytes(chance.choice((1, 1, 2, 30))) + line[at:]


def _odd(line: bytes, chance: random.Random) -> bytes:
    """Put something odd where a digit stands."""
    places = [at for at, octet in enumerate(line) if 0x30 <= octet <= 0x39]
    if not places:
        return line + chance.choice(ODD).encode()
    at = chance.choice(places)
    return line[:at] + chance.choice(ODD).encode() + line[at + 1 :]


def _cut(line: bytes, chance: random.Random) -> bytes:
    return line[: chance.randrange(len(line) + 1)]


def _split(line: bytes, chance: random.Random) -> bytes:
    """Another line comes in the middle of it."""
    at = chance.randrange(len(line) + 1)
    return line[:at] + b"\r\n" + chance.choice(LINES).encode() + b"\r\n" + line[at:]


def _flip(line: bytes, chance: random.Random) -> bytes:
    octets = bytearray(line)
    if octets:
        octets[chance.randrange(len(octets))] ^= 1 << chance.randrange(8)
    return bytes(octets)


def _long(line: bytes, chance: random.Random) -> bytes:
    return line + bytes([chance.randrange(0x20, 0x7F)]) * chance.choice((200, LONG)) if chance.random() < 0.05 else line


BREAKS = (_noise, _odd, _odd, _cut, _split, _flip, _long)


def broken_pdu(chance: random.Random) -> str:
    """Return a PDU in hex: true, changed or random octets."""
    octets = bytearray.fromhex(chance.choice(PDUS))
    for _ in range(chance.choice((0, 1, 1, 2, 4))):
        octets[chance.randrange(len(octets))] = chance.randrange(256)
    if chance.random() < 0.2:
        octets = bytearray(chance.randbytes(chance.randrange(200)))
    if chance.random() < 0.3:
        octets = octets[: chance.randrange(len(octets) + 1)]
    return octets.hex().upper()
