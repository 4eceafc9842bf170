"""A found modem becomes a line: the settings file before and after, on a USB of files."""

from __future__ import annotations

import fcntl
import tomllib
from pathlib import Path
from typing import Any

import pytest

from appliance.errors import SlukhavkaError
from appliance.settings import read_settings
from appliance.technician.modems import ADD, REMOVE, REPLACE, change, choices, look, report
from appliance.technician.roles import NoRole, Role
from tests.appliance.technician.bus import Bus

HUAWEI, QUECTEL, SIM7600, VOICE = "12d1:1001", "2c7c:0125", "1e0e:9001", "0572:1340"
GSM1 = '[[lines]]\nname = "gsm1"\nfamily = "huawei_e1550"\n'
SIP = '[[lines]]\nname = "телефони"\nkind = "sip"\npeers = ["192.168.1.0/24"]\n'


class Site:
    """The settings file of a box, and its USB."""

    def __init__(self, file: Path, bus: Bus) -> None:
        self.file = file
        self.bus = bus

    def says(self, *lines: str) -> None:
        self.file.write_text(f'# наша\n[box]\nstate = "{self.file.parent / "state"}"\n' + "".join(lines))

    def does(self, deed: str, line: str = "", **role: str) -> str:
        return change(read_settings(self.file), deed, line, Role(**{"place": "", **role}), write=True)

    def refuses(self, words: str, deed: str, line: str = "", **role: str) -> None:
        before = self.file.read_bytes()
        with pytest.raises(SlukhavkaError, match=words):
            self.does(deed, line, **role)
        assert self.file.read_bytes() == before

    @property
    def lines(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = tomllib.loads(self.file.read_text())["lines"]
        return found

    @property
    def holders(self) -> dict[str, str]:
        """Which line would have which place when the daemon starts anew."""
        return {held.line.name: held.place for held in look(read_settings(self.file)).lines}

    def pinned(self, place: str, at: int, audio: int) -> dict[str, str]:
        return {"at": str(self.bus.link(place, at)), "audio": str(self.bus.link(place, audio))}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    made = Site(tmp_path / "slukhavka.toml", Bus(tmp_path, monkeypatch))
    made.says(GSM1)
    return made


@pytest.mark.row("J2")
def test_a_modem_alone_of_its_kind_becomes_a_line_by_its_family_and_the_first_free_name(site: Site) -> None:
    site.bus.plug("1-1.1", HUAWEI)
    site.bus.plug("1-1.2", SIM7600)
    site.bus.plug("1-1.3", VOICE, 1)
    assert '+name = "gsm2"' in site.does(ADD, place="1-1.2")
    site.does(ADD, place="1-1.3", menu="stari")
    assert site.lines[1:] == [
        {"name": "gsm2", "kind": "gsm", "family": "sim7600"},
        {"name": "pstn1", "kind": "voice", "family": "conexant_cx93010", "menu": "stari"},
    ]
    assert site.holders == {"gsm1": "1-1.1", "gsm2": "1-1.2", "pstn1": "1-1.3"}


@pytest.mark.row("J2")
@pytest.mark.parametrize("new", ["1-1.1", "1-1.3"])
def test_of_two_of_a_kind_each_is_pinned_to_its_place_and_keeps_its_modem(new: str, site: Site) -> None:
    """Also where the new one would come first: the older line must not find itself on another SIM card."""
    site.bus.plug("1-1.2", HUAWEI)
    assert site.holders == {"gsm1": "1-1.2"}
    with site.bus.link("1-1.2", 2).open() as daemon:
        fcntl.flock(daemon, fcntl.LOCK_EX)
        site.bus.plug(new, HUAWEI)
        site.does(ADD, place=new)
    first, second = site.lines
    assert {key: first[key] for key in ("at", "audio")} == site.pinned("1-1.2", 2, 1)
    assert {key: second[key] for key in ("at", "audio")} == site.pinned(new, 2, 1)
    assert site.holders == {"gsm1": "1-1.2", "gsm2": new}


@pytest.mark.row("J2")
def test_a_twin_by_usb_id_alone_counts_too_whatever_its_family(site: Site) -> None:
    site.says('[[lines]]\nname = "gsm1"\nfamily = "quectel_ec25"\n')
    site.bus.plug("1-1.2", QUECTEL)
    site.bus.sysfs.card(site.bus.plug("1-1.3", QUECTEL), 1, "Android")
    site.does(ADD, place="1-1.3", family="quectel_ec25_uac")
    assert {key: site.lines[0][key] for key in ("at", "audio")} == site.pinned("1-1.2", 2, 1)
    assert site.lines[1]["at"] == str(site.bus.link("1-1.3", 2))
    assert site.lines[1]["audio"] == "plughw:CARD=Android"


@pytest.mark.row("J2")
def test_a_line_takes_another_modem_of_another_family_and_keeps_its_name_and_its_card(site: Site) -> None:
    old = 'at = "/dev/ttyUSB98"\naudio = "/dev/ttyUSB99"\npin = "4321"\nnumber = "+380671234567"\nmenu = "tovk"\n'
    site.says(GSM1 + old, SIP)
    site.bus.plug("1-1.2", SIM7600)
    said = site.does(REPLACE, "gsm1", place="1-1.2")
    assert site.lines[0] == {
        "name": "gsm1",
        "kind": "gsm",
        "family": "sim7600",
        "pin": "4321",
        "number": "+380671234567",
        "menu": "tovk",
    }
    assert '-family = "huawei_e1550"' in said
    assert "4321" not in said


def test_a_line_on_a_landline_modem_forgets_what_only_a_sim_card_has(site: Site) -> None:
    site.says(GSM1 + 'pin = "4321"\nnumber = "+380671234567"\n')
    site.bus.plug("1-1.2", VOICE, 1)
    site.does(REPLACE, "gsm1", place="1-1.2")
    assert site.lines == [{"name": "gsm1", "kind": "voice", "family": "conexant_cx93010"}]
    site.refuses("не має SIM-картки: pin", REPLACE, "gsm1", place="1-1.2", pin="1234")


def test_a_line_whose_modem_moved_to_another_socket_finds_it_there_again(site: Site) -> None:
    site.bus.plug("1-1.2", HUAWEI)
    site.says(
        GSM1 + "".join(f'{key} = "{path}"\n' for key, path in site.pinned("1-1.2", 2, 1).items()),
        '[[lines]]\nname = "gsm2"\nfamily = "huawei_e1550"\nat = "/dev/gone2"\naudio = "/dev/gone1"\n',
    )
    site.bus.plug("1-1.4", HUAWEI)
    assert site.holders == {"gsm1": "1-1.2", "gsm2": ""}
    site.does(REPLACE, "gsm2", place="1-1.4")
    assert site.holders == {"gsm1": "1-1.2", "gsm2": "1-1.4"}


@pytest.mark.row("J2")
def test_a_line_goes_but_never_the_last(site: Site) -> None:
    site.says(GSM1, '[[lines]]\nname = "gsm2"\nfamily = "sim7600"\n')
    site.does(REMOVE, "gsm1")
    assert [line["name"] for line in site.lines] == ["gsm2"]
    site.refuses("Це остання лінія", REMOVE, "gsm2")


@pytest.mark.row("J2")
@pytest.mark.parametrize(
    ("words", "deed", "line", "role"),
    [
        ("модема не видно", ADD, "", {"place": "1-9"}),
        ("уже має лінія «gsm1»", ADD, "", {"place": "1-1.1"}),
        ("лінією бути не може", ADD, "", {"place": "1-1.2"}),
        ("лінією бути не може", ADD, "", {"place": "1-1.3"}),
        ("пасують родини: sim7600", ADD, "", {"place": "1-1.4", "family": "huawei_e1550"}),
        ("не довшою за", ADD, "", {"place": "1-1.4", "name": "н" * 40}),
        ("дві лінії мають назву", ADD, "", {"place": "1-1.4", "name": "gsm1"}),
        ("«pin» має бути", ADD, "", {"place": "1-1.4", "pin": "12"}),
        ("назва меню", ADD, "", {"place": "1-1.4", "menu": "../../etc"}),
        ("Лінії «gsm7» немає", REPLACE, "gsm7", {"place": "1-1.4"}),
        ("SIP, модема не має", REMOVE, "телефони", {}),
        ("Що зробити, не сказано", "rm -rf", "", {}),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_changes(
    words: str, deed: str, line: str, role: dict[str, str], site: Site
) -> None:
    site.says(GSM1, SIP)
    site.bus.plug("1-1.1", HUAWEI)
    site.bus.sysfs.disk("1-1.2", "12d1:1446")
    site.bus.plug("1-1.3", "0403:6001", 1)
    site.bus.plug("1-1.4", SIM7600)
    site.refuses(words, deed, line, **role)


def test_a_line_that_waits_for_a_modem_of_the_kind_would_take_a_new_ones(site: Site) -> None:
    site.says(GSM1, '[[lines]]\nname = "gsm2"\nfamily = "huawei_e1550"\n')
    site.bus.plug("1-1.1", HUAWEI)
    site.bus.plug("1-1.2", HUAWEI)
    site.refuses("Лінія «gsm2» чекає", ADD, place="1-1.2")
    site.does(REPLACE, "gsm2", place="1-1.2")
    assert site.holders == {"gsm1": "1-1.1", "gsm2": "1-1.2"}


def test_two_of_a_kind_without_names_by_place_are_not_written_at_a_guess(site: Site) -> None:
    site.bus.plug("1-1.1", HUAWEI)
    site.bus.plug("1-1.2", HUAWEI)
    site.bus.link("1-1.1", 2).unlink()
    site.refuses("не має сталої назви", ADD, place="1-1.2")


@pytest.mark.row("J2")
def test_all_that_is_plugged_in_is_told_in_words_with_what_to_do(site: Site) -> None:
    site.says(GSM1, '[[lines]]\nname = "gsm5"\nfamily = "sim7600"\n', SIP)
    site.bus.plug("1-1.1", HUAWEI, product="\x1b[31mE1550\x07")
    site.bus.plug("1-1.2", QUECTEL, 3)
    site.bus.plug("1-1.3", HUAWEI.replace("1001", "14ac"), 2)
    site.bus.sysfs.disk("1-1.4", "12d1:1446")
    site.bus.plug("1-1.5", "0403:6001", 1)
    told = report(read_settings(site.file), look(read_settings(site.file)))
    for words in (
        "гніздо 1-1.1: Виробник [31mE1550, USB 12d1:1001\n"
        "      Huawei E1550 / E173 / E1750 [huawei_e1550]: команди ttyUSB2, звук ttyUSB1\n"
        "      лінія «gsm1»",
        "[quectel_ec25]: команди ttyUSB7, звук ttyUSB6\n      ЛІНІЇ НЕ МАЄ. /",
        "не всі порти на місці",
        "команди НЕМАЄ порту № 4, звук НЕМАЄ порту № 3",
        "ще прикидається диском",
        "Слухавка такого не знає",
        "«gsm1» [huawei_e1550]: модем у гнізді 1-1.1",
        "«gsm5» [sim7600]: МОДЕМА НЕМАЄ.",
        "«телефони»: SIP",
        "СЛУХАВКА НЕ ВІДПОВІДАЄ",
    ):
        assert words in told, told
    assert all(sign.isprintable() for sign in told.replace("\n", ""))


def test_what_is_already_so_is_said(site: Site) -> None:
    site.bus.plug("1-1.1", HUAWEI)
    site.does(REPLACE, "gsm1", place="1-1.1")
    assert site.does(REPLACE, "gsm1", place="1-1.1") == "Усе вже саме так."


@pytest.mark.row("J2")
def test_where_two_families_fit_he_may_choose_and_the_likelier_comes_first(site: Site) -> None:
    site.bus.sysfs.card(site.bus.plug("1-1.2", QUECTEL), 1, "Android")
    offered = choices(look(read_settings(site.file)))
    assert [family for _, family, _, _ in offered["families"]] == ["quectel_ec25_uac", "quectel_ec25"]
    site.does(ADD, place="1-1.2")
    site.does(REPLACE, "gsm2", place="1-1.2", family="quectel_ec25")
    assert site.lines[1] == {"name": "gsm2", "kind": "gsm", "family": "quectel_ec25"}


def test_what_may_be_chosen_is_free_and_has_a_name_proposed(site: Site) -> None:
    site.says(GSM1, SIP)
    site.bus.plug("1-1.1", HUAWEI)
    site.bus.plug("1-1.2", VOICE, 1)
    offered = choices(look(read_settings(site.file)))
    assert [(place, name) for place, _, name in offered["free"]] == [("1-1.2", "pstn1")]
    assert offered["lines"] == [["gsm1"]]


def test_a_role_does_not_show_its_pin() -> None:
    assert "4321" not in repr(Role("1-1", pin="4321"))
    with pytest.raises(NoRole):
        raise NoRole("…")
