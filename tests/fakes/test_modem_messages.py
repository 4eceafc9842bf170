"""The simulators' SMS and USSD against the transcripts of facts §1.9, §1.10, §7.2 and §7.3."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.fakes.modem import FakeModem, Faults
from tests.fakes.modem.pdu import Submitted, deliver, header, read_submit
from tests.fakes.raw_host import RawPort
from tests.fakes.virtual_time import run_virtually

OK = b"\r\nOK\r\n"
NUMBER = "+380671112244"
STORE = {"huawei_e1550": "SM", "quectel_ec25": "ME", "sim7600": "ME"}
PDU = "0791836027201111040C91836017112244000862011212000080080422043504410442"
AT_THAT_TIME = datetime(2026, 10, 21, 21, 0, tzinfo=timezone(timedelta(hours=2)))
each_family = pytest.mark.parametrize("family", STORE)


async def plugged(directory: Path, family: str, faults: Faults | None = None) -> tuple[FakeModem, RawPort]:
    modem = FakeModem(family, directory, faults, noise_every_s=None)
    await modem.start()
    at = RawPort(directory / "if02")
    await at.command("ATE0", b"ATE0\r" + OK)
    await at.command("AT+CMEE=1")
    return modem, at


def test_the_pdus_are_those_of_the_transcript() -> None:
    assert deliver("Тест", NUMBER, AT_THAT_TIME) == PDU
    first = deliver("А" * 67, NUMBER, AT_THAT_TIME, udh=header(0x2A, 2, 1))
    second = deliver("Б", NUMBER, AT_THAT_TIME, udh=header(0x2A, 2, 2))
    assert first.startswith("0791836027201111440C918360171122440008620112120000808C0500032A02010410")
    assert second == "0791836027201111440C91836017112244000862011212000080080500032A02020411"
    sent = read_submit("0001000C9183601711224400080C041F04400438043204560442", 25, 17)
    assert sent == Submitted(NUMBER, "Привіт", 17, None, False, 8)
    assert read_submit("0001000C9183601711224400080C041F04400438043204560442", 24, 17) is None


@each_family
def test_an_sms_comes_and_is_read_and_deleted_as_in_the_transcript(tmp_path: Path, family: str) -> None:
    async def main() -> None:
        modem, at = await plugged(tmp_path, family)
        store = STORE[family]
        room = modem.family.sms_stores[store]
        filled = f"0,{room}"
        await at.command(
            f'AT+CPMS="{store}","{store}","{store}"', f"\r\n+CPMS: {filled},{filled},{filled}\r\n".encode() + OK
        )
        await at.command("AT+CNMI=2,1,0,2,0")
        modem.mail.deliver_pdu(PDU)
        await at.expect(f'\r\n+CMTI: "{store}",0\r\n'.encode())
        await at.command("AT+CMGR=0", f"\r\n+CMGR: 0,,27\r\n{PDU}\r\n".encode() + OK)
        await at.command("AT+CMGL=4", f"\r\n+CMGL: 0,1,,27\r\n{PDU}\r\n".encode() + OK)
        await at.command("AT+CMGD=0")
        await at.command("AT+CMGR=0", b"\r\n+CMS ERROR: 321\r\n")
        await at.command("AT+CMGL=4")
        await modem.stop()

    run_virtually(main)


@each_family
def test_an_sms_goes_out_as_in_the_transcript(tmp_path: Path, family: str) -> None:
    async def main() -> None:
        modem, at = await plugged(tmp_path, family)
        await at.command("AT+CMGS=25", b"\r\n> ")
        at.write(b"0001000C9183601711224400080C041F04400438043204560442\x1a")
        await at.expect(b"\r\n+CMGS: 17\r\n\r\nOK\r\n", 11.0)
        assert [sent.text for sent in modem.mail.sent] == ["Привіт"]
        await at.command("AT+CMGS=25", b"\r\n> ")
        at.write(b"0001\x1b")
        await at.expect(OK)
        modem.faults.sms_result = "+CMS ERROR: 500"
        await at.command("AT+CMGS=25", b"\r\n> ")
        at.write(b"0001000C9183601711224400080C041F04400438043204560442\x1a")
        await at.expect(b"\r\n+CMS ERROR: 500\r\n", 11.0)
        assert len(modem.mail.sent) == 1
        await modem.stop()

    run_virtually(main)


def test_an_sms_is_handed_over_at_once_where_the_host_wants_that(tmp_path: Path) -> None:
    async def main() -> None:
        modem, at = await plugged(tmp_path, "quectel_ec25")
        await at.command("AT+CNMI=2,2,0,1,0")
        modem.mail.deliver_pdu(PDU)
        await at.expect(f"\r\n+CMT: ,27\r\n{PDU}\r\n".encode())
        report = modem.mail.report(Submitted(NUMBER, "", 17, None, True, 8))
        await at.expect(f"\r\n+CDS: 25\r\n{report}\r\n".encode())
        await modem.stop()

    run_virtually(main)


@each_family
def test_a_full_store_leaves_the_rest_to_the_network(tmp_path: Path, family: str) -> None:
    async def main() -> None:
        modem, at = await plugged(tmp_path, family)
        store = STORE[family]
        room = modem.family.sms_stores[store]
        modem.mail.stores[store] = dict.fromkeys(range(room), (1, PDU))
        modem.mail.deliver_pdu(PDU)
        words = {"huawei_e1550": '^SMMEMFULL: "SM"', "quectel_ec25": '+QIND: "smsfull","ME"', "sim7600": "+SMS FULL"}
        await at.expect(f"\r\n{words[family]}\r\n".encode())
        assert list(modem.mail.waiting) == [PDU]
        await modem.stop()

    run_virtually(main)


@pytest.mark.parametrize(
    ("family", "asked", "answered"),
    [
        # Septets in hex as chan_dongle writes them.
        ("huawei_e1550", 'AT+CUSD=1,"AA180C3602",15', '+CUSD: 0,"31D98C56B3DD70",15'),
        ("quectel_ec25", 'AT+CUSD=1,"*100#",15', '+CUSD: 0,"12345678",15'),
        ("sim7600", 'AT+CUSD=1,"*100#",15', '+CUSD: 0,"12345678",15'),
    ],
)
def test_ussd_is_written_as_the_family_writes_it(tmp_path: Path, family: str, asked: str, answered: str) -> None:
    async def main() -> None:
        modem, at = await plugged(tmp_path, family)
        modem.mail.ussd["*100#"] = (0, "12345678")
        began = await at.command(asked)
        assert await at.expect(f"\r\n{answered}\r\n".encode(), 3.0) - began == pytest.approx(2.0, abs=0.01)
        modem.mail.ussd["*100#"] = (1, "Баланс")
        await at.command(asked)
        await at.expect(b'\r\n+CUSD: 1,"04110430043B0430043D0441",72\r\n', 3.0)
        modem.mail.ussd = {}
        await at.command(asked)
        await at.expect(b"\r\n+CUSD: 4\r\n", 3.0)
        await modem.stop()

    run_virtually(main)
