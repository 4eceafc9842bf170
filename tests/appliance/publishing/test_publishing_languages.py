"""The texts of another language go the way of the menu: draft, revision, publication."""

from __future__ import annotations

from pathlib import Path

from appliance.casework.entrance.accounts import BOX
from appliance.casework.menus.drafts import DraftMenu
from appliance.casework.menus.publications import PublicationState
from appliance.casework.menus.translations import Translation
from appliance.casework.row import bind
from appliance.menu.flow import table_of
from appliance.menu.published import load_current
from tests.acceptance.test_language import FLOW
from tests.appliance.publishing.test_publisher import CLOCK, Office
from tests.fakes.speech_unit import speech_unit

HOURS = "Monday to Friday."


def test_a_language_of_a_draft_is_spoken_by_its_voice_and_published(tmp_path: Path) -> None:
    office = Office(tmp_path)
    with bind(office.settings.database).connection_context():
        DraftMenu.begin("", table_of(FLOW), by=BOX, now=CLOCK.now())
        Translation.keep("", "en", "hours", HOURS, 0, by=BOX, now=CLOCK.now())
        draft = DraftMenu.of("")
        assert draft is not None
        document = draft.document()
    with speech_unit(office.settings):
        publication = office.hand_in(document)
        office.work_off()
    assert office.publication(publication).state == PublicationState.DONE, office.publication(publication).fault
    menu = load_current(office.settings.published)
    english = menu.languages["en"](100, menu.prompts)
    assert {name: prompt.text for name, prompt in english.items()}["hours"] == HOURS
    assert set(english) == {"greeting", "main", "goodbye", "hours"}
    assert menu.prompts["hours"].text != HOURS
