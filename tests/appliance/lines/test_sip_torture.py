"""Messages that torment a SIP line while somebody talks on it: those of RFC 4475, and whatever hypothesis thinks of."""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.lines import sip_stack
from appliance.lines.sip_wire import readable
from tests.fakes.sip.peer import Peer, PeerCall
from tests.fakes.sip.table import Table, at_a_table, key, play
from tests.fakes.sip.torture import MESSAGES, Torture


@pytest.mark.parametrize("torture", MESSAGES, ids=lambda torture: torture.section)
def test_a_message_of_rfc_4475_gets_a_sensible_answer_and_does_no_harm(torture: Torture) -> None:
    @at_a_table(nonsense=True)
    async def torment(box: Table) -> None:
        call = PeerCall(box.peer())
        leg = await box.talk(call)
        peer = box.peer()
        peer.send(_addressed(torture.text, peer))
        assert await _answer(peer) in torture.answers
        assert await call.peer.alive()
        call.media.press(1)
        assert await key(leg) == "1"
        assert leg.ended is None
        assert box.line.calls <= 2

    torment()


_HEADERS = (
    "Via",
    "From",
    "To",
    "Call-ID",
    "CSeq",
    "Contact",
    "Content-Length",
    "Content-Type",
    "Require",
    "Max-Forwards",
)
_NONSENSE = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=60).map(str.encode),
    st.sampled_from(
        [b"\r\n", b"\r\n\r\n", b":", b"<", b";;", b"%", b"\xff\xfe", b"\x00", b"9" * 400, b"sip:", b"INVITE "]
    ),
)


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(st.sampled_from(["INVITE", "OPTIONS", "BYE", "INFO"]), st.integers(0, 2000), _NONSENSE),
        min_size=20,
        max_size=40,
    )
)
def test_datagrams_of_any_kind_during_a_call_neither_end_it_nor_deafen_the_line(
    wounds: list[tuple[str, int, bytes]],
) -> None:
    @at_a_table(nonsense=True, max_calls=50)
    async def wound(box: Table) -> None:
        call = PeerCall(box.peer())
        leg = await box.talk(call)
        hostile = box.peer()
        for method, where, what in wounds:
            whole = hostile.request(method, body=call.offer() if method == "INVITE" else "").write()
            at = where % len(whole)
            hostile.send(whole[:at] + what + whole[at + len(what) :])
            hostile.send(what[:1400])
        assert await call.peer.alive()
        second = PeerCall(box.peer())
        second.ring()
        assert (await second.peer.answer(second.invite, least=180)).code == 180
        assert leg.ended is None
        assert (await call.bye()).code == 200

    wound()


@at_a_table(nonsense=True)
async def test_sound_goes_on_through_a_storm_of_nonsense(box: Table) -> None:
    call = PeerCall(box.peer())
    leg = await box.talk(call)
    hostile = box.peer()
    chance = random.Random(1)
    with sippy_at_work() as threads:
        for _ in range(25):
            for _ in range(8):
                whole = bytearray(hostile.request("INVITE", body=call.offer()).write())
                whole[chance.randrange(len(whole))] = chance.randrange(256)
                hostile.send(bytes(whole))
            await play(leg, 1)
        heard = await call.media.hear(25)
        assert await call.peer.alive()
    assert {later.sequence - sooner.sequence for sooner, later in pairwise(heard)} <= {1, 1 - (1 << 16)}
    assert leg.ended is None
    assert set(threads) == {"sippy"}, "the loop, which sends the sound, does not pore over nonsense"
    assert len(threads) >= 200


@contextmanager
def sippy_at_work() -> Iterator[list[str]]:
    """Yield the names of the threads in which sippy works, once for each thing that it says."""
    threads: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            threads.append(str(record.threadName))

    spoken, listener = sip_stack.log, Listener()
    before = spoken.level
    spoken.setLevel(logging.DEBUG)
    spoken.addHandler(listener)
    try:
        yield threads
    finally:
        spoken.removeHandler(listener)
        spoken.setLevel(before)


@given(st.binary(max_size=500), st.text(max_size=100))
def test_nothing_but_the_ends_of_sip_ends_a_line(junk: bytes, name: str) -> None:
    text = readable(b"A: 1\r\nB: " + name.encode("utf-8", "replace") + junk + b"\r\n\r\nbody")
    head = text[: text.rindex("\r\n\r\n")] if "\r\n\r\n" in text else text
    assert len(head.splitlines()) == len(re.split("\r\n|\r|\n", head.rstrip("\r\n")))


def _addressed(text: bytes, peer: Peer) -> bytes:
    host, port = peer.address
    named = {b"PEER": f"{host}:{port}", b"BRANCH": str(port), b"CALLID": f"call-{port}"}
    for name, value in named.items():
        text = text.replace(name, value.encode())
    return text


async def _answer(peer: Peer) -> int | None:
    """Return the code of the first answer that is more than 100 Trying. Who asks afterwards is answered afterwards."""
    assert await peer.alive()
    codes = [message.code for message in peer.seen if message.code > 100]
    return codes[0] if len(codes) > 1 else None
