"""The console on a disk that is full from any write on: `python -m tests.sweep.full_console_child DIR DEED:FROM…`.

Started with `tests/powercut/full_disk.c` before libc. A fresh office each: the deed on the full disk, then again once
the ballast was given up. A JSON object a deed comes out.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path

import apsw
from werkzeug.test import TestResponse

from appliance.casework.box.disk_room import Room
from appliance.casework.contacts.calls import CallRecord, CallStart, VoiceMessage
from appliance.casework.entrance.accounts import BOX, Account, Role
from appliance.casework.entrance.credentials import Credential
from appliance.casework.people.people_details import PersonDetails
from appliance.casework.people.person import Person
from appliance.upkeep.keeping.disk import BALLAST, relieve
from tests.powercut.full_disk import NEVER, Disk
from tests.web.house import BEGAN, House

CALLER = "+380662838182"
PASSWORD = "криниця біля старого млина"  # noqa: S105 - of a test
TYPED = {"kind": "person", "category": "", "registered_settlement_id": "", "staying_settlement_id": ""}
DONE = 303
REFUSED = 503


class Office:
    """A console with a person, his message and a clerk who is about to do something."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir()
        self.house = house = House(directory)
        with house.database():
            account = Account.get_by_id(Account.add("olena", Role.CLERK, login="olena", now=BEGAN))
            Credential.set_password(account, PASSWORD, by=BOX, now=BEGAN)
            details = PersonDetails(surname="Ґудзь", first_name="Ганна", patronymic="")
            self.person = Person.add(details, (CALLER,), area_code="4642", by=BOX, now=BEGAN)
            start = CallStart("d" * 32, "gsm1", True, BEGAN, CALLER, CALLER, "normal")
            VoiceMessage.keep(start, uid="e" * 32, purpose="message", kept=BEGAN, path="a.wav", duration_s=9, sound_s=9)
            CallRecord.update(result="SERVED", ended_by="caller", ended_at=BEGAN.wall).execute()
        (house.settings.recordings / "a.wav").write_bytes(b"RIFF")
        (house.settings.box.state / BALLAST).touch()
        # The daemon has the register open all the time; whoever comes alone would need room for its log.
        self._daemon = apsw.Connection(str(house.settings.database))
        self._daemon.execute("SELECT COUNT(*) FROM sqlite_schema").fetchall()
        self.head, self.clerk, self.stranger = house.enter(Role.HEAD), house.enter(Role.CLERK), house.stranger()
        for visitor in (self.head, self.clerk, self.stranger):
            visitor.token()

    def change_due(self) -> str:
        """Return what the deeds would change, "" of each that was not done."""
        with self.house.database():
            person = Person.get_by_id(self.person)
            return f"{person.surname}, {person.notes}, {(self.house.settings.recordings / 'a.wav').exists()}"


def enters(office: Office) -> TestResponse:
    """Log in."""
    return office.stranger.post("/login", login="olena", password=PASSWORD, code="")


def edits(office: Office) -> TestResponse:
    """Change a person."""
    page = f"/people/{office.person}/edit"
    fields = {**TYPED, "surname": "Ґудзь", "first_name": "Ганна", "notes": "нове", "version": "1"}
    return office.clerk.post(page, **fields)


def erases(office: Office) -> TestResponse:
    """Delete what is kept of a person, his recording too."""
    page = f"/people/{office.person}/erase"
    shown = office.head.get(page)
    mark = re.search(r'name="mark"[^>]*value="([^"]*)"', shown.text)
    return office.head.post(page, basis="заява № 7", sure="y", mark=unescape(mark[1])) if mark else shown


DEEDS: Mapping[str, Callable[[Office], TestResponse]] = {each.__name__: each for each in (enters, edits, erases)}


def faults_of(office: Office, name: str, disk: Disk, full_from: int) -> tuple[list[str], int, bool]:
    """Do it on the full disk, then with room; return what is wrong, how many writes it took, whether it was refused."""
    deed, before, faults = DEEDS[name], office.change_due(), []
    disk.full_from(full_from)
    answer = deed(office)
    writes = disk.counted()
    relieve(office.house.settings, Room(0, 1 << 30))
    disk.free()
    after = office.change_due()
    if answer.status_code == REFUSED:
        if "На диску не лишилося місця" not in answer.text:
            faults.append(f"it does not say why: {_alert(answer)}")
        if after != before:
            faults.append(f"refused, and yet changed: {before} -> {after}")
    elif answer.status_code != DONE or "/login" in (answer.location or ""):
        faults.append(f"answered {answer.status_code} {answer.location}: {_alert(answer)}")
    if (office.house.settings.box.state / BALLAST).exists():
        faults.append("the ballast was not given up")
    refused = answer.status_code == REFUSED
    if refused and (again := deed(office)).status_code != DONE:
        faults.append(f"with room: {again.status_code} {_alert(again)}")
    if name != "enters" and office.change_due() == before:
        faults.append("said to be done, and nothing is changed")
    return faults, writes, refused


def _alert(answer: TestResponse) -> str:
    found = re.search(r'role="alert">(.*?)<', answer.text, re.DOTALL)
    return unescape(found[1]).strip() if found else answer.text[:80]


def main() -> None:
    """Try each deed at its place, "edits:7"; place 0 stands for a disk that is never full."""
    directory = Path(sys.argv[1])
    for wanted in sys.argv[2:]:
        name, full_from = wanted.split(":")
        office, disk = Office(directory / wanted), Disk(directory / wanted)
        faults, writes, refused = faults_of(office, name, disk, int(full_from) or NEVER)
        told = {"deed": name, "from": int(full_from), "faults": faults, "writes": writes, "refused": refused}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
