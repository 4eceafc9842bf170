"""Sound, as far as it can be measured without a call: the ports of the lines, and what the last calls have left.

A port that is open carries nothing outside of a call; that callers are really heard only their last messages show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from appliance.casework.box.self_tests import Finding
from appliance.casework.contacts.calls import INTERRUPTED, CallRecord, VoiceMessage
from appliance.casework.database import reading
from appliance.casework.office.calendar import KYIV
from appliance.contracts import EndedBy
from appliance.contracts.self_test import SoundState
from appliance.upkeep.self_test.bench import Bench, Say, lines_told

NAME, TITLE, LIMIT_S = "audio", "Звук", 10.0
LOOKED_BACK = timedelta(days=14)
LAST_MESSAGES, LAST_CALLS = 3, 20
BROKEN_SHARE = 0.25
HEARD_S = 0.5
CALL_IT = "Зателефонуйте на номер громади, залиште повідомлення і прослухайте його в консолі."
_say = Say(NAME, TITLE)

PORTS: Mapping[str, str] = {
    SoundState.OPENED: "звукова карта відкрилася в обидва боки й дала звук",
    SoundState.HELD: "порт звуку відкрито",
    SoundState.UNTESTED: "поза розмовою порт звуку не перевіряється",
}


def look(bench: Bench) -> Iterator[Finding]:
    """Look at the port of each line, then at what the last calls say."""
    if bench.silent:
        yield replace(_say.skipped("Портів звуку не перевірено: Слухавка про них не каже."), measured=False)
    for line in lines_told(bench):
        yield _port(line)
    with reading(bench.settings.database):
        yield _messages(bench)
        yield _calls(bench)


def _port(line: Mapping[str, Any]) -> Finding:
    name, state = str(line["line"]), str(line.get("sound", SoundState.UNTESTED))
    if state == SoundState.REFUSED:
        advice = "Від'єднайте модем на хвилину; не допомогло — перевірте звуковий порт у налаштуваннях лінії."
        return _say.failed(f"{line.get('says') or 'Порт звуку не відкривається.'}", advice, about=name)
    says = PORTS.get(state, PORTS[SoundState.UNTESTED])
    if state == SoundState.UNTESTED:
        return _say.skipped(f"{says.capitalize()}.", about=name)
    return _say.ok(f"{says.capitalize()}; чи чути людей, показують лише дзвінки.", about=name)


def _messages(bench: Bench) -> Finding:
    recent = VoiceMessage.kept_at > bench.now.wall - LOOKED_BACK
    last = list(VoiceMessage.select().where(recent).order_by(VoiceMessage.id.desc()).limit(LAST_MESSAGES))
    about = "у повідомленнях"
    if not last:
        return _say.skipped("За два тижні немає жодного голосового повідомлення, за яким видно звук.", about=about)
    newest = last[0]
    when = f"{newest.kept_at.astimezone(KYIV):%d.%m %H:%M}"
    heard = f"чути {newest.sound_s:.0f} с із {newest.duration_s:.0f} с"
    if len(last) == LAST_MESSAGES and all(each.sound_s < HEARD_S for each in last):
        return _say.failed(f"У трьох останніх повідомленнях не чути нічого (останнє {when}).", CALL_IT, about=about)
    if newest.sound_s < HEARD_S:
        return _say.warning(f"В останньому повідомленні ({when}) не чути нічого.", CALL_IT, about=about)
    return _say.ok(f"Останнє повідомлення {when}: {heard}.", about=about)


def _calls(bench: Bench) -> Finding:
    recent = (CallRecord.rang_at > bench.now.wall - LOOKED_BACK) & CallRecord.incoming
    answered = CallRecord.answered_at.is_null(False) & CallRecord.result.is_null(False)
    rows = CallRecord.select(CallRecord.ended_by, CallRecord.fault).where(recent, answered)
    last = list(rows.order_by(CallRecord.id.desc()).limit(LAST_CALLS))
    broken = sum(row.ended_by == EndedBy.FAULT and row.fault != INTERRUPTED for row in last)
    about = "у дзвінках"
    if not last:
        return _say.skipped("За два тижні немає жодного дзвінка, за яким видно звук.", about=about)
    says = f"З останніх дзвінків ({len(last)}) обірвалися через збій: {broken}."
    if broken > BROKEN_SHARE * len(last):
        return _say.failed(
            says, "Подивіться на сторінці «Лінії та модеми», що каже модем під час дзвінка.", about=about
        )
    return _say.ok(says, about=about)
