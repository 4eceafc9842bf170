"""What a node of a menu is, and what it sees of the world."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from itertools import takewhile
from typing import Any, ClassVar, Protocol, TypeVar

from appliance.casework.office.calendar import WorkCalendar
from appliance.clock import Moment
from appliance.contracts import Call, Prompt
from appliance.contracts.office import Office
from appliance.errors import SlukhavkaError
from appliance.menu.content import Background, Content
from appliance.menu.notices import NO_NOTICES, Notices, Sound
from audio.speech.pace import NORMAL, SLOWER

log = logging.getLogger(__name__)

REPEAT, BACK, MAIN, OPERATOR, EMERGENCY = "repeat", "back", "main", "operator", "emergency"

COMMON_KEYS: Mapping[str, str] = {
    "0": OPERATOR,
    "7": EMERGENCY,
    "8": BACK,
    "9": REPEAT,
    "*": REPEAT,
    "#": MAIN,
}
"""The keys that mean the same in every menu, and the exits they take (product.md)."""

CHOICE_KEYS = "123456"


class MissingPrompt(KeyError):
    """A node wants to say something that is not in the published set."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Everything a menu says, at one pace: prompts by name, prepared words by their text."""

    prompts: Mapping[str, Prompt]
    phrases: Mapping[str, Prompt]


ReadLanguage = Callable[[int, Collection[str]], Mapping[str, Prompt]]
"""Reads prompts in another language from the disk, at a pace: those of the names given that have words in it."""


@dataclass
class Visit:
    """One caller's walk: what was heard from him, and what a node may ask."""

    office: Office
    background: Background
    usual: Spoken
    read_slower: Callable[[], Spoken] | None = None
    """Reads the same from the disk, spoken slower. None: this menu has one pace."""
    slower: Spoken | None = None
    """Once the caller has asked for it, to the end of his call."""
    slowly: bool = False
    heard: dict[str, str] = field(default_factory=dict)
    notices: Notices = NO_NOTICES
    """What is told before the menu, as it was when the call began."""
    languages: Mapping[str, ReadLanguage] = field(default_factory=dict)
    """The other languages of this menu, by code."""
    language: str = ""
    """What the caller has chosen, "" for Ukrainian."""
    translated: dict[tuple[str, bool], Mapping[str, Prompt]] = field(default_factory=dict)
    """What was read of a language, at the usual pace or slower."""
    told: set[str] = field(default_factory=set)
    """The keys of the notices that he has heard."""

    @property
    def calendar(self) -> WorkCalendar:
        """The hours that callers are told."""
        return self.background.calendar

    @property
    def content(self) -> Content:
        """What the menu tells beside its own texts."""
        return self.background.content

    @property
    def prompts(self) -> Mapping[str, Prompt]:
        """Every prompt by the name the flow gives it, in the flow's order, in the caller's language if it can be."""
        return {**self._spoken.prompts, **self.translated.get((self.language, self.slowly), {})}

    @property
    def _spoken(self) -> Spoken:
        return self.slower if self.slowly and self.slower else self.usual

    def prompt(self, name: str) -> Prompt:
        """Return the prompt the flow calls `name`, in the caller's language if it has words in it."""
        translated = self.translated.get((self.language, self.slowly), {})
        return translated[name] if name in translated else _found(self._spoken.prompts, name)

    async def change_pace(self) -> None:
        """Speak slower from now on; asked again, at the usual pace. Where that cannot be, nothing changes.

        Few callers ask, so the slower set is not kept in memory for all.
        """
        if self.slower is None and self.read_slower is not None:
            try:
                self.slower = await asyncio.to_thread(self.read_slower)
            except (SlukhavkaError, OSError):
                log.exception("the slower set cannot be read")
        self.slowly = self.slower is not None and not self.slowly
        await self.speak(self.language)

    async def speak(self, language: str) -> None:
        """Say prompts in this language from now on, "" for Ukrainian. What cannot be read is said as before."""
        known = (language, self.slowly)
        if language and known not in self.translated:
            self.translated[known] = await self.in_language(language, self._spoken.prompts)
        self.language = language

    async def in_language(self, language: str, names: Collection[str]) -> Mapping[str, Prompt]:
        """Return those of the prompts that have words in a language, by name; none where it cannot be read."""
        try:
            return await asyncio.to_thread(self.languages[language], SLOWER if self.slowly else NORMAL, names)
        except (KeyError, SlukhavkaError, OSError):
            log.exception("the language %r cannot be read", language)
            return {}

    async def notice_sound(self) -> Sound:
        """Return what notices sound like at the caller's pace; where that cannot be, at the usual one."""
        usual, read_slower = self.notices.sound, self.notices.slower
        if not self.slowly or read_slower is None:
            return usual
        try:
            slower = await asyncio.to_thread(read_slower)
        except (SlukhavkaError, OSError):
            log.exception("the slower notices cannot be read")
            return usual
        return lambda text: slower(text) or usual(text)

    def prepared(self, texts: Sequence[str]) -> list[Prompt]:
        """Return prepared words to be said one after another, up to the first that nobody prepared.

        A menu published by an older version, or a time ordered by hand a minute ago, may lack some.
        """
        phrases = self._spoken.phrases
        return [phrases[text] for text in takewhile(phrases.__contains__, texts)]

    def now(self) -> Moment:
        """Return the present moment."""
        return self.office.now()


class Node(Protocol):
    """One step of a menu. A kind is a frozen dataclass; its fields are the keys of its table in the flow."""

    kind: ClassVar[str]
    title: ClassVar[str]
    speaks: ClassVar[tuple[str, ...]]
    """The fields that hold names of prompts ("" where optional)."""
    is_menu: ClassVar[bool]
    """Whether "back" leads here."""
    changes_pace: ClassVar[bool]
    """Whether it needs everything spoken a second time, slower."""

    @property
    def exits(self) -> tuple[str, ...]:
        """The exits the flow must give a target for."""
        ...

    def texts(self, background: Background) -> Iterable[str]:
        """The prepared words the node puts together, beside its prompts."""
        ...

    def spoken(self) -> Iterable[tuple[str, str]]:
        """The fields of `speaks` with the prompts they name; one that may be left out and is, is not among them."""
        ...

    async def run(self, call: Call, visit: Visit) -> str:
        """Do the step and return the exit taken: one of `exits`, or an exit of `COMMON_KEYS`."""
        ...


KINDS: dict[str, type[Any]] = {}
"""Every kind of node, by the name a flow uses."""

C = TypeVar("C", bound=type[Any])


def node(
    kind: str, *, title: str, speaks: tuple[str, ...] = (), is_menu: bool = False, changes_pace: bool = False
) -> Callable[[C], C]:
    """Enter a class as the kind of node named `kind`; `title` is what the editor calls it."""

    def enter(cls: C) -> C:
        cls.kind, cls.title, cls.speaks, cls.is_menu, cls.changes_pace = kind, title, speaks, is_menu, changes_pace
        if not hasattr(cls, "texts"):
            cls.texts = _no_texts
        cls.spoken = _spoken
        KINDS[kind] = cls
        return cls

    return enter


def _spoken(node: Any) -> Iterable[tuple[str, str]]:
    for each in fields(node):
        name = getattr(node, each.name)
        if each.name in node.speaks and (name or each.default is MISSING):
            yield each.name, name


def _no_texts(_node: object, _background: Background) -> Iterable[str]:
    return ()


def _found(prompts: Mapping[str, Prompt], name: str) -> Prompt:
    if name not in prompts:
        raise MissingPrompt(name)
    return prompts[name]
