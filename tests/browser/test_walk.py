"""A day at the desk, in a real browser before the real box: a call, a message, a card, a print; and what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from appliance.casework.appeals.appeal import Appeal
from appliance.casework.contacts.calls import CallRecord, VoiceMessage
from appliance.casework.entrance.sessions import IDLE_S, LoginSession
from appliance.casework.journal import AccessEntry
from appliance.menu.published import Published
from audio.line.tones import beep
from tests.acceptance.ear import head
from tests.browser.chromium import PATIENCE_MS, keep_picture
from tests.browser.keyboard import Keyboard
from tests.browser.running import LOGINS, Running, Telephones, log_in
from tests.fakes.modem.remote import RemoteModem, RemoteParty
from tests.fakes.spoken import said_by_a_caller

CLERK, SUPERVISOR, _ = LOGINS
STROKES_MAX = 90
"""Keys a clerk strikes on a card beside the letters of its texts: at two a second, 45 seconds."""
PLAY_TO_THE_END = """(sound) => new Promise((done, fail) => {
    sound.onended = () => done(sound.playbackRate);
    sound.onerror = fail;
    sound.play();
})"""
LONG_S = 120
"""A call is real time, and the machine may be slow."""


@pytest.fixture
def clerk(browser: Browser, running: Running) -> Iterator[Page]:
    with running.window(browser, CLERK) as page:
        page.set_default_timeout(PATIENCE_MS)
        yield page


@pytest.fixture
def supervisor(browser: Browser, running: Running) -> Iterator[Page]:
    with running.window(browser, SUPERVISOR) as page:
        yield page


def soon(found: Locator) -> None:
    """Wait until it is seen."""
    found.first.wait_for(timeout=PATIENCE_MS)


def leave_a_message(telephones: Telephones, heard: Published, number: str) -> None:
    async def talk(modem: RemoteModem) -> None:
        call = await modem.ring(number)
        await call.answered(LONG_S)
        await call.wait_for(head(heard.prompts["greeting"]), LONG_S)
        await call.press("3")
        await call.wait_for(beep(), LONG_S)
        await call.say(said_by_a_caller())
        await call.wait_for(head(heard.prompts["review"]), LONG_S)
        await call.press("4")
        await call.wait_for(head(heard.prompts["kept_number"]), LONG_S)
        await call.hang_up()

    telephones.do(talk)


def number_in(text: str) -> int:
    found = re.search(r"№ (\d+)", text)
    assert found, text
    return int(found[1])


def new_draft(page: Page, essence: str) -> int:
    """Make a card by hand and return its number."""
    page.goto("/appeals/new")
    page.get_by_label("Суть питання").fill(essence)
    page.get_by_role("button", name="Зберегти чернетку").click()
    heading = page.get_by_role("heading", level=1).filter(has_text="№")
    soon(heading)
    return number_in(heading.inner_text())


def test_a_call_shows_itself_on_an_open_page_and_takes_neither_focus_nor_a_half_typed_card(
    clerk: Page, running: Running, telephones: Telephones
) -> None:
    clerk.goto("/appeals/new")
    clerk.get_by_label("Суть питання").fill("Наполовину напи")
    call: RemoteParty = telephones.do(lambda modem: modem.ring("+380662838182"))
    soon(clerk.locator("#strip").get_by_text("082").or_(clerk.locator("#strip a")))
    keep_picture(clerk, "walk-2-rings")
    assert clerk.evaluate("document.activeElement.name") == "essence"
    clerk.keyboard.type("сане")
    assert clerk.get_by_label("Суть питання").input_value() == "Наполовину написане"
    clerk.get_by_role("button", name="Зберегти чернетку").click()
    clerk.locator("#strip").get_by_role("link").first.click()
    soon(clerk.get_by_text("066 283 81 82"))
    topic = clerk.locator("#consult summary").first
    name = topic.inner_text()
    topic.click()
    clerk.locator("#consult details[open] button").first.click()
    soon(clerk.locator("#card-consultations li", has_text=name))
    keep_picture(clerk, "walk-3-consultation")
    telephones.do(lambda _modem: call.hang_up())
    soon(clerk.locator("#card-call .result", has_text=re.compile("обслуговано|короткий")))
    with running.register():
        assert AccessEntry.select().where(AccessEntry.how == "looked").exists()


def test_a_message_is_heard_made_a_card_filled_in_by_keyboard_and_printed_while_a_colleague_sees_it_all(
    clerk: Page, supervisor: Page, running: Running, telephones: Telephones
) -> None:
    supervisor.goto("/todo")
    clerk.goto("/todo")
    leave_a_message(telephones, running.heard(), "+380501234567")
    soon(clerk.locator("#todo audio"))
    soon(supervisor.locator("#todo audio"))
    keep_picture(clerk, "walk-4-todo")
    clerk.get_by_role("button", name="×2").click()
    assert clerk.locator("#todo audio").evaluate(PLAY_TO_THE_END) == 2
    with running.register():
        message = VoiceMessage.select().order_by(VoiceMessage.id.desc()).get()
        listened = (AccessEntry.subject == "recording") & (AccessEntry.how == "listened")
        assert AccessEntry.select().where(listened, AccessEntry.subject_id == str(message.id)).count() == 1
    clerk.get_by_role("link", name="Перетворити на картку").first.click()
    soon(clerk.locator("audio"))
    card_number = fill_in_by_keyboard(clerk)
    keep_picture(clerk, "walk-5-card")
    with running.register():
        appeal = Appeal.numbered(card_number)
        assert (appeal.voice_message_id, appeal.applicant_name) == (message.id, "Коваль Олена Петрівна")
    clerk.goto(f"/appeals/{card_number}/print")
    soon(clerk.get_by_text("Не світить ліхтар"))
    assert clerk.pdf(format="A4").count(b"/Type /Page\n") == 1
    expect(supervisor.locator("#todo audio")).to_have_count(0, timeout=PATIENCE_MS)


def fill_in_by_keyboard(page: Page) -> int:
    """Fill in a card without the mouse and save it; return its number."""
    keys = Keyboard(page)
    keys.write("applicant_name", "Коваль Олена Петрівна")
    keys.choose("settlement_id", "с. В")
    keys.write("registered_address", "с. Вишневе, вул. Садова, 5")
    keys.go_to("stays_registered")
    keys.strike("Space")
    keys.choose("regime", "а")
    keys.write("essence", "Не світить ліхтар біля школи.")
    keys.choose("place_settlement_id", "с. В")
    keys.write("street", "вул. Шевченка")
    keys.choose("answer_by", "т")
    keys.go_to("unread_because")
    keys.strike("Enter")
    soon(page.get_by_role("heading", name=re.compile("Чернетка №")))
    assert keys.strokes <= STROKES_MAX
    return number_in(page.get_by_role("heading", level=1).inner_text())


def test_a_console_that_is_killed_and_starts_again_costs_neither_the_text_nor_the_session(
    clerk: Page, running: Running
) -> None:
    clerk.goto("/appeals/new")
    clerk.get_by_label("Суть питання").fill("Писали до збою")
    running.box.kill("console")
    clerk.get_by_label("Вулиця").fill("вул. Після збою")
    clerk.get_by_role("button", name="Зберегти чернетку").click()
    soon(clerk.get_by_text("Консоль зараз не відповідає."))
    running.box.start_again("console")
    clerk.get_by_role("button", name="Зберегти чернетку").click()
    soon(clerk.get_by_role("heading", name=re.compile("Чернетка №")))
    assert clerk.get_by_label("Суть питання").input_value() == "Писали до збою"
    assert clerk.get_by_label("Вулиця").input_value() == "вул. Після збою"


def test_of_two_clerks_at_one_card_the_second_gets_both_texts_and_nothing_is_overwritten_in_silence(
    clerk: Page, supervisor: Page, running: Running
) -> None:
    card = new_draft(clerk, "Як було")
    supervisor.goto(f"/appeals/{card}")
    soon(supervisor.get_by_text(f"Зараз відкрито: {LOGINS[CLERK][0]}"))
    clerk.get_by_label("Суть питання").fill("Як написала перша")
    clerk.get_by_role("button", name="Зберегти чернетку").click()
    soon(clerk.get_by_text("Збережено: чернетка"))
    supervisor.get_by_label("Суть питання").fill("Як написала друга")
    supervisor.get_by_role("button", name="Зберегти чернетку").click()
    both = supervisor.locator(".two-texts")
    soon(both.get_by_text("Як написала перша"))
    soon(both.get_by_text("Як написала друга"))
    keep_picture(supervisor, "walk-6-two-texts")
    with running.register():
        assert Appeal.numbered(card).essence == "Як написала перша"
    supervisor.get_by_role("button", name="Зберегти чернетку").click()
    soon(supervisor.get_by_text("Збережено: чернетка"))
    with running.register():
        assert Appeal.numbered(card).essence == "Як написала друга"


def test_what_was_typed_when_the_session_ended_stands_in_its_fields_after_the_log_in(
    browser: Browser, running: Running
) -> None:
    with running.window(browser, CLERK) as page:
        page.goto("/appeals/new")
        page.get_by_label("Суть питання").fill("Писали, поки час вийшов")
        with running.register(change=True):
            LoginSession.update(seen_monotonic_s=LoginSession.seen_monotonic_s - IDLE_S - 1).execute()
        page.get_by_role("button", name="Зберегти чернетку").click()
        soon(page.get_by_text("Написане збережено"))
        keep_picture(page, "walk-7-session-over")
        log_in(page, CLERK)
        soon(page.get_by_role("heading", name="Нова картка звернення"))
        assert page.get_by_label("Суть питання").input_value() == "Писали, поки час вийшов"
        page.get_by_role("button", name="Зберегти чернетку").click()
        soon(page.get_by_role("heading", name=re.compile("Чернетка №")))
        running.entered[CLERK] = page.context.storage_state()
    with running.window(browser, SUPERVISOR) as page:
        page.goto("/")
        soon(page.locator("#lines"))


def test_the_desk_works_without_scripts(browser: Browser, running: Running, telephones: Telephones) -> None:
    leave_a_message(telephones, running.heard(), "+380671234567")
    with running.window(browser, CLERK, scripts=False) as page:
        page.goto("/")
        page.get_by_role("link", name="Дзвінки", exact=True).click()
        page.locator("main tr", has_text="обслуговано").first.get_by_role("link").first.click()
        page.locator("#consult summary").first.click()
        page.locator("#consult details[open] button").first.click()
        soon(page.locator("#card-consultations li"))
        page.goto("/todo")
        soon(page.locator("#todo audio"))
        page.get_by_role("link", name="Перетворити на картку").first.click()
        page.get_by_label("Суть питання").fill("Без скриптів")
        page.get_by_role("button", name="Зберегти чернетку").click()
        page.get_by_role("link", name="Надрукувати").click()
        soon(page.get_by_text("Без скриптів"))


def test_while_the_daemon_is_gone_pages_say_so_and_work_goes_on(clerk: Page, running: Running) -> None:
    clerk.goto("/appeals/new")
    clerk.get_by_label("Суть питання").fill("Писали, поки Слухавка мовчала")
    running.box.kill("run")
    try:
        clerk.get_by_role("button", name="Зберегти чернетку").click()
        soon(clerk.get_by_role("heading", name=re.compile("Чернетка №")))
        assert clerk.get_by_label("Суть питання").input_value() == "Писали, поки Слухавка мовчала"
        for address in ("/", "/board"):
            clerk.goto(address)
            soon(clerk.get_by_text(re.compile("Слухавка.* не працює|не запущено")))
        keep_picture(clerk, "walk-8-daemon-gone")
        with running.register():
            call = CallRecord.select().where(CallRecord.number.is_null(False)).order_by(CallRecord.id.desc()).get()
        clerk.goto(f"/calls/{call.uid}")
        clerk.get_by_role("button", name="Передзвонити").click()
        soon(clerk.get_by_text(re.compile("Вас не записано оператором|Слухавка не працює")))
    finally:
        running.box.start_again("run")
    clerk.goto("/")
    soon(clerk.locator(".line.idle"))
