"""The trial phone: the session of real calls walks a menu without a telephone, and nothing of it is kept.

A trial is a list of events replayed from the first ring each time: the same menu, events, moment and house give the
same transcript. So nobody has to remember a trial between two pages of the console, and the tests walk the same way.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial

from appliance.clock import Moment
from appliance.contracts import CallEnded, CallTrace, EndedBy, Prompt
from appliance.logs import one_line
from appliance.menu.content import Background
from appliance.menu.flow import TUNE, Flow
from appliance.menu.languages import recorded_as
from appliance.menu.node import MissingPrompt, Spoken
from appliance.menu.notices import NO_NOTICES, Notices
from appliance.menu.published import Published
from appliance.menu.session import Session
from appliance.menu.trial_call import SlowPrompt, Stopped, TrialCall
from appliance.menu.trial_clock import TrialClock
from appliance.menu.trial_events import read_events
from appliance.menu.trial_office import TrialHouse, TrialOffice
from appliance.menu.trial_story import Deed, Story, Transcript, Waiting
from audio.line.tune import tune
from audio.speech.pace import NORMAL, SLOWER

log = logging.getLogger(__name__)

DRAFT = "draft"
NODES_MOST = 2000
ANYBODY = TrialHouse()
ROUND = "Меню кружляє й нічого не чекає від людини."


class _Endless(Exception):
    """The walk comes to no end."""


def unspoken(flow: Flow, background: Background, revision: str = DRAFT) -> Published:
    """Return a menu that nobody has spoken yet, to be walked in a trial: all its words, and no sound but the tune."""
    prompts = {name: Prompt(name, text, tune() if text == TUNE else b"") for name, text in flow.prompts.items()}
    phrases = {text: Prompt("", text, b"") for node in flow.nodes.values() for text in node.texts(background)}
    slower = (lambda: Spoken(prompts, phrases)) if SLOWER in flow.paces else None
    languages = {code: partial(_unspoken_in, code, texts) for code, texts in flow.languages.items()}
    return Published(revision, flow, background, prompts, phrases, slower, languages)


def _unspoken_in(code: str, texts: Mapping[str, str], pace: int, names: Collection[str]) -> dict[str, Prompt]:
    kind = Prompt if pace == NORMAL else SlowPrompt
    return {name: kind(recorded_as(name, code), text, b"") for name, text in texts.items() if name in names}


def walk(
    menu: Published, events: str, at: Moment, house: TrialHouse = ANYBODY, notices: Notices = NO_NOTICES
) -> Transcript:
    """Return what a caller hears and does who calls at that moment; `events` as `trial_events` has them.

    Raises NoEvents. What is broken in the menu is told in the transcript.
    """
    return asyncio.run(walked(menu, events, at, house, notices))


async def walked(
    menu: Published, events: str, at: Moment, house: TrialHouse = ANYBODY, notices: Notices = NO_NOTICES
) -> Transcript:
    """Do what `walk` does where a loop runs already."""
    clock, story, trace = TrialClock(at), Story(), CallTrace()
    said = menu.prompts
    call = TrialCall(read_events(events), clock, story, trace, warning=said.get("warning"), goodbye=said.get("goodbye"))
    tell = partial(_tell, clock, story)
    office = TrialOffice(house, menu.background, clock.now, clock.after, tell)
    session = _Session(replace(menu, slower=_slowed(menu)), call, office, trace, notices)
    session.story = story
    waits, ended, trouble = await _run(session)
    return Transcript(tuple(story.steps), tuple(story.exits), clock.spent_s, waits, ended, trouble)


async def _run(session: Session) -> tuple[Waiting | None, EndedBy | None, str]:
    """Walk until it waits, has ended, or cannot go on."""
    try:
        await session.run()
    except Stopped as stopped:
        return stopped.waiting, None, ""
    except CallEnded as over:
        return None, over.by, ""
    except _Endless:
        return None, EndedBy.FAULT, ROUND
    except MissingPrompt as missing:
        return None, EndedBy.FAULT, f"У меню немає тексту «{missing.args[0]}»."
    except Exception as error:
        # As in a call: whatever is wrong in a menu under work ends this trial, and the editor is told of it.
        log.exception("a trial broke off")
        return None, EndedBy.FAULT, one_line(f"Збій у вузлі: {error!r}.")
    raise RuntimeError("a session ends by an exception")


class _Session(Session):
    """The session of a call; beside walking it tells the story where it is."""

    story: Story

    def _enter(self, at: str) -> None:
        self.story.node = at
        if len(self._trace.nodes) > NODES_MOST:
            raise _Endless
        super()._enter(at)

    def _next(self, at: str, exit_taken: str) -> str:
        self.story.exits.append((at, exit_taken))
        return super()._next(at, exit_taken)


def _tell(clock: TrialClock, story: Story, what: str, words: str) -> None:
    story.add(Deed(clock.spent_s, story.node, what, words))


def _slowed(menu: Published) -> Callable[[], Spoken] | None:
    read = menu.slower
    return None if read is None else lambda: _slow(read())


def _slow(spoken: Spoken) -> Spoken:
    return Spoken(
        {name: _slow_prompt(prompt) for name, prompt in spoken.prompts.items()},
        {text: _slow_prompt(prompt) for text, prompt in spoken.phrases.items()},
    )


def _slow_prompt(prompt: Prompt) -> Prompt:
    return SlowPrompt(prompt.name, prompt.text, prompt.pcm)
