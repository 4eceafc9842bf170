"""The real reports of a month on a stick: in clear they name nobody, closed all of it is there."""

from __future__ import annotations

import subprocess
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyrage  # type: ignore[import-untyped]  # it says no types
import pytest

from appliance.casework.box.closed_months import ClosedMonth
from appliance.casework.box.exports import MonthExport, Stage
from appliance.casework.contacts.calls import CallEnd, CallRecord, VoiceMessage
from appliance.casework.contacts.returns import MessageNote
from appliance.casework.entrance.accounts import BOX
from appliance.clock import Moment
from appliance.contracts import CallResult, EndedBy
from appliance.upkeep.keeping.copies import make_copy
from appliance.upkeep.stick import contents
from appliance.upkeep.stick.month_reports import write_reports
from tests.appliance.casework import cards
from tests.appliance.casework.register import call
from tests.appliance.upkeep.stick.box_with_stick import FOUNDED, OCTOBER, BoxWithStick, a_box

PHONE = "+380957654321"
NAME = "Канарейка Одарка"
STREET = "Пташина"
TEXT = "щебече невпинно"
CANARIES = ("Канарейка", "Одарка", STREET, "щебече", "957654321", "95 765", "95-765", "(95)")


def a_message(number: int, *, phone: str = PHONE, at: Moment = FOUNDED) -> int:
    """Enter a voice message with a number and a note."""
    start = replace(call(phone, at=at), uid=f"{number:032x}")
    CallRecord.finish(start, CallEnd(at.wall, at.wall, 60.0, CallResult.SERVED, EndedBy.CALLER))
    path = f"2026/10/{number}.wav"
    kept = VoiceMessage.keep(
        start, uid=f"{number + 1000:032x}", purpose="message", kept=at, path=path, duration_s=9.0, sound_s=8.0
    )
    MessageNote.put(kept, 0, f"{NAME} {TEXT}", by=BOX, now=at)
    return kept


def with_sound(box: BoxWithStick, numbers: range, size: int = 5000) -> None:
    for number in numbers:
        a_message(number)
        path = box.settings.recordings / f"2026/10/{number}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"RIFF" + bytes([number]) * size)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[BoxWithStick]:
    with a_box(tmp_path) as box:
        yield box


def readable(path: Path) -> Iterator[bytes]:
    """Yield all that somebody who finds the stick could read in a file: what is packed, unpacked."""
    yield path.read_bytes()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as parts:
            yield from (parts.read(part) for part in parts.namelist())
    if path.suffix == ".pdf":
        told = subprocess.run(["/usr/bin/pdftotext", str(path), "-"], capture_output=True, timeout=60, check=True)
        yield told.stdout


def holds_a_canary(content: bytes) -> bool:
    kinds = ("utf-8", "utf-16-le", "utf-16-be", "cp1251")
    return any(canary.encode(kind) in content for canary in CANARIES for kind in kinds)


@pytest.mark.row("I13", "H10")
def test_in_clear_nobody_is_named_and_the_sheet_opens_the_rest(box: BoxWithStick, tmp_path: Path) -> None:
    with_sound(box, range(1, 4))
    cards.draft(
        cards.clerk(),
        cards.visit(FOUNDED),
        applicant_name=NAME,
        phone="095 765-43-21",
        registered_address=f"вул. {STREET}, 5",
        essence=TEXT,
    )
    [export] = box.errand(write=write_reports)
    assert (export.stage, export.remark) == (Stage.DONE, "")
    month = box.shelf / OCTOBER
    files = [path for path in box.top.rglob("*") if path.is_file()]
    assert len({path.suffix for path in (month / "statystyka").iterdir()}) >= 3
    for path in files:
        assert not any(map(holds_a_canary, readable(path))), path.name
    told = set()
    for name, content in box.opened(month / "osobysti.tar.age").items():
        opened = tmp_path / name
        opened.write_bytes(content)
        if any(map(holds_a_canary, readable(opened))):
            told.add(opened.suffix)
    # The same look finds them where they are: in every form of the register.
    assert told == {".csv", ".html", ".pdf", ".xlsx"}
    assert ClosedMonth.latest(OCTOBER) is not None


def test_the_list_of_recordings_says_which_are_gone(box: BoxWithStick) -> None:
    with_sound(box, range(1, 2))
    a_message(2)
    box.errand()
    listed = box.opened(box.shelf / OCTOBER / "osobysti.tar.age")["zapysy.csv"].decode("utf-8-sig")
    assert [line.split(";")[-1] for line in listed.splitlines()] == ["Файл", "00000001.wav", "видалено"]


def test_recordings_go_along_closed_where_the_settings_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "VOLUME_BYTES", 12_000)
    with a_box(tmp_path, recordings=True) as box:
        with_sound(box, range(1, 6))
        a_message(7, at=replace(FOUNDED, wall=FOUNDED.wall.replace(month=11)))
        box.errand()
        month = box.shelf / OCTOBER
        volumes = sorted(month.glob("zapysy-*.tar.age"))
        assert [path.name for path in volumes] == [f"zapysy-0{at}.tar.age" for at in (1, 2, 3)]
        opened = {name: sound for volume in volumes for name, sound in box.opened(volume).items()}
        assert set(opened) == {f"zapysy/{number:08d}.wav" for number in range(1, 6)}
        assert opened["zapysy/00000003.wav"] == b"RIFF" + b"\3" * 5000
        assert not any(b"RIFF" in path.read_bytes() for path in month.rglob("*") if path.is_file())


def test_the_copy_of_the_register_goes_along_closed_or_it_is_said_why_not(tmp_path: Path) -> None:
    with a_box(tmp_path, copy=True) as box:
        [without] = box.errand()
        assert (without.stage, "Копії бази на флешці немає" in without.remark) == (Stage.DONE, True)
        copy = make_copy(box.settings, FOUNDED)
        [export] = box.errand(month=OCTOBER)
        assert export.remark == ""
        opened = box.opened(box.top / export.directory / "kopiia.tar.age")
        assert opened == {copy.path.name: copy.path.read_bytes()}


def test_what_the_leaflet_tells_opens_the_closed_part(box: BoxWithStick) -> None:
    box.errand()
    month = box.shelf / OCTOBER
    said = (month / "prochytaite.txt").read_text("utf-8")
    assert box.key
    assert box.key.public in said
    assert "жовтень 2026" in said
    assert "age -d -i kliuch.txt -o osobysti.tar osobysti.tar.age" in said
    (month / "kliuch.txt").write_text(box.key.private)
    identity = pyrage.x25519.Identity.from_str((month / "kliuch.txt").read_text())
    pyrage.decrypt_file(str(month / "osobysti.tar.age"), str(month / "osobysti.tar"), [identity])
    with tarfile.open(month / "osobysti.tar") as tar:
        assert sorted(tar.getnames()) == ["reiestr.csv", "zapysy.csv"]


def test_another_key_does_not_open_it(box: BoxWithStick) -> None:
    box.errand()
    closed = (box.shelf / OCTOBER / "osobysti.tar.age").read_bytes()
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(closed, [pyrage.x25519.Identity.generate()])


def test_a_file_of_the_box_that_cannot_be_read_is_not_blamed_on_the_stick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_box(tmp_path, recordings=True) as box:
        with_sound(box, range(1, 3))
        broken = box.settings.recordings / "2026/10/2.wav"
        usual = Path.open

        def opens(path: Path, *given: str, **named: str) -> object:
            if path == broken:
                raise OSError(5, "Input/output error")
            return usual(path, *given, **named)  # type: ignore[call-overload]

        monkeypatch.setattr(Path, "open", opens)
        [export] = box.errand()
        assert export.fault == "Файл «zapysy/00000002.wav» на самій Слухавці не читається."
        assert list(box.shelf.iterdir()) == []


def test_reports_that_cannot_be_written_are_a_failure_with_a_sentence_and_not_a_silence(box: BoxWithStick) -> None:
    def full(*_given: object) -> contents.Reports:
        raise OSError(28, "No space left on device")

    def mistaken(*_given: object) -> contents.Reports:
        raise KeyError("a mistake of ours")

    [export] = box.errand(write=full)
    assert "не змогла підготувати звіти" in export.fault
    with pytest.raises(KeyError):
        box.errand(write=mistaken)
    assert MonthExport.latest(1)[0].stage == Stage.FAILED
