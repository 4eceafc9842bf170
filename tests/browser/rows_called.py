"""The calls and messages of a full office, and what became of them."""

from __future__ import annotations

import struct
from dataclasses import replace
from datetime import timedelta

from appliance.casework.contacts.appointments import Appointment
from appliance.casework.contacts.callbacks import AttemptResult, Callback, CallbackSource
from appliance.casework.contacts.calls import CallEnd, CallRecord, CallStart, VoiceMessage
from appliance.casework.contacts.consultations import Consultation
from appliance.casework.contacts.ratings import Rating
from appliance.casework.contacts.returns import HandledMessage, MessageNote, Returned, Seen
from appliance.casework.journal import AccessEntry
from appliance.casework.texts.message_arrivals import receive
from appliance.clock import Moment
from appliance.contracts import CallResult, EndedBy
from appliance.contracts.messages import ArrivedSms
from appliance.numbers import parse
from audio.line.wav import header
from tests.browser.rows_known import AREA, CALLER, NUMBERS, Known

DAY_S = 86_400.0
RATE = 8000


class Called(Known):
    """Past and living calls, consultations, what is owed, SMS."""

    def past_calls(self) -> None:
        for at in range(48):
            result = list(CallResult)[at % len(CallResult)]
            start = self.call(NUMBERS[at % 5], self.ago(2 * DAY_S - at * 3000.0), incoming=at % 7 != 6)
            served = result is CallResult.SERVED
            end = CallEnd(
                answered_at=start.rang.wall + timedelta(seconds=5) if served else None,
                ended_at=start.rang.wall + timedelta(seconds=5 + at * 9),
                duration_s=at * 9.0 if served else 0.0,
                result=result,
                ended_by=EndedBy.FAULT if at % 10 == 9 else EndedBy.CALLER,
                keys="1234567890*#" * (at % 9),
                nodes=["greeting", self.words.line(40)],
                fault=self.words.line(200) if at % 10 == 9 else "",
                operator_id=self.staff[0] if served else None,
                waited_s=12.0,
                talked_s=70.0,
            )
            CallRecord.finish(start, end)
            if served and start.incoming:
                Rating.give(start, self.staff[0], 4, now=self.ago(60))
            if at % 4 == 0:
                self.messages.append(self.message(start))
        for raw in (self.words.line(64), self.words.endless[:64], self.words.turned, ""):
            start = replace(self.call(None, self.ago(900)), number_raw=raw)
            CallRecord.finish(start, CallEnd(None, start.rang.wall, 0.0, CallResult.MISSED, EndedBy.CALLER))
            self.messages.append(self.message(start))

    def living_calls(self) -> None:
        for at, raw in enumerate((CALLER, self.words.line(64))):
            start = replace(self.call(CALLER if raw == CALLER else None, self.ago(5)), number_raw=raw)
            CallRecord.begin(start)
            if at:
                CallRecord.note_answer(start, start.rang.wall)
        self.ids["uid"] = self.calls[-2].uid

    def contacts(self) -> None:
        for at in range(6):
            call = self.calls[-2] if at % 2 else self.calls[0]
            noted = Consultation.enter(
                call.uid,
                self.topics[at],
                uid=f"{self.chance.getrandbits(128):032x}",
                article_id=int(self.ids["article_id"]) if at == 0 else None,
                person_id=self.people[0],
                confirmed=at % 2 == 0,
                note=self.words.line(400),
                by=self.by,
                now=self.start,
            )
            if at % 2:
                self.ids["calls.consultation.number"] = noted
        for person in self.people:
            AccessEntry.record(by=self.by, now=self.start, subject="person", subject_id=person, how="looked")

    def owed(self) -> None:
        for at, number in enumerate(NUMBERS[1:]):
            source = list(CallbackSource)[at % len(CallbackSource)]
            callback = Callback.ask(number, source, now=self.ago(7200), note=self.words.line(200))
            if at == 1:
                reason = self.words.line(200)
                Callback.tried(callback, self.staff[1], AttemptResult.FAILED, now=self.ago(3600), reason=reason)
            if at == 2:
                Callback.take(callback, self.staff[2], now=self.ago(100))
        due = self.start.wall + timedelta(minutes=5)
        note = self.words.line(200)
        Appointment.make(NUMBERS[4], due, operator_id=self.staff[0], note=note, by=self.by, now=self.start)
        self.ids |= {"calls.recording.number": self.messages[0], "todo.note.number": self.messages[0]}
        MessageNote.put(self.messages[0], 0, self.words.line(900), by=self.by, now=self.start)
        HandledMessage.mark(self.messages[1], by=self.by, now=self.start)
        Returned.mark(Seen(NUMBERS[3], self.chance.randrange(20, 40)), by=self.by, now=self.start)

    def texts(self) -> None:
        for at, raw in enumerate((CALLER, self.words.line(30), "Kyivstar<b>")):
            sms = ArrivedSms("gsm1", raw, self.words.text, f"print{at}", self.start.wall)
            self.ids["sms"] = receive(sms, parse(raw, AREA), self.start)

    def call(self, number: str | None, at: Moment, *, incoming: bool = True) -> CallStart:
        uid = f"{self.chance.getrandbits(128):032x}"
        start = CallStart(uid, "gsm1", incoming, at, number, number, "normal" if number else "unavailable")
        self.calls.append(start)
        return start

    def message(self, call: CallStart) -> int:
        """A voice message with two seconds of quiet noise."""
        path = f"{call.uid}.wav"
        sound = struct.pack(f"<{2 * RATE}h", *(self.chance.randrange(-900, 900) for _ in range(2 * RATE)))
        (self.recordings / path).write_bytes(header(len(sound)) + sound)
        kept = replace(call.rang, wall=call.rang.wall + timedelta(seconds=30))
        return VoiceMessage.keep(
            call, uid=call.uid, purpose="message", kept=kept, path=path, duration_s=2.0, sound_s=2.0
        )
