"""Publishing: any sequence of edits leaves a set that is whole, and a kill leaves the old one or the new."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from appliance.casework.box.alarms import Alarm
from appliance.casework.entrance.accounts import BOX
from appliance.casework.knowledge.rubrics import EntryWording, Rubric, RubricEntry
from appliance.casework.menus.drafts import DraftMenu, DraftPrompt
from appliance.casework.menus.publications import Publication, PublicationState
from appliance.casework.menus.revisions import BadRevision, Revision
from appliance.casework.office.office_hours import OfficeHours
from appliance.casework.row import bind
from appliance.clock import SystemClock
from appliance.menu.contents.rubrics import items_of
from appliance.menu.flow import FlowError, findings, flow_of, table_of
from appliance.menu.published import KEPT, check_current, load_current
from appliance.publishing.compose import Composed, compose
from appliance.publishing.intake import take_in
from appliance.publishing.publisher import Publisher
from appliance.settings import BoxSettings, CallSettings, ConsoleSettings, Settings
from audio.line.wav import header
from audio.recorded.store import RecordedStore
from tests.appliance.calls.scripted_leg import noise
from tests.appliance.menu.small_flow import small_flow
from tests.fakes.fresh_register import lay_register
from tests.fakes.noise_unit import NoiseUnit, noise_unit

HOURS: dict[str, Any] = {"week": {"mon": ["08:00-17:00"]}}
FLOW = table_of(small_flow())
CLOCK = SystemClock()


class Office:
    """A box whose menu is published."""

    def __init__(self, directory: Path) -> None:
        self.settings = Settings(BoxSettings(state=directory), CallSettings(), ConsoleSettings(), ())
        lay_register(self.settings.database)
        self.publisher = Publisher(self.settings, CLOCK, wait_s=120.0)

    def hand_in(self, document: dict[str, Any], hours: dict[str, Any] = HOURS) -> Publication:
        with bind(self.settings.database).connection_context():
            return take_in("", document, hours, "", by=BOX, now=CLOCK.now())

    def work_off(self) -> None:
        self.publisher.work_off()

    def publication(self, publication: Publication) -> Publication:
        with bind(self.settings.database).connection_context():
            found: Publication = Publication.get_by_id(publication.id)
            return found

    def alarms(self) -> list[Alarm]:
        with bind(self.settings.database).connection_context():
            return list(Alarm.select().where(Alarm.cleared_at.is_null()))

    def heard(self) -> dict[str, str]:
        return {name: prompt.text for name, prompt in load_current(self.settings.published).prompts.items()}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def unit(office: Office) -> Iterator[NoiseUnit]:
    with noise_unit(office.settings.speech_spool, office.settings.spoken) as unit:
        yield unit


def saying(text: str) -> dict[str, Any]:
    document = deepcopy(FLOW)
    document["prompts"]["it"] = text
    return document


@pytest.mark.row("D3")
@pytest.mark.usefixtures("unit")
def test_a_revision_is_heard_and_the_one_before_it_again_after_going_back(office: Office) -> None:
    first = office.hand_in(saying("Перше."))
    office.work_off()
    office.hand_in(saying("Друге."))
    office.work_off()
    assert office.heard()["it"] == "Друге."
    with bind(office.settings.database).connection_context():
        back = Publication.ask_revision(office.publication(first).revision_id or 0, by=BOX, now=CLOCK.now())
    office.work_off()
    done = office.publication(back)
    assert (done.state, done.published_as, done.spoken == done.of_all > 0) == (PublicationState.DONE, "3", True)
    assert office.heard()["it"] == "Перше."


@pytest.mark.usefixtures("unit")
def test_changed_hours_are_heard_with_the_menu_in_force(office: Office) -> None:
    office.hand_in(saying("Перше."))
    office.work_off()
    with bind(office.settings.database).connection_context():
        OfficeHours.begin({"round_the_clock": True}, by=BOX, now=CLOCK.now())
        Publication.ask("hours", by=BOX, now=CLOCK.now())
    office.work_off()
    assert load_current(office.settings.published).calendar.is_open(CLOCK.now().wall)
    assert office.heard()["it"] == "Перше."


def test_what_cannot_be_spoken_is_told_in_its_row_and_changes_nothing(office: Office, unit: NoiseUnit) -> None:
    office.hand_in(saying("Перше."))
    office.work_off()
    unit.mute.add("Друге.")
    failed = office.hand_in(saying("Друге."))
    office.work_off()
    told = office.publication(failed)
    assert (told.state, told.fault) == (
        PublicationState.FAILED,
        "Не вдалося озвучити «Друге.»: Голос нічого не сказав.",
    )
    assert office.heard()["it"] == "Перше."
    office.work_off()
    assert unit.asked.count("Друге.") == 1, "what failed is not tried again by itself"
    assert [alarm.text.split(".")[0] for alarm in office.alarms()] == [
        "Зміни не опубліковано, люди чують те, що й раніше"
    ]
    office.hand_in(saying("Третє."))
    office.work_off()
    assert office.alarms() == []


@pytest.mark.usefixtures("unit")
def test_what_is_asked_while_a_menu_is_put_together_is_a_publication_of_its_own(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.hand_in(saying("Перше."))
    office.work_off()
    asked: list[int] = []

    def composing(*args: Any) -> Composed:
        composed = compose(*args)
        asked.append(Publication.ask("services", by=BOX, now=CLOCK.now()).id if len(asked) < 2 else 0)
        return composed

    monkeypatch.setattr("appliance.publishing.publisher.compose", composing)
    with bind(office.settings.database).connection_context():
        first = Publication.ask("hours", by=BOX, now=CLOCK.now())
    office.work_off()
    assert len({first.id, *asked[:2]}) == 3, "what changed after the content was read would wait for the next change"


def test_one_row_that_cannot_be_read_keeps_nothing_else_from_callers(office: Office, unit: NoiseUnit) -> None:
    document = table_of(small_flow("rubric"))
    office.hand_in(document)
    office.work_off()
    with bind(office.settings.database).connection_context():
        ends = CLOCK.now().wall + timedelta(days=1)
        for text in ("Свято в суботу.", "Ціна ☃ грн."):
            RubricEntry.add(Rubric.NEWS, EntryWording("Новина", text, ends_at=ends), by=BOX, now=CLOCK.now())
        asked = Publication.ask("rubrics", by=BOX, now=CLOCK.now())
    unit.mute.add("Ціна ☃ грн.")
    office.work_off()
    told = office.publication(asked)
    assert (told.state, told.fault) == (PublicationState.DONE, "")
    assert "«Ціна ☃ грн.» людям не розповідають" in told.remark
    items = items_of(load_current(office.settings.published).background.content, "news")
    assert [item.said for item in items] == [("Свято в суботу.",)]


def test_what_no_voice_can_say_keeps_nothing_else_from_callers(office: Office, unit: NoiseUnit) -> None:
    document = table_of(small_flow("rubric"))
    with bind(office.settings.database).connection_context():
        ends = CLOCK.now().wall + timedelta(days=1)
        RubricEntry.add(Rubric.NEWS, EntryWording("Новина", "Свято.", ends_at=ends), by=BOX, now=CLOCK.now())
    unit.mute.add("Свято.")
    told = office.publication(_worked_off(office, document))
    assert (told.state, told.spoken == told.of_all > 0) == (PublicationState.DONE, True)
    assert told.remark == "Увага: «Свято.» люди не почують, бо не озвучено: Голос нічого не сказав.\n"
    check_current(office.settings.published)


@pytest.mark.usefixtures("unit")
def test_a_recording_of_words_that_nobody_has_approved_is_not_heard_before_they_are(office: Office) -> None:
    office.hand_in(saying("Перше."))
    office.work_off()
    sound = noise("a person", 1.0)
    figures = {"duration_s": 1.0, "active_dbfs": -22.0, "peak_dbfs": -3.0}
    RecordedStore(office.settings.recorded).keep("it", "Друге.", header(len(sound)) + sound, **figures)
    with bind(office.settings.database).connection_context():
        draft = DraftMenu.of()
        assert draft
        row = DraftPrompt.named(draft.id, "it")
        assert row
        DraftPrompt.change(row.id, row.version, "Друге.", by=BOX, now=CLOCK.now())
        asked = Publication.ask("recordings", by=BOX, now=CLOCK.now())
    office.work_off()
    assert "Запис тексту «it» зроблено для чернетки" in office.publication(asked).remark
    assert load_current(office.settings.published).prompts["it"].pcm != sound
    office.hand_in(saying("Друге."))
    office.work_off()
    assert load_current(office.settings.published).prompts["it"].pcm == sound


def _worked_off(office: Office, document: dict[str, Any]) -> Publication:
    handed_in = office.hand_in(document)
    office.work_off()
    return handed_in


def test_the_office_can_close_although_nothing_can_speak(office: Office) -> None:
    document = table_of(small_flow("office_hours"))
    with noise_unit(office.settings.speech_spool, office.settings.spoken):
        office.hand_in(document)
        office.work_off()
    changed = office.hand_in(document, {"week": {"tue": ["09:05-16:55"]}})
    Publisher(office.settings, CLOCK, wait_s=0.1).work_off()
    told = office.publication(changed)
    assert told.state is PublicationState.DONE
    assert "звучить коротше" in told.remark
    menu = load_current(office.settings.published)
    assert [len(hours) for hours in menu.calendar.week] == [0, 1, 0, 0, 0, 0, 0]


@pytest.mark.usefixtures("unit")
def test_a_menu_of_which_something_is_wrong_never_gets_as_far_as_the_rows(office: Office) -> None:
    dead_end = deepcopy(FLOW)
    del dead_end["nodes"]["it"]["exits"]
    with pytest.raises(FlowError, match="«it»"):
        office.hand_in(dead_end)
    with bind(office.settings.database).connection_context():
        assert (Revision.select().count(), OfficeHours.current(), DraftMenu.of()) == (0, None, None)


@pytest.mark.usefixtures("unit")
def test_only_the_newest_published_menus_stay_on_the_disk(office: Office) -> None:
    for number in range(KEPT + 3):
        office.hand_in(saying(f"Раз {'а' * number}."))
        office.work_off()
    left = {path.name for path in office.settings.published.iterdir()}
    assert left == {"current", *(str(number) for number in range(4, KEPT + 4))}


NODE = some.sampled_from(["it", "next", "bye", "extra"])
EDITS = some.lists(
    some.one_of(
        some.tuples(some.just("text"), some.sampled_from(["Так.", "Ні.", ""])),
        some.tuples(some.just("add"), NODE, NODE),
        some.tuples(some.just("remove"), NODE, some.none()),
        some.tuples(some.just("lead"), NODE, NODE),
        some.tuples(some.just("publish")),
        some.tuples(some.just("back"), some.integers(0, 5)),
    ),
    max_size=12,
)


def edited(document: dict[str, Any], edit: tuple[Any, ...]) -> dict[str, Any]:
    document = deepcopy(document)
    match edit:
        case ("text", text):
            document["prompts"]["it"] = text
        case ("add", name, target):
            document["nodes"].setdefault(name, {"kind": "say", "prompt": "it", "exits": {"done": target}})
        case ("remove", name, _):
            document["nodes"].pop(name, None)
        case ("lead", name, target):
            node = document["nodes"].get(name, {})
            node["exits"] = dict.fromkeys(node.get("exits", {}), target)
    return document


@given(EDITS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.usefixtures("unit")
def test_any_sequence_of_edits_publishings_and_ways_back_leaves_a_set_that_passes_its_check(
    office: Office, edits: list[tuple[Any, ...]]
) -> None:
    document, heard = deepcopy(FLOW), None
    for edit in [("publish",), *edits]:
        before = heard
        try:
            if edit[0] == "publish":
                office.hand_in(document)
                heard = document
            elif edit[0] == "back":
                with bind(office.settings.database).connection_context():
                    revision = Revision.known(edit[1])
                    Publication.ask_revision(revision.id, by=BOX, now=CLOCK.now())
                    heard = revision.document
            else:
                document = edited(document, edit)
                continue
        except (FlowError, BadRevision):
            heard = before
        office.work_off()
        check_current(office.settings.published)
        assert heard is not None
        assert findings(heard) == []
        assert load_current(office.settings.published).flow == flow_of(heard)


KILLED = """
import sys
from pathlib import Path
from appliance.clock import SystemClock
from appliance.publishing.publisher import Publisher
from appliance.settings import BoxSettings, CallSettings, ConsoleSettings, Settings
settings = Settings(BoxSettings(state=Path(sys.argv[1])), CallSettings(), ConsoleSettings(), ())
print("ready", flush=True)
sys.stdin.readline()
Publisher(settings, SystemClock(), wait_s=120.0).work_off()
"""


def test_a_kill_at_any_moment_of_publishing_leaves_the_old_set_or_the_new_one(office: Office) -> None:
    with noise_unit(office.settings.speech_spool, office.settings.spoken):
        office.hand_in(saying("Раз."))
        office.work_off()
        began_s = time.monotonic()
        office.hand_in(saying("Два."))
        office.work_off()
        whole_s = time.monotonic() - began_s
        for step in range(5):
            texts = {office.heard()["it"], f"Слово {'а' * step}."}
            asked = office.hand_in(saying(f"Слово {'а' * step}."))
            process = subprocess.Popen(
                [sys.executable, "-c", KILLED, str(office.settings.box.state)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=Path(__file__).parents[3],
            )
            assert process.stdin
            assert process.stdout
            with process.stdin, process.stdout:
                process.stdout.readline()
                process.stdin.write(b"\n")
                process.stdin.flush()
                time.sleep(whole_s * step / 4)
                process.send_signal(signal.SIGKILL)
                process.wait()
            check_current(office.settings.published)
            assert office.heard()["it"] in texts
            office.work_off()
            assert office.publication(asked).state is PublicationState.DONE, "what was broken off is done again"
            assert office.heard()["it"] == f"Слово {'а' * step}."
            assert not list(office.settings.published.glob(".*.making"))
