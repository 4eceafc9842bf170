"""Works off what is asked to be published: composes, has it spoken, checks and switches; one process at a time."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from appliance.casework.menus.drafts import DraftMenu
from appliance.casework.menus.publications import Publication
from appliance.casework.menus.revisions import Revision
from appliance.casework.row import bind
from appliance.clock import Clock
from appliance.control import AskRefused, BoxNotRunning, ask
from appliance.errors import SlukhavkaError
from appliance.menu.flow import Flow
from appliance.menu.published import publish, read_source
from appliance.publishing.compose import compose, flow_in_force
from appliance.publishing.speak import WAIT_S, spoken, wait_for_recordings
from appliance.settings import Settings
from audio.recorded.store import RecordedPrompt, RecordedStore
from audio.speech.store import tidy

log = logging.getLogger(__name__)

LOCK = "publishing.lock"
NEWS_S = 1.0
"""So often at most the browsers are told how far it is."""

Progress = Callable[[int, int], None]
"""Told how many texts are spoken, and of how many."""


class Publisher:
    """Makes published directories. Whoever holds `alone` is the only one on this box."""

    def __init__(self, settings: Settings, clock: Clock, *, wait_s: float = WAIT_S) -> None:
        """`wait_s`: how long the speech unit may be silent."""
        self._settings = settings
        self._clock = clock
        self._wait_s = wait_s

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until no other process publishes. Raises OSError."""
        self._settings.box.state.mkdir(parents=True, exist_ok=True)
        with (self._settings.box.state / LOCK).open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def work_off(self) -> int:
        """Publish all that is due, and return how many were. What fails is told in its row, and changes nothing.

        Raises DatabaseUnavailable, OSError.
        """
        count = 0
        with self.alone(), bind(self._settings.database).connection_context():
            while due := Publication.due(self._clock.now()):
                self._work_off(due[0])
                count += 1
        return count

    def _work_off(self, publication: Publication) -> None:
        if not publication.begin(0, now=self._clock.now()):
            return
        try:
            published_as, remark = self._publish(publication)
        except (SlukhavkaError, OSError) as error:
            log.warning("publication %s: %s", publication.id, error)
            publication.failed(str(error), now=self._clock.now())
        except Exception as error:
            # A mistake of ours must not be tried again every half a minute for ever.
            log.exception("publication %s", publication.id)
            publication.failed(f"У Слухавці сталася помилка: {error!r}.", now=self._clock.now())
        else:
            publication.done(published_as, remark, now=self._clock.now())
        self.tell("reload_menu")
        self.tell("wake_publications")
        self.tell("wake_alarms")

    def _publish(self, publication: Publication) -> tuple[str, str]:
        menu = publication.menu
        revision = Revision.known(publication.revision_id) if publication.revision_id else Publication.in_force(menu)
        document = revision.document if revision else flow_in_force(self._settings.published_menu(menu))
        return self.publish_document(menu, document, _Progress(publication, self._clock, self.tell))

    def publish_document(self, menu: str, document: Mapping[str, Any], progress: Progress) -> tuple[str, str]:
        """Let callers of a menu hear this flow with the hours and the content of now. The database is open.

        Returns the name of the published directory and what the editor must know. Raises SlukhavkaError, OSError.
        """
        published = self._settings.published_menu(menu)
        with TemporaryDirectory(prefix="menu-") as made:
            composed = compose(document, published, Path(made), self._settings.lists, self._clock.now())
            draft = _words_of(DraftMenu.of(menu))
            published_as, remark = self.publish_source(Path(made), published, composed.facts, progress, draft)
        return published_as, composed.remark + remark

    def publish_source(
        self,
        source: Path,
        published: Path,
        facts: Mapping[str, str],
        progress: Progress = lambda _spoken, _of: None,
        draft: Mapping[str, str] = MappingProxyType({}),
    ) -> tuple[str, str]:
        """Speak and publish the menu in a directory. Raises SlukhavkaError, OSError.

        `draft`: the words of the draft by the names of its prompts. A recording of words that nobody has approved yet
        waits until these are published.
        """
        flow, background = read_source(source, facts)
        wait_for_recordings(self._settings.recorded, self._wait_s)
        store = RecordedStore(self._settings.recorded)
        recordings = store.all()
        ahead = [each.name for each in recordings.values() if _is_ahead(each, flow, draft)]
        recordings = {name: each for name, each in recordings.items() if name not in ahead}
        wanted = flow.wanted(background, recordings)
        needed = [each for each in wanted if each.language or each.text in set(flow.prompts.values())]
        words, remark = spoken(self._settings, wanted, needed, self._wait_s, lambda count: progress(count, len(wanted)))
        paths = {name: store.path(recording) for name, recording in recordings.items()}
        changed = [name for name, text in flow.prompts.items() if name in recordings and recordings[name].text != text]
        remark += "".join(f"Увага: текст «{name}» змінено після запису, а звучить запис.\n" for name in changed)
        remark += "".join(f"Запис тексту «{name}» зроблено для чернетки: почують разом із нею.\n" for name in ahead)
        return publish(source, published, words, paths, facts, computed_may_lack=True), remark

    def tell(self, verb: str) -> None:
        """Say to the daemon that there is something new; without one nobody needs to know."""
        try:
            told = ask(self._settings.control, verb)
        except (BoxNotRunning, AskRefused) as error:
            log.info("%s: %s", verb, error)
        else:
            if told.get("reason"):
                log.error("%s: %s", verb, told["reason"])


def _words_of(draft: DraftMenu | None) -> dict[str, str]:
    return {prompt.name: prompt.text for prompt in draft.prompts()} if draft else {}


def _is_ahead(recording: RecordedPrompt, flow: Flow, draft: Mapping[str, str]) -> bool:
    """Whether it says what the draft says and the menu does not."""
    said, words = flow.prompts.get(recording.name), draft.get(recording.name)
    recorded = tidy(recording.text)
    return said is not None and words is not None and recorded == tidy(words) != tidy(said)


class _Progress:
    """Writes into the row of a publication how far it is, and tells the browsers now and then."""

    def __init__(self, publication: Publication, clock: Clock, tell: Callable[[str], None]) -> None:
        self._publication = publication
        self._clock = clock
        self._tell = tell
        self._told_s = 0.0
        self._spoken = -1

    def __call__(self, spoken: int, of_all: int) -> None:
        if self._spoken < 0:
            self._publication.begin(of_all, now=self._clock.now())
        now_s = self._clock.monotonic()
        if spoken != self._spoken and (self._spoken < 0 or now_s - self._told_s > NEWS_S or spoken == of_all):
            self._told_s, self._spoken = now_s, spoken
            self._publication.progress(spoken)
            self._tell("wake_publications")
