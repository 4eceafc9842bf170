"""The sounds of a full office: recordings, settled stress, texts in another language, something spoken."""

from __future__ import annotations

from appliance.casework.menus.drafts import DraftMenu
from appliance.casework.menus.stress_words import StressWord
from appliance.casework.menus.translations import Translation
from audio.recorded.store import RecordedStore
from audio.speech.store import PromptStore, Recipe
from tests.browser.rows_known import Known

SILENCE = b"RIFF" + bytes(60)
FIGURES = {"duration_s": 2.5, "active_dbfs": -22.0, "peak_dbfs": -4.0}


def fill_sounds(rows: Known) -> None:
    """Record what callers hear and what only the draft has; settle words; say a text in another language."""
    state = rows.recordings.parent
    draft = DraftMenu.of()
    assert draft is not None
    names = [prompt.name for prompt in draft.prompts()]
    for name in (names[0], names[1], names[-1]):
        kept = RecordedStore(state / "recorded").keep(name, rows.words.line(300), SILENCE, **FIGURES)
    recipe = Recipe("Так.", "espeak", "1", "uk", 100, 50, {}, 8000, "Так.")
    spoken = PromptStore(state / "spoken").keep(recipe, SILENCE, **FIGURES)
    for word, position in (("синявка", 4), ("величківка", 4)):
        StressWord.settle(word, position, by=rows.by, now=rows.start)
    Translation.keep("", "en", names[0], "Welcome to the village council.", 0, by=rows.by, now=rows.start)
    rows.ids["sounds.show.name"] = names[0]
    rows.ids["sounds.recorded.key"] = kept.wav.removesuffix(".wav")
    rows.ids["sounds.spoken.key"] = spoken.key
    rows.ids["sounds.language.code"] = "en"
