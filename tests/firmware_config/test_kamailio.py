"""Kamailio before the box: the real one, as Debian has it, with our configuration."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.appliance.commands.test_phones import password_in
from tests.appliance.commands.told import slukhavka
from tests.fakes.sip.message import Message
from tests.firmware_config.edge import (
    EDGE_CFG,
    KAMAILIO,
    LAN,
    LOOPBACK,
    USERS_HEAD,
    Edge,
    Phone,
    user_line,
    with_credentials,
)

pytestmark = pytest.mark.skipif(KAMAILIO is None, reason="Debian's kamailio is not installed")

SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.9\r\ns=-\r\nc=IN IP4 127.0.0.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n"
USERS = user_line("101", "secret") + user_line("102", "other") + user_line("103", "former")
USERS += user_line("goip", "gate", "gateway")


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    with Edge(tmp_path_factory.mktemp("edge"), USERS).running() as running:
        yield running


@pytest.fixture
def phone(edge: Edge) -> Iterator[Phone]:
    with Phone() as made:
        yield made.connect(edge)


def reach_box(
    edge: Edge, phone: Phone, account: tuple[str, str] = ("101", "secret"), user: str = "", **more: str
) -> tuple[Message, Message]:
    """Ring the box; return the INVITE as the telephone sent it and as the box got it."""
    invite = phone.send(phone.request("INVITE", _box_of(phone), user=user or account[0], body=SDP, **more))
    challenge = phone.answer(invite)
    assert challenge.code == 407
    phone.acknowledge(invite, challenge)
    invite = phone.send(with_credentials(invite, challenge, *account))
    return invite, edge.box.asked("INVITE")


def ring_phone(edge: Edge, extension: str) -> Message:
    """Let the box ring an extension; return its INVITE."""
    uri = f"sip:{extension}@{LOOPBACK}:{edge.port}"
    return edge.box.send(edge.box.request("INVITE", uri, user="slukhavka", body=SDP), (LOOPBACK, edge.port))


def answer_of(phone: Phone, invite: Message) -> Message:
    return invite.respond(200, "OK", tag="there", contact=phone.contact, body=SDP)


@pytest.mark.parametrize("tls", [False, True])
def test_the_configuration_loads(tmp_path: Path, tls: bool) -> None:
    edge = Edge(tmp_path, USERS)
    site = edge.site()
    edge.box.close()
    if not tls:
        site.write_text(site.read_text().replace("#!define WITH_TLS\n", ""))
    assert KAMAILIO
    checked = subprocess.run([KAMAILIO, "-c", "-f", str(site)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "ERROR" not in checked.stderr


def test_the_example_of_a_site_loads_as_it_stands_in_the_tree(tmp_path: Path) -> None:
    example = (EDGE_CFG.parent / "site.cfg").read_text(encoding="utf-8")
    site = tmp_path / "kamailio.cfg"
    site.write_text(example.replace("/opt/slukhavka/current/firmware_config/kamailio/edge.cfg", str(EDGE_CFG)))
    assert KAMAILIO
    checked = subprocess.run([KAMAILIO, "-c", "-f", str(site)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_the_read_me_shows_accounts_as_they_are_read() -> None:
    text = (EDGE_CFG.parent / "README.md").read_text(encoding="utf-8")
    for line in (USERS_HEAD, user_line("101", "secret")):
        assert f"    {line}" in text


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls"])
def test_a_telephone_registers_with_its_password_and_is_rung(edge: Edge, transport: str) -> None:
    with Phone(transport=transport).connect(edge) as phone:
        registered = phone.register("101", "secret")
        assert (registered.code, "expires=300" in registered["Contact"]) == (200, True)
        invite = ring_phone(edge, "101")
        rung = phone.asked("INVITE")
        phone.send(answer_of(phone, rung))
        answered = edge.box.answer(invite)
        assert answered.code == 200
        edge.box.send(edge.box.within("ACK", 1, asked=invite, answered=answered, mine=True), (LOOPBACK, edge.port))
        assert phone.asked("ACK")["Call-ID"] == invite["Call-ID"]
        bye = phone.send(phone.within("BYE", 1, asked=rung, answered=answer_of(phone, rung), mine=False))
        edge.box.send(edge.box.asked("BYE").respond(200, "OK"), (LOOPBACK, edge.port))
        assert phone.answer(bye).code == 200
        assert phone.log_in(_leaving(phone), "101", "secret").code == 200


def test_the_newest_registration_of_an_account_is_the_one_that_rings(edge: Edge, phone: Phone) -> None:
    assert phone.register("101", "secret").code == 200
    with Phone().connect(edge) as newer:
        assert newer.register("101", "secret").code == 200
        invite = ring_phone(edge, "101")
        newer.send(newer.asked("INVITE").respond(486, "Busy Here", tag="there"))
        assert edge.box.answer(invite).code == 486
        assert phone.hears_nothing_of(invite)
        assert newer.log_in(_leaving(newer), "101", "secret").code == 200


def test_a_telephone_behind_a_nat_is_reached_where_it_really_is(edge: Edge, phone: Phone) -> None:
    phone.says = "10.77.0.5"
    assert phone.register("102", "other").code == 200
    invite = ring_phone(edge, "102")
    phone.send(answer_of(phone, phone.asked("INVITE")))
    answered = edge.box.answer(invite)
    edge.box.send(edge.box.within("ACK", 1, asked=invite, answered=answered, mine=True), (LOOPBACK, edge.port))
    assert phone.asked("ACK")["Call-ID"] == invite["Call-ID"]
    edge.box.send(edge.box.within("BYE", 2, asked=invite, answered=answered, mine=True), (LOOPBACK, edge.port))
    phone.send(phone.asked("BYE").respond(200, "OK"))
    assert edge.box.receive(lambda it: it.is_response and it.method == "BYE").code == 200
    assert phone.log_in(_leaving(phone, "102"), "102", "other").code == 200


def test_a_wrong_password_and_a_wrong_name_are_not_told_apart(phone: Phone) -> None:
    answers = [phone.register(*tried) for tried in (("101", "guess"), ("777", "guess"), ("777", "secret"))]
    assert {answer.code for answer in answers} == {401}
    said = [[(name, _without_nonce(value)) for name, value in answer.headers if name in SAME] for answer in answers]
    assert said[0] == said[1] == said[2]
    assert len(said[0]) == len(SAME)


def test_a_telephone_cannot_take_the_place_of_another(edge: Edge, phone: Phone) -> None:
    assert phone.register("101", "secret", aor="102").code == 401
    assert edge.box.answer(ring_phone(edge, "102")).code == 480


def test_a_call_reaches_the_box_and_goes_on_both_ways(edge: Edge, phone: Phone) -> None:
    invite, arrived = reach_box(edge, phone)
    edge.box.send(arrived.respond(180, "Ringing", tag="box"), (LOOPBACK, edge.port))
    # The box tells an address at which it is not reached by SIP: its sound is there.
    ok = arrived.respond(200, "OK", tag="box", contact="<sip:box@192.0.2.7:5080>", body=SDP)
    edge.box.send(ok, (LOOPBACK, edge.port))
    answered = phone.answer(invite)
    assert answered.code == 200
    for method, sequence in (("ACK", invite.sequence), ("BYE", invite.sequence + 1)):
        phone.send(phone.within(method, sequence, asked=invite, answered=answered, mine=True))
        assert edge.box.asked(method)["Call-ID"] == invite["Call-ID"]


def test_the_box_ends_a_call_that_came_from_outside(edge: Edge, phone: Phone) -> None:
    phone.says = "10.77.0.6"
    invite, arrived = reach_box(edge, phone)
    ok = arrived.respond(200, "OK", tag="box", contact=edge.box.contact, body=SDP)
    edge.box.send(ok, (LOOPBACK, edge.port))
    assert phone.answer(invite).code == 200
    edge.box.send(edge.box.within("BYE", 1, asked=arrived, answered=ok, mine=False), (LOOPBACK, edge.port))
    assert phone.asked("BYE")["Call-ID"] == invite["Call-ID"]


def test_who_calls_is_said_by_kamailio_alone(edge: Edge, phone: Phone) -> None:
    bank, police = "<sip:+380800500000@bank>", "<sip:102@here>"
    _, arrived = reach_box(edge, phone, P_Asserted_Identity=bank, Remote_Party_ID=police)
    assert arrived.all("P-Asserted-Identity") == ["<sip:101@slukhavka.invalid>"]
    assert not arrived.has("Remote-Party-ID")
    assert not arrived.has("Proxy-Authorization")


@pytest.mark.parametrize(
    ("number", "asserted"), [("+380671112233", ["<sip:+380671112233@slukhavka.invalid>"]), ("-withheld-", [])]
)
def test_a_gateway_passes_the_number_of_its_caller(edge: Edge, phone: Phone, number: str, asserted: list[str]) -> None:
    _, arrived = reach_box(edge, phone, ("goip", "gate"), number)
    assert arrived.all("P-Asserted-Identity") == asserted


def test_a_cancelled_call_is_cancelled_at_the_box(edge: Edge, phone: Phone) -> None:
    invite, arrived = reach_box(edge, phone)
    edge.box.send(arrived.respond(180, "Ringing", tag="box"), (LOOPBACK, edge.port))
    phone.receive(lambda it: it.code == 180)
    kept = [(name, value) for name, value in invite.headers if name in ("Via", "Max-Forwards", "From", "To", "Call-ID")]
    start = invite.start.replace("INVITE", "CANCEL", 1)
    phone.send(Message(start, [*kept, ("CSeq", f"{invite.sequence} CANCEL")]))
    assert edge.box.asked("CANCEL")["Call-ID"] == invite["Call-ID"]
    edge.box.send(arrived.respond(487, "Request Terminated", tag="box"), (LOOPBACK, edge.port))
    final = phone.receive(lambda it: it.code >= 300)
    phone.acknowledge(invite, final)
    assert final.code == 487


def test_nobody_calls_without_a_password(edge: Edge, phone: Phone) -> None:
    invite = phone.request("INVITE", _box_of(phone), user="101", body=SDP)
    assert phone.ask(invite).code == 407
    message = phone.request("MESSAGE", _box_of(phone), body="x")
    assert phone.ask(message).code == 405
    assert edge.box.hears_nothing_of(invite)
    assert edge.box.hears_nothing_of(message)


def test_nothing_is_relayed_to_a_foreign_address(edge: Edge, phone: Phone) -> None:
    with Phone("127.0.0.9") as foreign:
        abroad = f"sip:100@127.0.0.9:{foreign.port}"
        assert phone.ask(phone.request("INVITE", abroad, body=SDP)).code == 403
        # By a route of the caller's choice, within a call that there is not.
        here = f"<sip:{LAN}:{edge.port};lr>"
        forged = phone.request("BYE", abroad, to=f"<{abroad}>;tag=any", Route=f"{here}, <{abroad};lr>")
        phone.send(forged)
        assert edge.box.asked("BYE")["Call-ID"] == forged["Call-ID"]
        _, arrived = reach_box(edge, phone, Route=f"<{abroad};lr>")
        assert not arrived.has("Route")
        assert foreign.silent_for(0.3)


def test_an_answer_to_nothing_goes_nowhere(edge: Edge, phone: Phone) -> None:
    with Phone("127.0.0.9") as foreign:
        request = phone.request("INVITE", _box_of(phone))
        theirs = f"SIP/2.0/UDP 127.0.0.9:{foreign.port};branch=z9hG4bKtheirs"
        ours = f"SIP/2.0/UDP {LAN}:{edge.port};branch=z9hG4bKours"
        kept = [(name, value) for name, value in request.headers if name != "Via"]
        phone.send(Message("SIP/2.0 200 OK", [("Via", ours), ("Via", theirs), *kept]))
        assert foreign.silent_for(0.3)


def test_the_box_reaches_registered_telephones_and_nobody_else(edge: Edge) -> None:
    assert edge.box.answer(ring_phone(edge, "101")).code == 480
    assert edge.box.answer(ring_phone(edge, "555")).code == 404
    with Phone("127.0.0.9") as foreign:
        uri = f"sip:101@127.0.0.9:{foreign.port}"
        assert edge.box.answer(edge.box.send(edge.box.request("INVITE", uri), (LOOPBACK, edge.port))).code == 480
        assert foreign.silent_for(0.2)


def test_a_flood_silences_its_source_and_nobody_else(edge: Edge, phone: Phone) -> None:
    with Phone().connect(edge) as flooding:
        for _ in range(200):
            flooding.send(_options(flooding))
        assert phone.ask(_options(phone)).code == 200
        while not flooding.silent_for(0.5):
            pass
        flooding.send(_options(flooding))
        assert flooding.silent_for(0.5)


def test_a_scanner_hears_nothing(edge: Edge, phone: Phone) -> None:
    scan = phone.request("OPTIONS", _box_of(phone), User_Agent="friendly-scanner")
    phone.send(scan)
    assert phone.silent_for(0.3)
    phone.send(_options(phone))
    assert phone.silent_for(0.3)


def test_who_guesses_passwords_is_not_heard_any_more(edge: Edge, phone: Phone) -> None:
    codes = [phone.register("101", f"guess {attempt}").code for attempt in range(9)]
    assert set(codes) == {401}
    phone.register("101", "guess 10")
    phone.send(_options(phone))
    assert phone.silent_for(0.3)


def test_a_request_that_has_gone_far_enough_ends(edge: Edge, phone: Phone) -> None:
    assert phone.ask(phone.request("INVITE", _box_of(phone), Max_Forwards="0")).code == 483


def test_what_makes_no_sense_harms_nobody(edge: Edge, phone: Phone) -> None:
    for nonsense in (
        "INVITE sip:x SIP/2.0",
        "SIP/2.0 200 OK\r\n\r\n",
        "\r\n\r\n",
        "REGISTER sip:a@b SIP/2.0\r\nVia: x\r\n",
    ):
        phone.send(Message(nonsense))
    with Phone().connect(edge) as other:
        assert other.ask(_options(other)).code == 200


def test_a_registered_telephone_is_asked_whether_it_is_there(phone: Phone) -> None:
    assert phone.register("101", "secret").code == 200
    assert phone.pinged().start.startswith("OPTIONS ")


def test_a_telephone_added_by_the_command_registers_and_one_removed_by_it_does_not(
    edge: Edge, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = tmp_path / "slukhavka.toml"
    settings.write_text(
        f'[box]\nstate = "{tmp_path}"\n[operators]\naccounts = "{edge.directory / "users"}"\n'
        '[[lines]]\nname = "gsm1"\nfamily = "huawei_e1550"\n'
    )
    with Phone().connect(edge) as former:
        assert former.register("103", "former").code == 200
    slukhavka(capsys, settings, "phones", "remove", "103")
    password = password_in(slukhavka(capsys, settings, "phones", "add", "201"))
    for _ in range(9):
        with Phone().connect(edge) as phone:
            if phone.register("201", password).code == 200:
                break
            phone.silent_for(1.0)
    else:
        pytest.fail("the account was not taken")
    with Phone().connect(edge) as removed:
        assert removed.register("103", "former").code == 401
    assert edge.box.answer(ring_phone(edge, "103")).code == 404, "where it stood before, it is rung no more"
    edge.write_users(USERS)


SAME = ("WWW-Authenticate", "Content-Length")


def _without_nonce(value: str) -> str:
    before, _, after = value.partition('nonce="')
    return before + after.partition('"')[2]


def _box_of(phone: Phone) -> str:
    return phone.home.replace("sip:", "sip:100@")


def _options(phone: Phone) -> Message:
    return phone.request("OPTIONS", phone.home)


def _leaving(phone: Phone, user: str = "101") -> Message:
    """A REGISTER that takes the telephone's address away again."""
    return phone.request("REGISTER", phone.home, user=user, to=f"<sip:{user}@{LAN}>", Expires="0")
