"""Four ways to a prompt, and what each prompt sounds like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import Role
from appliance.casework.entrance.phone_pin import PinFile
from appliance.casework.journal import AuditEntry
from appliance.casework.menus.publications import Publication
from appliance.contracts.office import Admission
from audio.recorded.limits import LARGEST_FILE
from audio.recorded.store import RecordedStore
from tests.audio.recorded.files import file, syllables, wav
from tests.web.house import HERE, OURS, House, Visitor, path_of
from tests.web.pages.call_house import text_of
from tests.web.pages.sounds_house import PROMPTS, draft, put_in_force, units
from web.pages.sounds import recordings


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def editor(house: House) -> Visitor:
    return house.enter(Role.EDITOR, "Ганна Лис")


@pytest.fixture
def working(house: House) -> Iterator[None]:
    put_in_force(house)
    with units(house):
        yield


def given(visitor: Visitor, content: bytes, name: str = "menu") -> tuple[int, str]:
    """Upload a file and return the status and what the page says in the end."""
    answer = visitor.client.post(
        f"/sounds/prompts/{name}",
        base_url=HERE,
        headers=OURS,
        content_type="multipart/form-data; boundary=cut",
        data=_part("csrf_token", visitor.token().encode())
        + _part("sound", content, '; filename="s.wav"')
        + b"--cut--\r\n",
    )
    if answer.status_code == 303:
        return 303, text_of(visitor.get(path_of(answer)).text)
    return answer.status_code, text_of(answer.text)


def _part(name: str, content: bytes, more: str = "") -> bytes:
    return f'--cut\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + content + b"\r\n"


def publications(house: House) -> int:
    with house.database():
        return int(Publication.select().count())


def test_every_prompt_in_force_and_of_the_draft_stands_in_the_list(house: House, editor: Visitor) -> None:
    keys = put_in_force(house)
    draft(house, menu="Натисніть два.", news="Новини.")
    page = editor.get("/sounds").text
    words = text_of(page)
    assert f"/sounds/spoken/{keys['menu']}.wav" in page
    assert "Озвучення. 1,5 с, рівень −22,0 дБ, найгучніше −4,0 дБ" in words
    assert "У чернетці текст інший." in words
    assert "news Новини. Ще не опубліковано." in words


def test_a_box_that_has_no_menu_has_an_empty_list(editor: Visitor) -> None:
    assert "Текстів ще немає" in editor.get("/sounds").text
    assert "Таких слів немає" in editor.get("/sounds/stress").text


@pytest.mark.usefixtures("working")
@pytest.mark.parametrize("kind", ["wav", "mp3", "ogg", "m4a"])
def test_a_file_becomes_the_prompt_with_its_level_and_who_gave_it(house: House, editor: Visitor, kind: str) -> None:
    status, words = given(editor, file(kind, syllables()))
    assert status == 303
    assert re.search(r"Запис прийнято: \d,\d с, рівень −2[123],\d дБ\.", words)
    assert "Останню зміну зробив: Ганна Лис" in words and "Його почують, щойно меню буде опубліковано." in words
    [recording] = RecordedStore(house.settings.recorded).all().values()
    assert (recording.name, recording.text) == ("menu", PROMPTS["menu"])
    with closing(editor.get(f"/sounds/recorded/{recording.wav}", Range="bytes=0-3")) as sound:
        assert (sound.status_code, sound.data) == (206, b"RIFF")
    assert publications(house) == 1


@pytest.mark.usefixtures("working")
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x7fELF" + bytes(4000), "Файл пошкоджено, або це не звук"),
        (b"", "Файл пошкоджено, або це не звук"),
        (wav(bytes(32000)), "тиша"),
        (wav(syllables(), data_bytes=2**31), ""),
    ],
)
def test_a_hostile_file_is_refused_with_a_sentence_and_leaves_nothing(
    house: House, editor: Visitor, content: bytes, sentence: str
) -> None:
    status, words = given(editor, content)
    if not sentence:
        assert status in (303, 422)
        return
    assert status == 422 and sentence in words and PROMPTS["menu"] in words
    assert RecordedStore(house.settings.recorded).all() == {}
    assert list((house.settings.recorded / "takes").iterdir()) == []
    assert publications(house) == 0


@pytest.mark.usefixtures("working")
def test_a_refused_file_leaves_the_recording_that_was_there(house: House, editor: Visitor) -> None:
    given(editor, file("wav", syllables()))
    before = RecordedStore(house.settings.recorded).all()
    assert given(editor, b"MZ" + bytes(100))[0] == 422
    assert RecordedStore(house.settings.recorded).all() == before


def test_a_file_is_taken_up_to_its_bound_and_no_stranger_may_send_one(house: House, editor: Visitor) -> None:
    put_in_force(house)
    status, words = given(editor, bytes(LARGEST_FILE))
    assert status == 422 and recordings.SILENT in words
    assert given(editor, bytes(LARGEST_FILE + 100_000))[0] == 413
    assert given(house.stranger(), bytes(1 << 20))[0] == 413


def test_a_form_without_a_file_and_an_unknown_prompt_are_told_so(house: House, editor: Visitor) -> None:
    put_in_force(house)
    answer = editor.post("/sounds/prompts/menu")
    assert answer.status_code == 422 and recordings.NO_FILE in answer.text
    assert editor.post("/sounds/prompts/nowhere").status_code == 404
    assert editor.get("/sounds/prompts/nowhere").status_code == 404


@pytest.mark.usefixtures("working")
def test_a_recording_whose_text_has_changed_since_is_marked(house: House, editor: Visitor) -> None:
    given(editor, file("wav", syllables()))
    draft(house, menu="Натисніть два.")
    assert "Текст змінено після запису." in text_of(editor.get("/sounds").text)
    words = text_of(editor.get("/sounds/prompts/menu").text)
    assert "Текст змінено після запису, а звучить запис. Тоді було: Натисніть один." in words


@pytest.mark.usefixtures("working")
def test_a_removed_recording_leaves_the_word_to_the_box(house: House, editor: Visitor) -> None:
    given(editor, file("wav", syllables()))
    assert path_of(editor.post("/sounds/remove", name="menu")) == "/sounds/prompts/menu"
    assert RecordedStore(house.settings.recorded).all() == {}
    assert publications(house) >= 1
    with house.database():
        entry = AuditEntry.last_of("recording_of_prompt", "menu")
    assert entry and entry.verb == "removed"


def test_a_verdict_that_is_late_is_not_waited_for(
    house: House, editor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_in_force(house)
    monkeypatch.setattr(recordings, "VERDICT_S", 0.0)
    monkeypatch.setattr(recordings, "is_served", lambda _spool: True)
    status, words = given(editor, file("wav", syllables()))
    assert status == 303 and recordings.NOT_YET in words
    assert len(list((house.settings.recorded / "takes").iterdir())) == 1


def test_the_list_says_how_to_record_by_telephone(house: House, editor: Visitor) -> None:
    assert "немає місця, де записують тексти" in text_of(editor.get("/sounds").text)
    put_in_force(house)
    words = text_of(editor.get("/sounds").text)
    assert "дочекайтеся меню й натисніть 6" in words and "Коду немає" in words


def test_the_pin_is_set_in_the_console_and_kept_out_of_the_journal(house: House, editor: Visitor) -> None:
    editor.post("/sounds/pin", code="271828", code_again="271829")
    assert "Коди різні." in editor.get("/sounds").text
    editor.post("/sounds/pin", code="123456", code_again="123456")
    assert "вгадають" in editor.get("/sounds").text
    editor.post("/sounds/pin", code="271828", code_again="271828")
    assert "Код задано." in editor.get("/sounds").text
    assert PinFile(house.settings.box.state).admit("271828", house.now().wall) is Admission.RIGHT
    with house.database():
        entry = AuditEntry.last_of("recording_pin", "")
        assert entry and entry.verb == "set" and entry.change == {}
    editor.post("/sounds/pin/remove")
    assert "Коду немає" in editor.get("/sounds").text


def test_a_clerk_hears_and_changes_nothing(house: House) -> None:
    put_in_force(house)
    clerk = house.enter(Role.CLERK)
    page = clerk.get("/sounds/prompts/menu").text
    assert "Завантажити файл" not in page and "data-recorder" not in page
    assert clerk.post("/sounds/remove", name="menu").status_code == 403
    assert clerk.post("/sounds/stress", word="замок", position=2).status_code == 403
