"""The pages of keeping: copies, disk, losses; settings out and in; the bundle for support; terms that are over."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.casework.box.disk_room import MB, Room
from appliance.casework.box.restorations import Restoration, Restored
from appliance.casework.box.retention_acts import RetentionAct, carry_out_slice, finish
from appliance.casework.box.retention_holds import RetentionHold
from appliance.casework.box.room_acts import make_room
from appliance.casework.box.set_aside import gone, set_aside_in
from appliance.casework.contacts.calls import VoiceMessage
from appliance.casework.entrance.accounts import BOX, Role
from appliance.casework.office.community import Settlement
from appliance.upkeep.keeping.copies import make_copy
from tests.appliance.casework.register import call
from tests.web.house import BEGAN, House
from tests.web.pages.call_house import left_message
from web.pages.keeping import routes


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def message(house: House) -> int:
    path = house.settings.recordings / f"{'a' * 32}-1.wav"
    path.write_bytes(b"voice")
    with house.database():
        return VoiceMessage.keep(
            call(at=BEGAN), uid="a" * 32, purpose="message", kept=BEGAN, path=path.name, duration_s=5, sound_s=5
        )


def test_the_technician_sees_the_copies_and_what_was_lost(house: House) -> None:
    visitor = house.enter(Role.TECHNICIAN)
    assert "Перевіреної копії немає жодної" in visitor.get("/keeping").text
    make_copy(house.settings, house.clock.now())
    with house.database():
        Restoration.enter(Restored("slukhavka.db.broken-1", "x", 1, BEGAN.wall, True, BEGAN.wall, True))
    (house.settings.box.state / "slukhavka.db.broken-1").write_bytes(b"x")
    page = visitor.get("/keeping").text
    assert "Остання перевірена копія: № 1" in page
    assert "Усе гаразд" in page
    assert "Втрачено все між" in page
    assert "Відкладено після збою чи відновлення:</b> slukhavka.db.broken-1. " in page
    assert "старше Слухавка прибирає сама за 30 днів, а коли відкладеного понад 3 – раніше" in page
    assert "Прибрано:" not in page
    with house.database():
        [lies] = set_aside_in(house.settings.box.state)
        gone(lies, now=BEGAN)
    lies.paths[0].unlink()
    assert "Прибрано: slukhavka.db.broken-1 (" in visitor.get("/keeping").text
    house.clock.pass_by(4 * 3600)
    assert "давніше за три години" in house.enter(Role.TECHNICIAN).get("/keeping").text


def test_a_copy_is_asked_of_the_daemon_and_its_silence_is_said(house: House) -> None:
    visitor = house.enter(Role.TECHNICIAN)
    assert visitor.post("/keeping/copy").location == "/keeping"
    assert "Слухавка не працює" in visitor.get("/keeping").text


def test_settings_go_out_are_shown_and_come_in(house: House, tmp_path: Path) -> None:
    with house.database():
        Settlement.add("Вільне", by=BOX, now=BEGAN)
    visitor = house.enter(Role.ADMINISTRATOR)
    content = visitor.post("/keeping/settings.zip").data
    assert "slukhavka.toml" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    (tmp_path / "other").mkdir()
    other = House(tmp_path / "other")
    visitor = other.enter(Role.ADMINISTRATOR)
    shown = visitor.post("/keeping/settings", file=(io.BytesIO(content), "settings.zip"))
    assert "додасться: Вільне" in shown.text
    with other.database():
        assert Settlement.select().count() == 0
    assert visitor.post("/keeping/settings", file=(io.BytesIO(content), "settings.zip"), sure="y").status_code == 303
    with other.database():
        assert [each.name for each in Settlement.select()] == ["Вільне"]


def test_a_file_that_is_none_is_refused_beside_its_field(house: House) -> None:
    visitor = house.enter(Role.ADMINISTRATOR)
    answer = visitor.post("/keeping/settings", file=(io.BytesIO(b"x"), "settings.zip"), sure="y")
    assert answer.status_code == 422
    assert "не файл налаштувань" in answer.text
    assert visitor.post("/keeping/settings").status_code == 422


def test_the_bundle_for_support_is_sent(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    content = house.enter(Role.TECHNICIAN).post("/keeping/support.zip").data
    assert "rows.json" in zipfile.ZipFile(io.BytesIO(content)).namelist()


def test_the_head_sees_what_is_over_approves_it_and_prints_the_act(house: House) -> None:
    number = message(house)
    house.clock.pass_by(91 * 86400)
    visitor = house.enter(Role.HEAD, "Голова Іванна")
    where = visitor.post("/retention/propose").location
    page = visitor.get(where).text
    assert "Аудіозаписи голосових повідомлень" in page
    assert f"{number}" in page
    assert visitor.post(f"{where}/approve", mark="x" * 64, sure="y").status_code == 422
    with house.database():
        act = RetentionAct.open()
        assert act is not None
    assert visitor.post(f"{where}/approve", mark=act.mark).status_code == 422
    assert visitor.post(f"{where}/approve", mark=act.mark, sure="y").status_code == 303
    with house.database():
        while carry_out_slice(house.clock.now()):
            pass
        assert finish(house.settings.recordings, now=house.clock.now(), copies_note="Копій немає.")
    printed = visitor.get(f"{where}/print").text
    assert "Голова Іванна" in printed
    assert "Копій немає." in printed
    assert not list(house.settings.recordings.glob("*.wav"))
    assert visitor.post("/retention/propose").location == "/retention"
    assert "Немає нічого" in visitor.get("/retention").text


def test_an_act_that_the_box_made_of_itself_says_so_and_is_printed_for_who_looks_at_it(house: House) -> None:
    message(house)
    house.clock.pass_by(91 * 86400)
    with house.database():
        act = make_room(1, house.settings.recordings, now=house.clock.now())
        assert act is not None
        while carry_out_slice(house.clock.now()):
            pass
        assert finish(house.settings.recordings, now=house.clock.now())
    head = house.enter(Role.HEAD)
    assert f"акт № {act.id}. Перегляньте його" in head.get("/board").text
    shown, printed = head.get(f"/retention/{act.id}").text, head.get(f"/retention/{act.id}/print").text
    assert shown.count(": Слухавка, бо диск заповнюється. Виконано") == 1
    assert printed.count(": Слухавка, бо диск заповнюється. Виконано") == 1
    assert "Підпис того, хто переглянув" in printed
    assert "складено й виконується акт знищення: диск заповнюється" in head.get("/journal").text


@pytest.mark.parametrize(
    ("free", "says"),
    [
        (9000, "Голосові повідомлення записуються, доки вільно більше ніж 500"),
        (1999, "<b>Диск заповнюється.</b>"),
        (499, "голосові повідомлення не записуються"),
    ],
)
def test_the_page_says_how_full_the_disk_is(
    house: House, free: int, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "room_of", lambda _state: Room(free * MB, 16_000 * MB))
    assert says in house.enter(Role.TECHNICIAN).get("/keeping").text


def test_a_recording_whose_term_is_over_is_offered_to_nobody_s_ear(house: House) -> None:
    left_message(house)
    clerk, head = house.enter(Role.CLERK), house.enter(Role.HEAD)
    pages = ("/", "/todo")
    assert all("<audio" in clerk.get(page).text for page in pages)
    house.clock.pass_by(91 * 86400)
    clerk, head = house.enter(Role.CLERK), house.enter(Role.HEAD)
    where = head.post("/retention/propose").location
    with house.database():
        act = RetentionAct.open()
        assert act is not None
    head.post(f"{where}/approve", mark=act.mark, sure="y")
    with house.database():
        while carry_out_slice(house.clock.now()):
            pass
        assert finish(house.settings.recordings, now=house.clock.now())
    for page in pages:
        shown = clerk.get(page).text
        assert "запис видалено" in shown
        assert "<audio" not in shown


def test_an_act_is_dropped_and_what_is_in_dispute_is_held(house: House) -> None:
    number = message(house)
    house.clock.pass_by(91 * 86400)
    visitor = house.enter(Role.HEAD)
    where = visitor.post("/retention/propose").location
    assert visitor.post(f"{where}/drop").location == "/retention"
    assert visitor.post("/retention/holds", kind="recording", subject_id="999", reason="суд").status_code == 422
    assert visitor.post("/retention/holds", kind="recording", subject_id=str(number), reason="суд").status_code == 303
    assert visitor.post("/retention/propose").location == "/retention"
    with house.database():
        [held] = RetentionHold.standing()
    assert "суд" in visitor.get("/retention").text
    visitor.post(f"/retention/holds/{held.id}/lift")
    assert visitor.post("/retention/propose").location != "/retention"


def test_a_term_is_changed_within_reason(house: House) -> None:
    visitor = house.enter(Role.ADMINISTRATOR)
    visitor.post("/retention/terms/recording", count="30")
    assert "30 дн." in visitor.get("/retention").text
    visitor.post("/retention/terms/recording", count="1")
    assert "Строк має бути від 7" in visitor.get("/retention").text
    assert visitor.post("/retention/terms/nothing", count="30").status_code == 404


def test_without_a_right_clock_nothing_is_proposed(house: House) -> None:
    message(house)
    house.clock.pass_by(timedelta(days=91).total_seconds())
    house.clock.moment = replace(house.clock.moment, trusted=False)
    visitor = house.enter(Role.HEAD)
    visitor.post("/retention/propose")
    assert "Годинник не налаштовано" in visitor.get("/retention").text
