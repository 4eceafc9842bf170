"""Words whose stress the community has settled."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.casework.entrance.accounts import Role
from appliance.casework.journal import AuditEntry
from appliance.casework.menus.stress_words import BadStress, StressWord, variants, write_list
from audio.speech.stress import StressLists, listed, mark
from tests.appliance.casework.duty import who
from tests.appliance.casework.register import NOW, opened

__all__ = ["opened"]


@pytest.mark.usefixtures("opened")
def test_a_settled_word_is_spoken_so_and_the_journal_says_who_said_so(tmp_path: Path) -> None:
    editor = who("Ганна", Role.EDITOR)
    StressWord.settle("Синявка", 4, by=editor, now=NOW)
    StressWord.settle("синявка", 2, by=editor, now=NOW)
    write_list(tmp_path / "stress.toml")
    assert mark("У Синявка, синявка.", StressLists(tmp_path / "stress.toml")).text == "У Си́нявка, си́нявка."
    entry = AuditEntry.last_of("stress_word", "синявка")
    assert entry and entry.change == {"word": ["синя́вка", "си́нявка"]} and entry.account_id == editor.account


@pytest.mark.usefixtures("opened")
def test_a_dropped_word_is_left_to_the_dictionary_again(tmp_path: Path) -> None:
    editor = who("Ганна", Role.EDITOR)
    StressWord.settle("вода", 2, by=editor, now=NOW)
    StressWord.drop("вода", by=editor, now=NOW)
    StressWord.drop("вода", by=editor, now=NOW)
    write_list(tmp_path / "stress.toml")
    assert mark("вода", StressLists(tmp_path / "stress.toml")).text == "вода́"


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    ("word", "position"),
    [("вода", 1), ("вода", 0), ("вода", 9), ("вода", -1), ("о", 1), ('в"""о', 5), ("vода", 4), ("а" * 65, 1)],
)
def test_no_stress_is_put_where_none_can_be(word: str, position: int) -> None:
    with pytest.raises(BadStress):
        StressWord.settle(word, position, by=who("Ганна", Role.EDITOR), now=NOW)


@pytest.mark.usefixtures("opened")
def test_what_a_technician_wrote_into_the_file_is_not_lost(tmp_path: Path) -> None:
    file = tmp_path / "stress.toml"
    file.write_text('[own]\nwords = "си́нявка п\'я́тниця-се́реда"\n')
    StressWord.settle("синявка", 4, by=who("Ганна", Role.EDITOR), now=NOW)
    StressWord.adopt(listed(file), now=NOW)
    write_list(file)
    assert listed(file) == {"синявка": 4, "п'ятниця-середа": 11}


def test_every_vowel_is_a_variant() -> None:
    assert variants("Ґанок") == [2, 4]
    assert variants("м'яч") == [3]
