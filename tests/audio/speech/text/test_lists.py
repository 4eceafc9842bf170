"""A community's own lists: they widen the shipped ones, and a mistake in them is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from audio.speech.text.lists import Lists, ListsError
from audio.speech.text.words import to_words


def write(directory: Path, **files: str) -> Path:
    for name, text in files.items():
        (directory / f"{name}.toml").write_text(text, encoding="utf-8")
    return directory


def test_a_directory_adds_to_what_is_shipped(tmp_path: Path) -> None:
    lists = Lists.read(
        write(
            tmp_path,
            abbreviations='[phrases]\n"комун." = "комунальне"\n[nouns]\n"шк" = "школа"\n',
            acronyms='words = "МЕНКОМ"\nletters = "НМДГ"\n[said]\n"ЦКД" = "будинок культури"\n',
            latin='[words]\n"Mena" = "мена"\n[address]\nmena = "мена"\n',
            units='[units]\n"атм" = "атмосфера"\n',
            nouns='[nouns]\n"атмосфера" = ["f", "атмосфера атмосфери атмосфері атмосферу атмосферою атмосфері", '
            '"атмосфери атмосфер атмосферам атмосфери атмосферами атмосферах"]\n',
        )
    )
    said = to_words("комун. шк. МЕНКОМ, НМДГ, ЦКД, Mena, mena@ukr.net, 2 атм, ЦНАП", lists)
    assert said.faults == ()
    assert said.text == (
        "комунальне школа менком, ен ем де ге, будинок культури, мена, мена, собака, укр, крапка, нет, "
        "дві атмосфери, цнап"
    )


def test_a_directory_wins_over_what_is_shipped(tmp_path: Path) -> None:
    lists = Lists.read(write(tmp_path, latin='[words]\n"Viber" = "ва́йбер"\n'))
    assert to_words("Viber", lists).text == "ва́йбер"


def test_an_empty_directory_changes_nothing(tmp_path: Path) -> None:
    assert Lists.read(tmp_path).units.keys() == Lists.read().units.keys()


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("latin", '[words]\n"Mena" = "mena"\n', "«Mena»"),
        ("acronyms", '[said]\n"ЦКД" = 5\n', "«ЦКД»"),
        ("abbreviations", '[nouns]\n"шк" = "школярня"\n', "«школярня»"),
        ("abbreviations", '[phrases]\n"к. м." = "№"\n', "«к. м.»"),
        ("units", '[units]\n"атм" = ["метр"]\n', "«атм»"),
        ("units", '[unit]\n"атм" = "метр"\n', "«unit»"),
        ("nouns", '[nouns]\n"атмосфера" = ["f", "атмосфера", "атмосфери"]\n', "«атмосфера»"),
        ("nouns", '[nouns]\n"атмосфера" = ["x", "а а а а а а", "а а а а а а"]\n', "рід"),
        ("nouns", 'words = "раз"\n', "«words»"),
        ("nouns", "labels = 5\n", "«labels»"),
        ("latin", "Viber = вайбер\n", "не читається"),
        ("letters", "", "letters.toml"),
    ],
)
def test_a_mistake_is_refused_by_file_and_entry(tmp_path: Path, name: str, text: str, named: str) -> None:
    with pytest.raises(ListsError, match=named):
        Lists.read(write(tmp_path, **{name: text}))
