from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from appliance.calls.call import CallRules, PhoneCall
from appliance.calls.media_clock import MediaClock
from appliance.calls.pump import KeyHeard
from appliance.calls.recording import Recorder
from appliance.contracts import FRAME_BYTES, CallEnded, CallTrace, EndedBy, Recorded
from audio.line.tones import silence, tone
from audio.line.wav import read_wav
from tests.appliance.calls.scripted_leg import Listener, ScriptedLeg, prompt, speech
from tests.fakes.virtual_time import run_virtually

LONG, SHORT, BEEP = prompt("long", 3.0), prompt("short", 0.5), prompt("beep", 0.2)
WARNING, GOODBYE = prompt("warning", 1.0), prompt("goodbye", 1.0)
RULES = CallRules(warning=WARNING, goodbye=GOODBYE)
NEVER = 10_000.0
KEY_SIX = KeyHeard("6")


@dataclass
class Talk:
    """A call that has been answered."""

    leg: ScriptedLeg
    call: PhoneCall
    trace: CallTrace
    ear: Listener

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    def last_sound_at(self) -> float:
        """Return when the last frame that was not silence went out."""
        heard = zip(self.leg.port.frames, self.leg.port.times, strict=True)
        return max(at for frame, at in heard if any(frame))

    async def record(self, *, max_s: float = 180.0, silence_s: float = 5.0) -> Recorded:
        self.leg.port.hush = bytes(FRAME_BYTES)
        return await self.call.record(max_s=max_s, silence_s=silence_s, begin=BEEP)


def talk(scene: Callable[[Talk], Awaitable[None]], tmp_path: Path, rules: CallRules = RULES) -> Talk:
    """Run `scene` on an answered call and put the call down."""

    async def main() -> Talk:
        leg, media, trace = ScriptedLeg(), MediaClock(), CallTrace()
        recorder = Recorder(tmp_path / "recordings")
        call = PhoneCall(leg, "uid", rules=rules, media=media, recorder=recorder, trace=trace)
        with_ear = Talk(leg, call, trace, Listener(leg.port, [LONG, SHORT, BEEP, WARNING, GOODBYE]))
        await call.answer(lambda: None)
        try:
            await scene(with_ear)
        finally:
            await call.close()
            recorder.stop()
        return with_ear

    return run_virtually(main)


@pytest.mark.parametrize("after_s", [0.2, 1.5, 2.9])
def test_a_key_stops_a_prompt_at_once_and_is_read_once(tmp_path: Path, after_s: float) -> None:
    async def scene(talk: Talk) -> None:
        asyncio.get_running_loop().call_later(after_s, talk.leg.press, "4")
        pressed_at = talk.now() + after_s
        assert await talk.call.read_digits(1, LONG) == "4"
        assert talk.now() - pressed_at <= 0.1
        await asyncio.sleep(2.0)
        assert talk.last_sound_at() - pressed_at <= 0.3
        assert await talk.call.wait_for_key(3.0) == ""
        assert talk.trace.keys == ["4"]

    talk(scene, tmp_path)


@pytest.mark.parametrize("order", ["modem first", "sound first"])
def test_a_key_told_by_modem_and_sound_is_one_key(tmp_path: Path, order: str) -> None:
    async def scene(talk: Talk) -> None:
        told: list[Callable[[], None]] = [lambda: talk.leg.press("6"), lambda: talk.call._happened(KEY_SIX)]
        for each in told if order == "modem first" else reversed(told):
            each()
            await asyncio.sleep(0.3)
        assert await talk.call.read_digits(2, first_s=1.0, next_s=1.0) == "6"
        assert talk.trace.keys == ["6"]

    talk(scene, tmp_path)


def test_keys_typed_ahead_are_read_one_by_one_without_hearing_anything(tmp_path: Path) -> None:
    async def scene(talk: Talk) -> None:
        talk.leg.press("123")
        await asyncio.sleep(0.1)
        began_at = talk.now()
        assert [await talk.call.read_digits(1, LONG) for _ in range(3)] == ["1", "2", "3"]
        assert talk.now() == began_at
        assert talk.ear.said == []

    talk(scene, tmp_path)


def test_a_key_that_does_not_break_leaves_the_prompt_whole_and_stays(tmp_path: Path) -> None:
    async def scene(talk: Talk) -> None:
        asyncio.get_running_loop().call_later(1.0, talk.leg.press, "5")
        began_at = talk.now()
        await talk.call.play(LONG, break_on="12")
        assert talk.now() - began_at == pytest.approx(3.0, abs=0.05)
        assert await talk.call.wait_for_key(0) == "5"

    talk(scene, tmp_path)


def test_the_way_opens_before_the_first_word(tmp_path: Path) -> None:
    async def scene(talk: Talk) -> None:
        await talk.call.play(SHORT)
        assert talk.leg.answered_at is not None
        assert 0.5 <= talk.ear.began[0][1] - talk.leg.answered_at <= 1.0

    talk(scene, tmp_path)


def test_several_digits_end_at_the_count_the_sign_or_silence(tmp_path: Path) -> None:
    async def scene(talk: Talk) -> None:
        talk.leg.press("1234#56")
        await asyncio.sleep(0.1)
        assert await talk.call.read_digits(2) == "12"
        assert await talk.call.read_digits(5, terminator="#") == "34"
        began_at = talk.now()
        assert await talk.call.read_digits(5, next_s=4.0) == "56"
        assert talk.now() - began_at == pytest.approx(4.0, abs=0.05)
        assert await talk.call.read_digits(1, first_s=5.0) == ""
        assert talk.now() - began_at == pytest.approx(9.0, abs=0.1)

    talk(scene, tmp_path)


VERBS: dict[str, Callable[[Talk], Awaitable[object]]] = {
    "play": lambda talk: talk.call.play(LONG),
    "read_digits": lambda talk: talk.call.read_digits(1, LONG),
    "wait_for_key": lambda talk: talk.call.wait_for_key(NEVER),
    "record's prompt": lambda talk: talk.call.record(max_s=NEVER, silence_s=NEVER, begin=LONG),
}
EVERY_VERB: dict[str, Callable[[Talk], Awaitable[object]]] = {
    **VERBS,
    "record": lambda talk: talk.record(),
    "hang_up": lambda talk: talk.call.hang_up(),
}


@pytest.mark.parametrize("by", [EndedBy.CALLER, EndedBy.FAULT])
@pytest.mark.parametrize("verb", VERBS)
def test_whatever_is_awaited_raises_when_the_call_ends(tmp_path: Path, verb: str, by: EndedBy) -> None:
    async def scene(talk: Talk) -> None:
        asyncio.get_running_loop().call_later(1.0, talk.leg.end, by)
        began_at = talk.now()
        with pytest.raises(CallEnded) as over:
            await VERBS[verb](talk)
        assert over.value.by is by
        assert talk.now() - began_at == pytest.approx(1.0, abs=0.05)

    talk(scene, tmp_path)


@pytest.mark.parametrize("verb", EVERY_VERB)
def test_every_verb_raises_on_a_call_that_is_over(tmp_path: Path, verb: str) -> None:
    async def scene(talk: Talk) -> None:
        talk.leg.end()
        await asyncio.sleep(0.1)
        with pytest.raises(CallEnded):
            await EVERY_VERB[verb](talk)

    talk(scene, tmp_path)


def test_hanging_up_ends_the_leg_and_raises(tmp_path: Path) -> None:
    async def scene(talk: Talk) -> None:
        with pytest.raises(CallEnded) as over:
            await talk.call.hang_up()
        assert over.value.by is talk.leg.ended is EndedBy.BOX

    talk(scene, tmp_path)


def test_a_recording_holds_what_was_said_after_the_beep(tmp_path: Path) -> None:
    said = speech("caller", 3.0)

    async def scene(talk: Talk) -> None:
        talk.leg.press("1")
        await asyncio.sleep(0.1)
        recording = asyncio.ensure_future(talk.record(silence_s=1.0))
        await talk.ear.hears("beep")
        await asyncio.sleep(0.3)
        talk.leg.say(said)
        recorded = await recording
        assert said in read_wav(recorded.path)
        assert recorded.ended_by_key == ""
        assert recorded.sound_s == pytest.approx(2.0, abs=0.2)
        assert recorded.duration_s == pytest.approx(len(read_wav(recorded.path)) / 16000)

    talk(scene, tmp_path)


@pytest.mark.parametrize("key", "0123456789*#")
def test_any_key_ends_a_recording_and_is_taken(tmp_path: Path, key: str) -> None:
    async def scene(talk: Talk) -> None:
        talk.leg.say(speech("caller", 10.0))
        asyncio.get_running_loop().call_later(4.0, talk.leg.press, key)
        recorded = await talk.record()
        assert recorded.ended_by_key == key
        assert recorded.duration_s == pytest.approx(3.65, abs=0.2)
        assert await talk.call.wait_for_key(0) == ""

    talk(scene, tmp_path)


def test_a_recording_ends_at_its_limit_and_at_silence(tmp_path: Path) -> None:
    async def scene(talk: Talk) -> None:
        talk.leg.say(speech("caller", 20.0))
        limited = await talk.record(max_s=7.0)
        assert limited.duration_s == pytest.approx(7.0, abs=0.1)
        began_at = talk.now()
        talk.leg.port.waiting.clear()
        quiet = await talk.record(silence_s=5.0)
        assert talk.now() - began_at == pytest.approx(5.2, abs=0.2)
        assert quiet.sound_s == 0

    talk(scene, tmp_path)


def test_who_hangs_up_while_recording_has_said_what_he_wanted_to_say(tmp_path: Path) -> None:
    async def scene(talk: Talk) -> None:
        talk.leg.say(speech("caller", 10.0))
        asyncio.get_running_loop().call_later(4.2, talk.leg.end)
        recorded = await talk.record()
        assert recorded.duration_s == pytest.approx(4.0, abs=0.2)
        assert len(read_wav(recorded.path)) / 16000 == pytest.approx(recorded.duration_s)
        with pytest.raises(CallEnded):
            await talk.call.play(SHORT)

    talk(scene, tmp_path)


def test_a_recording_that_the_disk_refuses_ends_soon_and_raises(tmp_path: Path) -> None:
    (tmp_path / "recordings").write_text("a file where a directory should be")

    async def scene(talk: Talk) -> None:
        talk.leg.say(speech("caller", 100.0))
        began_at = talk.now()
        with pytest.raises(OSError, match="recordings"):
            await talk.record()
        assert talk.now() - began_at < 2.0

    talk(scene, tmp_path)


CAPPED = replace(RULES, cap_s=60.0, cap_warning_s=30.0, silence_limit_s=NEVER)


@pytest.mark.parametrize("doing", ["waiting", "playing", "recording"])
def test_the_cap_is_announced_30_s_before_and_ends_with_a_goodbye(tmp_path: Path, doing: str) -> None:
    async def scene(talk: Talk) -> None:
        answered_at = talk.leg.answered_at or 0.0
        talk.leg.port.hush = bytes(FRAME_BYTES)
        work: dict[str, Callable[[], Awaitable[object]]] = {
            "waiting": lambda: talk.call.wait_for_key(NEVER),
            "playing": lambda: talk.call.play(*[LONG] * 40),
            "recording": lambda: talk.call.record(max_s=NEVER, silence_s=NEVER, begin=BEEP),
        }
        try:
            await work[doing]()
            with pytest.raises(CallEnded):
                await talk.call.play(SHORT)
        except CallEnded as over:
            assert over.by is EndedBy.BOX
        assert talk.now() - answered_at == pytest.approx(60.0, abs=0.2)
        await talk.call.close()
        said = dict(talk.ear.began)
        assert said["warning"] - answered_at == pytest.approx(30.0, abs=0.2)
        assert said["goodbye"] - answered_at == pytest.approx(60.0, abs=0.2)
        assert (talk.leg.ended_at or 0.0) - said["goodbye"] == pytest.approx(1.0, abs=0.1)

    talk(scene, tmp_path, CAPPED)


def test_the_prompt_goes_on_after_the_warning(tmp_path: Path) -> None:
    async def scene(talk: Talk) -> None:
        await talk.call.wait_for_key(28.0)
        await talk.call.play(LONG)
        assert LONG.pcm in b"".join(talk.leg.port.frames).replace(WARNING.pcm, b"")

    talk(scene, tmp_path, CAPPED)


def test_a_minute_in_which_nobody_says_anything_ends_the_call_with_a_goodbye(tmp_path: Path) -> None:
    async def scene(talk: Talk) -> None:
        talk.leg.port.hush = bytes(FRAME_BYTES)
        began_at = talk.now()
        with pytest.raises(CallEnded):
            await talk.call.wait_for_key(NEVER)
        assert talk.now() - began_at == pytest.approx(60.0, abs=1.0)
        await talk.call.close()
        assert talk.ear.said == ["goodbye"]
        assert talk.leg.ended is EndedBy.BOX

    talk(scene, tmp_path)


@pytest.mark.parametrize("sign", ["a key", "a word", "a prompt"])
def test_any_sign_of_life_begins_the_minute_anew(tmp_path: Path, sign: str) -> None:
    async def scene(talk: Talk) -> None:
        talk.leg.port.hush = bytes(FRAME_BYTES)
        signs: dict[str, Callable[[], object]] = {
            "a key": lambda: talk.leg.press("1"),
            "a word": lambda: talk.leg.say(speech("word", 0.6)),
            "a prompt": lambda: talk.call._pump.play(SHORT.pcm),
        }
        asyncio.get_running_loop().call_later(50.0, signs[sign])
        began_at = talk.now()
        with pytest.raises(CallEnded):
            while True:
                await talk.call.read_digits(1, first_s=NEVER)
        assert talk.now() - began_at == pytest.approx(110.0, abs=2.0)

    talk(scene, tmp_path)


def test_a_call_that_is_stopped_from_outside_ends_with_a_goodbye(tmp_path: Path) -> None:
    async def scene(talk: Talk) -> None:
        asyncio.get_running_loop().call_later(1.0, talk.call.end)
        with pytest.raises(CallEnded):
            await talk.call.play(LONG)
        await talk.call.close()
        assert GOODBYE.pcm in b"".join(talk.leg.port.frames)

    talk(scene, tmp_path)


def test_who_leaves_during_the_goodbye_is_not_kept_waiting_for_its_end(tmp_path: Path) -> None:
    async def scene(talk: Talk) -> None:
        talk.call.end()
        asyncio.get_running_loop().call_later(0.3, talk.leg.end)
        began_at = talk.now()
        await talk.call.close()
        assert talk.now() - began_at == pytest.approx(0.3, abs=0.05)

    talk(scene, tmp_path)


def test_a_port_that_breaks_ends_the_call_as_a_fault(tmp_path: Path) -> None:
    async def scene(talk: Talk) -> None:
        talk.leg.port.broken = OSError("gone")
        with pytest.raises(CallEnded) as over:
            await talk.call.wait_for_key(NEVER)
        assert over.value.by is EndedBy.FAULT

    talk(scene, tmp_path)


def test_a_call_without_a_goodbye_prompt_still_ends(tmp_path: Path) -> None:
    async def scene(talk: Talk) -> None:
        with pytest.raises(CallEnded):
            await talk.call.wait_for_key(NEVER)

    talk(scene, tmp_path, CallRules())


def test_a_busy_tone_ends_the_call_and_is_not_taken_for_speech(tmp_path: Path) -> None:
    busy = (tone((425,), 0.4, -20.0) + silence(0.4)) * 20

    async def scene(talk: Talk) -> None:
        talk.leg.say(speech("caller", 1.5) + busy)
        recorded = await talk.record()
        assert recorded.sound_s < 2.0
        with pytest.raises(CallEnded) as over:
            await talk.call.play(SHORT)
        assert over.value.by is EndedBy.CALLER

    talk(scene, tmp_path)
