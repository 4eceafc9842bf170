"""The menu of a full office: the starter's with whatever an editor may have written, its revisions and their fate."""

from __future__ import annotations

import copy
import tomllib
from datetime import timedelta
from typing import Any

from appliance.casework.entrance.accounts import Account, Actor, Origin, Role
from appliance.casework.menus.draft_editors import DraftEditor
from appliance.casework.menus.drafts import DraftMenu, DraftNode, DraftPrompt
from appliance.casework.menus.publications import Publication
from appliance.casework.menus.revisions import Revision
from appliance.settings import STARTER
from tests.browser.rows_known import Known

FLOW = STARTER / "information_line" / "flow.toml"


def fill_menu(rows: Known) -> None:
    """Enter a draft with faults of every sort, and revisions and publications in every state."""
    whole = tomllib.loads(FLOW.read_text(encoding="utf-8"))
    chief = Actor(Origin.CONSOLE, Account.add(f"Друге око {rows.words.line(80)}", Role.SUPERVISOR, now=rows.start))
    DraftMenu.begin("", whole, by=rows.by, now=rows.start)
    _publications(rows, chief)
    draft = DraftMenu.begin("", _written(rows, whole), by=rows.by, now=rows.start)
    nodes = {node.name: node for node in draft.nodes()}
    main = nodes[whole["main"]]
    DraftEditor.enter(main.id, chief.account or 0, now=rows.start)
    rows.ids["draft_id"], rows.ids["node_id"] = draft.id, main.id
    rows.ids["menu_sms"] = nodes["sms"].id
    rows.ids["menu.new.kind"] = "menu"
    prompt = DraftPrompt.named(draft.id, "endless")
    rows.ids["menu.text.prompt_id"] = prompt.id if prompt else 0
    assert DraftNode.named(draft.id, "dead_end") is not None


def _written(rows: Known, whole: dict[str, Any]) -> dict[str, Any]:
    menu = copy.deepcopy(whole)
    words, prompts = rows.words, menu["prompts"]
    menu["title"] = words.line(200)
    prompts |= {"endless": words.printable[:2000], words.endless[:64]: words.line(300), "empty": ""}
    prompts["stress"] = "Їдьте до Кукуєвичанська й Пупукинівки."
    name = words.endless[:64]
    sms = {"kind": "sms", "text": words.line(190), "offer": "endless", "sent": name, "failed": "stress"}
    menu["nodes"] |= {
        name: {"kind": "say", "prompt": "endless", "tail": name, "exits": {"done": whole["main"]}},
        "sms": {**sms, "exits": {"done": name, "repeat": name}},
        "dead_end": {"kind": "say", "prompt": "missing", "exits": {}},
        "lost": {"kind": "say", "prompt": "stress", "exits": {"done": "nowhere"}},
        "later": {"kind": "hologram", "exits": {"done": whole["main"]}},
        "deep": {**menu["nodes"][whole["main"]], "prompt": "endless", "choices": {"1": name, "2": "sms", "6": "deep"}},
    }
    menu["nodes"][whole["main"]]["choices"]["6"] = "deep"
    return menu


def _publications(rows: Known, chief: Actor) -> None:
    """Revisions that wait, are returned and approved; publications done, failed, going on and to come."""
    for at, words in enumerate((rows.words.line(1000), rows.words.printable[:1000], "Додано село", "Ще одне")):
        draft = DraftMenu.of()
        assert draft is not None
        greeting = next(iter(draft.prompts()))
        DraftPrompt.change(
            greeting.id, greeting.version, f"Вітаємо! {at} {rows.words.line(300)}", by=rows.by, now=rows.start
        )
        made = Revision.propose("", words, by=rows.by, now=rows.start)
        if at == 1:
            made.send_back(rows.words.line(1000), by=chief, now=rows.start)
        elif at != 3:
            made.approve(by=chief, now=rows.start)
            _published(rows, made.id, at, chief)
    rows.ids["revision_id"] = made.id
    rows.ids["menu_approved"] = made.id - 1
    rows.ids["menu_returned"] = made.id - 2


def _published(rows: Known, revision: int, at: int, chief: Actor) -> None:
    for end in ("done", "failed", "going", "later"):
        due = rows.start.wall + timedelta(days=1 + at) if end == "later" else None
        asked = Publication.ask_revision(revision, at=due, by=chief, now=rows.start)
        if end != "later":
            asked.begin(60, now=rows.start)
            asked.progress(17)
        if end == "done":
            asked.done("7", rows.words.line(300), now=rows.start)
        elif end == "failed":
            asked.failed(rows.words.line(500), now=rows.start)
