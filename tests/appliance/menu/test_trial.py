"""The trial phone: the session of a real call, walked by a list of what the caller does."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.casework.office.hours_file import from_toml
from appliance.clock import Moment
from appliance.contracts import HIDDEN_KEY, EndedBy
from appliance.contracts.office import PresenceState
from appliance.menu.content import Background
from appliance.menu.flow import read_flow
from appliance.menu.published import Published
from appliance.menu.trial import ROUND, unspoken, walk
from appliance.menu.trial_events import MOST, NoEvents, written
from appliance.menu.trial_office import Operators, TrialHouse
from appliance.menu.trial_story import Awaited, Did, Transcript
from tests.appliance.menu.small_flow import KINDS_OF_IT, small_flow
from tests.appliance.menu.walk import Walk, sounding
from tests.appliance.menu.walk import walk as really_walk

MONDAY = Moment(datetime(2026, 11, 23, 8, 0, tzinfo=UTC), 1000.0, True, "boot")
SUNDAY = Moment(datetime(2026, 11, 22, 8, 0, tzinfo=UTC), 1000.0, True, "boot")
ALWAYS = Background(from_toml({"round_the_clock": True}))
WEEKDAYS = Background(from_toml({"week": {day: ["08:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}}))
CALLER = TrialHouse(number="+380671234567")


def menu(kind: str = "say", background: Background = ALWAYS, **changes: str) -> Published:
    return unspoken(read_flow(small_flow(kind, **changes)), background)


def names(told: Transcript) -> list[str]:
    return [heard.name or heard.text for heard in told.heard]


def deeds(told: Transcript) -> list[str]:
    return [deed.what for deed in told.deeds]


def test_a_trial_stops_where_a_key_is_awaited_and_says_where() -> None:
    told = walk(menu(), "1", MONDAY)
    assert names(told) == ["top", "sub"]
    assert told.waits and (told.waits.node, told.waits.awaited, told.waits.within_s) == ("sub", Awaited.KEY, 5.0)
    assert told.exits == (("top", "1"),) and told.ended is None


def test_a_trial_goes_to_the_end_of_the_call() -> None:
    told = walk(menu(), "1 1 .", MONDAY)
    assert names(told) == ["top", "sub", "it", "it_tail", "next", "goodbye"]
    assert told.ended is EndedBy.BOX and told.waits is None and not told.trouble


def test_the_clock_goes_on_by_what_is_said_and_waited_for() -> None:
    spoken = sounding(small_flow(), seconds={"top": 6.0})
    assert walk(spoken, ".", MONDAY).took_s == pytest.approx(6.0 + 5.0 + 0.6 + 0.6)
    in_words = walk(menu(), "", MONDAY)
    assert in_words.took_s == pytest.approx(60 / 105), "one word that nobody has spoken yet"


def test_a_key_pressed_while_something_is_said_breaks_it_off() -> None:
    told = walk(menu(), "1 1 2<#", MONDAY)
    assert [(heard.name, heard.broken_by) for heard in told.heard[2:]] == [("it", ""), ("it_tail", "#"), ("top", "")]
    assert told.exits[-1] == ("it", "main")


def test_a_choice_pressed_early_stays_for_the_menu_that_follows() -> None:
    told = walk(menu(exits='{ done = "top" }'), "1 1 1<2", MONDAY)
    assert told.exits[-3:] == (("it", "done"), ("top", "2"), ("next", "done"))


def test_who_hangs_up_is_gone_in_the_middle_of_a_word_too() -> None:
    assert walk(menu(), "!", MONDAY).ended is EndedBy.CALLER
    told = walk(menu(), "1<!", MONDAY)
    assert told.ended is EndedBy.CALLER and [heard.broken_by for heard in told.heard] == ["!"]


def test_what_is_no_event_is_refused() -> None:
    for wrong in ("a", "12", "1<.", "0<1", "~", "~1000", "1<~8", "１", "." * (MOST + 1)):
        with pytest.raises(NoEvents):
            walk(menu(), wrong if len(wrong) < MOST else written(wrong), MONDAY)


def test_a_message_is_recorded_and_nothing_is_kept(tmp_path: Path) -> None:
    told = walk(menu("record"), "1 1", MONDAY, CALLER)
    assert told.waits and told.waits.awaited is Awaited.VOICE
    told = walk(menu("record"), "1 1 ~8 . 1 4", MONDAY, CALLER)
    assert names(told)[2:7] == ["it", "beep", "review", "recording", "review"]
    assert deeds(told) == ["message"] and "№ 123, 8 с" in told.deeds[0].words
    assert list(tmp_path.iterdir()) == []


def test_silence_is_no_message_and_who_hangs_up_has_left_his() -> None:
    assert walk(menu("record"), "1 1 .", MONDAY).exits[-2] == ("it", "nothing")
    told = walk(menu("record"), "1 1 ~8 !", MONDAY)
    assert told.ended is EndedBy.CALLER and deeds(told) == ["message"]


def test_stopping_while_something_is_undecided_does_nothing() -> None:
    told = walk(menu("recorder"), "1 1 1 1 1 1 1 1 1 # ~3 .", MONDAY)
    assert told.waits and deeds(told) == []


def test_a_pin_is_never_shown_and_only_one_is_wrong() -> None:
    told = walk(menu("recorder"), "1 1 9 8 7 6 5 4", MONDAY)
    keys = [step.words for step in told.steps if isinstance(step, Did)]
    assert keys == ["1", "1", *HIDDEN_KEY * 6] and names(told)[-1] == "again"
    refused = walk(menu("recorder"), written("11" + 3 * "000000"), MONDAY)
    assert ("it", "refused") in refused.exits


@pytest.mark.parametrize(
    ("operators", "exit_taken"),
    [
        (Operators.READY, "talked"),
        (Operators.LOST, "message"),
        (Operators.NO_ANSWER, "no_answer"),
        (Operators.NOBODY, "nobody"),
    ],
)
def test_the_trial_chooses_what_becomes_of_a_caller_who_wants_a_person(operators: Operators, exit_taken: str) -> None:
    told = walk(menu("operator"), "1 1 .", MONDAY, TrialHouse(operators=operators))
    assert ("it", exit_taken) in told.exits


def test_who_waits_for_a_busy_operator_hears_his_place_and_may_leave() -> None:
    house = TrialHouse(operators=Operators.BUSY)
    told = walk(menu("operator"), "1 1 .", MONDAY, house)
    assert told.waits and told.waits.awaited is Awaited.PERSON
    assert names(told).count("Ви другі в черзі") == 2
    assert ("it", "call_back") in walk(menu("operator"), "1 1 . 1", MONDAY, house).exits


def test_the_moment_is_the_one_that_was_chosen() -> None:
    shut = walk(menu("operator", WEEKDAYS), "1 1", SUNDAY)
    assert ("it", "closed") in shut.exits
    assert "Зараз ми не працюємо" in names(walk(menu("office_hours", WEEKDAYS), "1 1", SUNDAY))


def test_an_sms_and_a_call_back_are_told_and_go_to_whom_the_number_shown_belongs() -> None:
    told = walk(menu("sms"), "1 1 1", MONDAY, CALLER)
    assert [deed.words for deed in told.deeds] == ["буде надіслано SMS: Пн–Чт 8–17"]
    assert "it" not in names(walk(menu("sms"), "1 1", MONDAY)), "a hidden number is offered no SMS"
    own = walk(menu("callback"), "1 1 .", MONDAY, CALLER)
    assert [deed.words for deed in own.deeds] == ["буде записано: передзвонити на 067 123 45 67"]
    typed = walk(menu("callback"), written("110501112233#1"), MONDAY)
    assert [deed.words for deed in typed.deeds] == ["буде записано: передзвонити на 050 111 22 33"]


def test_a_house_that_can_keep_nothing_is_heard_to_fail() -> None:
    house = TrialHouse(number="+380671234567", keeps=False)
    for kind, events in (("sms", "1 1 1"), ("callback", "1 1 ."), ("record", "1 1 ~8 ."), ("record", "1 1 ~8 . 4")):
        told = walk(menu(kind), events, MONDAY, house)
        assert "failed" in names(told) or told.waits, kind
        assert deeds(told) == []


def test_an_operator_changes_his_presence() -> None:
    told = walk(menu("presence"), "1 1 2", MONDAY, TrialHouse(staff=PresenceState.READY))
    assert deeds(told) == ["presence"] and "У вас перерва." in names(told)
    assert ("it", "stranger") in walk(menu("presence"), "1 1", MONDAY).exits


def test_what_is_said_slower_lasts_longer() -> None:
    told = walk(menu("slower", exits='{ done = "sub" }'), "1 1", MONDAY)
    before, after = (heard for heard in told.heard if heard.name == "sub")
    assert (before.pace, after.pace) == (100, 85) and after.lasts_s > before.lasts_s


def test_another_language_is_said_as_far_as_there_are_words_in_it() -> None:
    flow = small_flow("language", languages='{ 1 = "en" }', exits='{ done = "sub" }')
    told = walk(unspoken(read_flow(f'{flow}\n[languages.en.prompts]\nsub = "Below"\n'), ALWAYS), "1 1 1", MONDAY)
    assert names(told)[-2:] == ["it", "sub@en"] and told.heard[-1].text == "Below"


def test_a_quarter_of_an_hour_ends_the_call_with_a_warning_and_a_goodbye() -> None:
    house = TrialHouse(operators=Operators.BUSY)
    told = walk(menu("operator"), "1 1 " + 200 * ". ", MONDAY, house)
    assert told.ended is EndedBy.BOX and names(told)[-1] == "goodbye" and "warning" in names(told)
    assert 900 <= told.took_s < 930


def test_a_minute_of_silence_ends_the_call() -> None:
    told = walk(menu("ask_digits", wait_s="100"), "1 1 .", MONDAY)
    assert told.ended is EndedBy.BOX and names(told)[-1] == "goodbye"


def test_a_menu_that_goes_round_is_told_and_not_followed_for_ever() -> None:
    whole = read_flow(small_flow("presence"))
    round_and_round = {**whole.exits, "it": {"done": "it", "stranger": "it"}}
    broken = unspoken(replace(whole, exits=round_and_round), ALWAYS)
    told = walk(broken, "1 1", MONDAY)
    assert told.trouble == ROUND and told.ended is EndedBy.FAULT


@pytest.mark.parametrize("kind", KINDS_OF_IT)
def test_one_more_event_only_goes_on_from_where_the_trial_stood(kind: str) -> None:
    chance = random.Random(kind)
    events = ["1", "1", *(chance.choice(["1", "2", "4", "8", "9", "0", "#", ".", "~6"]) for _ in range(12))]
    before: Transcript | None = None
    for count in range(len(events) + 1):
        told = walk(menu(kind), " ".join(events[:count]), MONDAY, CALLER)
        assert told == walk(menu(kind), " ".join(events[:count]), MONDAY, CALLER), "replayed, it is the same"
        if before:
            assert told.steps[: len(before.steps)] == before.steps
        before = told


CALLS = (
    ("say", "11."),
    ("say", "118"),
    ("menu", "11...."),
    ("menu", "99"),
    ("office_hours", "11#2."),
    ("ask_digits", "111234"),
    ("sms", "111"),
    ("callback", "112067123456" + "7#1"),
    ("rating", "117.5"),
    ("presence", "11."),
    ("slower", "11"),
    ("hang_up", "11"),
)


@pytest.mark.parametrize(("kind", "keys"), CALLS)
def test_a_real_call_says_what_the_trial_said(kind: str, keys: str, tmp_path: Path) -> None:
    spoken = sounding(small_flow(kind))
    told = walk(spoken, written(keys), MONDAY, CALLER)

    async def scene(walking: Walk) -> None:
        for step in told.steps:
            if isinstance(step, Did) and len(step.words) == 1:
                at_s = began_s + step.at_s
                await asyncio.sleep(max(at_s - walking.now(), 0))
                await walking.press(step.words)
        await asyncio.sleep(max(began_s + told.took_s - walking.now() + 0.1, 0))
        if told.ended:
            await walking.ended(30)

    began_s = 1000.7
    walking = really_walk(scene, spoken, tmp_path)
    assert [name for name in walking.said if name] == [name for name in names(told) if name]
