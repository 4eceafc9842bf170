"""A house with a small menu in force and its draft, and the units that speak and take recordings at work."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from appliance.casework.entrance.accounts import BOX
from appliance.casework.menus.drafts import DraftMenu
from appliance.menu.published import CURRENT
from audio.speech.store import PromptStore, Recipe
from tests.fakes.recorded_unit import recorded_unit
from tests.fakes.speech_unit import speech_unit
from tests.web.house import House

FLOW = """
title = "Мала"
start = "main"
main = "main"
operator = "bye"
emergency = "bye"

[nodes.main]
kind = "menu"
prompt = "menu"
short = "menu"
wrong = "menu"
quiet = "menu"
choices = { 1 = "bye", 6 = "studio" }
exits = { invalid = "bye", silent = "bye" }

[nodes.bye]
kind = "hang_up"
prompt = "goodbye"

[nodes.studio]
kind = "recorder"
prompt = "menu"
wrong = "menu"
closed = "menu"
choose = "menu"
unknown = "menu"
review = "menu"
kept = "menu"
unfit = "menu"
dropped = "menu"
failed = "menu"
exits = { done = "bye", refused = "bye", silent = "bye" }

[prompts]
menu = "Натисніть один."
goodbye = "До побачення."
warning = "Замок у Кракозябринці."
"""
PROMPTS = {"menu": "Натисніть один.", "goodbye": "До побачення.", "warning": "Замок у Кракозябринці."}
HOURS = '[week]\nmon = ["08:00-17:00"]\n'


def put_in_force(house: House, *, recorded: Mapping[str, str] | None = None) -> dict[str, str]:
    """Publish the menu with sounds of no length, and return the keys by name of prompt."""
    directory = house.settings.published / "1"
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "flow.toml").write_text(FLOW)
    (directory / "hours.toml").write_text(HOURS)
    store = PromptStore(house.settings.spoken)
    keys = {}
    for name, text in PROMPTS.items():
        recipe = Recipe(text, "espeak", "1", "uk", 100, 50, {}, 8000, text)
        keys[name] = store.keep(recipe, b"RIFF", duration_s=1.5, active_dbfs=-22.0, peak_dbfs=-4.0).key
    spoken = {PROMPTS[name]: f"{key}.wav" for name, key in keys.items()}
    (directory / "spoken.json").write_text(json.dumps(spoken))
    (directory / "recorded.json").write_text(json.dumps(dict(recorded or {})))
    link = house.settings.published / CURRENT
    if not link.is_symlink():
        link.symlink_to("1")
    return keys


def draft(house: House, **prompts: str) -> None:
    """Begin a draft with these texts."""
    with house.database():
        DraftMenu.begin("", {"prompts": prompts}, by=BOX, now=house.now())


@contextmanager
def units(house: House) -> Iterator[None]:
    """Both units at work."""
    with speech_unit(house.settings), recorded_unit(house.settings.recorded):
        yield
