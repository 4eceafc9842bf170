"""Several clerks at one card: who has it open, and no text ever overwritten in silence."""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from threading import Barrier
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.appeals.appeal_editors import AppealEditor
from appliance.casework.appeals.appeal_fields import AppealFields
from appliance.casework.appeals.appeal_marks import AppealMark, MarkKind, Marks, NewMark, save_card
from appliance.casework.edits import ChangedMeanwhile
from appliance.casework.entrance.accounts import Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.migrate import migrate
from appliance.casework.open_rows import SILENT_AFTER_S
from appliance.casework.row import bind
from tests.appliance.casework.cards import clerk, draft, visit
from tests.appliance.casework.register import NOW, later, opened

__all__ = ["opened"]

NAMES = ("Марія", "Іван", "Олена", "Петро", "Ганна")
TEXTS = st.sampled_from(["", "вода", "дорога", "світло", "сміття"])
FIELDS = ("essence", "landmark", "applicant_name")


def account_of(by: Actor) -> int:
    assert by.account is not None
    return by.account


def test_who_has_a_card_open_is_seen_by_the_others_with_the_time() -> None:
    maria, ivan = account_of(clerk()), account_of(clerk("Іван"))
    card = draft(clerk("Олена")).id
    AppealEditor.enter(card, maria, now=NOW)
    assert AppealEditor.others(card, maria, now=NOW) == []
    [other] = AppealEditor.others(card, ivan, now=later(300))
    assert (other.name, other.since) == ("Марія", NOW.wall)


def test_opening_it_again_keeps_the_time_of_the_first_opening() -> None:
    maria, ivan = account_of(clerk()), account_of(clerk("Іван"))
    card = draft(clerk("Олена")).id
    for at_s in (0, 600, 1200):
        AppealEditor.enter(card, maria, now=later(at_s))
    assert [other.since for other in AppealEditor.others(card, ivan, now=later(1300))] == [NOW.wall]


def test_who_leaves_is_silent_or_restarted_has_it_open_no_more() -> None:
    maria, ivan, olena = (account_of(clerk(name)) for name in ("Марія", "Іван", "Олена"))
    card = draft(clerk("Петро")).id
    AppealEditor.enter(card, maria, now=NOW)
    AppealEditor.enter(card, ivan, now=NOW)
    AppealEditor.leave(card, ivan)
    assert [other.name for other in AppealEditor.others(card, olena, now=NOW)] == ["Марія"]
    assert AppealEditor.others(card, olena, now=later(SILENT_AFTER_S)) == []
    assert AppealEditor.others(card, olena, now=replace(later(5), boot_id="boot-2")) == []
    AppealEditor.enter(card, olena, now=later(SILENT_AFTER_S + 1))
    assert AppealEditor.select().count() == 1


def test_of_five_who_save_at_the_same_moment_one_is_first_and_the_others_are_told(opened: Path) -> None:
    clerks = [clerk(name) for name in NAMES]
    card = draft(clerks[0]).id
    bind(opened).pragma("synchronous", 0)
    for version in range(1, 9):
        start = Barrier(len(clerks))

        def save(by: Actor, version: int = version, start: Barrier = start) -> str:
            with bind(opened).connection_context():
                start.wait(30)
                try:
                    text = f"{by.account} у {version}"
                    save_card(card, version, AppealFields(essence=text), by=by, now=later(version))
                except ChangedMeanwhile as told:
                    return str(told.theirs["essence"])
                return text

        with ThreadPoolExecutor(len(clerks)) as desks:
            texts = set(desks.map(save, clerks))
        standing = Appeal.get_by_id(card)
        assert (texts, standing.version) == ({standing.essence}, version + 1)


@dataclass
class Desk:
    """What one clerk has before him: the card as he saw it, and what he has typed over it."""

    by: Actor
    version: int
    seen: AppealFields
    typed: AppealFields


@cache
def empty_register() -> bytes:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "slukhavka.db"
        migrate(path)
        return path.read_bytes()


class SeveralEditors(RuleBasedStateMachine):
    """Clerks open, type, save, mark and look again in any order. Beside them the model knows what must stand."""

    desks = Bundle("desks")

    @initialize(count=st.integers(2, 5), target=desks)
    def begin(self, count: int) -> object:
        self.files = tempfile.TemporaryDirectory()
        path = Path(self.files.name) / "slukhavka.db"
        path.write_bytes(empty_register())
        self.database = bind(path)
        self.database.connect()
        self.database.pragma("synchronous", 0)  # no power cut here, and a thousand commits
        self.at_s = 0.0
        clerks = [clerk(name) for name in NAMES[:count]]
        self.names = {by.account: name for by, name in zip(clerks, NAMES, strict=False)}
        self.card = Appeal.draft(visit(), AppealFields(), by=clerks[0], now=NOW)
        self.standing = AppealFields()
        self.version = 1
        self.last_by = NAMES[0]
        self.saved = {name: {""} for name in FIELDS}
        self.agreed: list[str] = []
        return multiple(*(self._sit_down(by) for by in clerks))

    def _sit_down(self, by: Actor) -> Desk:
        appeal = Appeal.numbered(self.card)
        return Desk(by, appeal.version, appeal.fields, appeal.fields)

    @rule(desk=desks, name=st.sampled_from(FIELDS), text=TEXTS)
    def type(self, desk: Desk, name: str, text: str) -> None:
        changed: dict[str, Any] = {name: text}
        desk.typed = replace(desk.typed, **changed)

    @rule(desk=desks, read_back=st.booleans())
    def save(self, desk: Desk, read_back: bool) -> None:
        self.at_s += 1
        marks = [NewMark(MarkKind.WORDING_AGREED)] if read_back else []
        try:
            save_card(self.card, desk.version, desk.typed, marks, by=desk.by, now=later(self.at_s))
        except ChangedMeanwhile as told:
            assert desk.version != self.version, "refused although nobody was first"
            assert told.by_name == self.last_by
            assert {name: told.theirs[name] for name in FIELDS} == {
                name: getattr(self.standing, name) for name in FIELDS
            }
            assert told.version == self.version
            # He has both texts before him and decides: his own stays typed, and the next press is made knowingly.
            desk.version = told.version
            return
        assert desk.version == self.version, "a text was overwritten that its editor had not seen"
        if desk.typed != self.standing:
            self.version += 1
            self.standing, self.last_by = desk.typed, self.names[desk.by.account]
            for name in FIELDS:
                self.saved[name].add(getattr(desk.typed, name))
        if read_back:
            self.agreed.append(desk.typed.essence)
        desk.version, desk.seen = self.version, desk.typed

    @rule(desk=desks)
    def agree(self, desk: Desk) -> None:
        """Mark the text he sees as read back, without saving anything."""
        try:
            AppealMark.put(self.card, desk.version, NewMark(MarkKind.WORDING_AGREED), by=desk.by, now=later(self.at_s))
        except ChangedMeanwhile:
            assert desk.version != self.version
            return
        assert desk.version == self.version
        self.agreed.append(self.standing.essence)

    @rule(desk=consumes(desks), target=desks)
    def open_again(self, desk: Desk) -> Desk:
        return self._sit_down(desk.by)

    @invariant()
    def the_card_is_what_was_saved_last(self) -> None:
        if hasattr(self, "card"):
            appeal = Appeal.get_by_id(self.card)
            assert appeal.fields == self.standing
            assert appeal.version == self.version

    @invariant()
    def the_history_keeps_every_text(self) -> None:
        if not hasattr(self, "card"):
            return
        kept: dict[str, set[str]] = {name: {""} for name in FIELDS}
        entries = list(AuditEntry.select().where(AuditEntry.subject == "appeal").order_by(AuditEntry.id))
        for entry in entries[1:]:
            for name in set(FIELDS) & entry.change.keys():
                kept[name] |= set(entry.change[name])
        assert kept == self.saved
        assert len(entries) == self.version

    @invariant()
    def agreed_is_only_what_was_read(self) -> None:
        if hasattr(self, "card"):
            texts = {mark.text for mark in Marks.of(self.card).rows}
            assert texts == set(self.agreed)

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.close()
            self.files.cleanup()


# Not shrunk: that takes longer than the gate lets a test live, and a red gate after five seconds says as much.
SeveralEditors.TestCase.settings = settings(
    max_examples=30, stateful_step_count=35, phases=(Phase.explicit, Phase.generate)
)
test_several_editors_never_overwrite_one_another_in_silence = SeveralEditors.TestCase
