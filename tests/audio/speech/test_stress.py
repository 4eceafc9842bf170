from pathlib import Path

import pytest

from audio.speech.stress import StressListError, StressLists, mark, syllables

LISTS = StressLists()


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ("Щоб дізнатися про години роботи, натисніть один.", "Щоб дізна́тися про годи́ни робо́ти, нати́сніть оди́н."),
        ("до сімнадцятої сорок п'ять", "до сімна́дцятої со́рок п'ять"),
        ("здоров’я, пʼятниця", "здоро́в’я, пʼя́тниця"),
        ("житлово-комунальні будь-яку", "житло́во-комуна́льні будь-яку́"),
        ("УКРАЇНА Україна україна", "УКРАЇ́НА Украї́на украї́на"),
        ("замок", "замок"),
        ("за́мок", "за́мок"),
        ("почути послу́ги", "почу́ти послу́ги"),
        ("", ""),
    ],
)
def test_words_get_their_stress(words: str, marked: str) -> None:
    assert mark(words, LISTS).text == marked


def test_an_editors_mark_wins_over_every_list() -> None:
    assert mark("о́дин", LISTS).text == "о́дин"
    assert mark("житлово-кому́нальні", LISTS).text == "житло́во-кому́нальні"


def test_a_mark_that_stands_on_no_vowel_is_dropped() -> None:
    assert mark("\u0301так\u0301 \u0301 оди\u0301\u0301н", LISTS).text == "так  оди\u0301н"


def test_the_editor_is_told_of_words_nobody_knows_and_of_words_with_two_readings() -> None:
    stressed = mark("Замок у Бульбунцях: замок, бульбунці. Так.", LISTS)
    assert stressed.ambiguous == ["Замок", "замок"]
    assert stressed.unknown == ["Бульбунцях", "бульбунці"]


def test_a_name_is_looked_up_as_a_name_inside_a_sentence_and_as_a_word_at_its_beginning() -> None:
    assert mark("Мена", LISTS).text == "Ме́на"
    assert mark("у Мені", LISTS).text == "у Ме́ні"
    assert mark("Мені так", LISTS).text == "Мені́ так"


def test_the_communitys_list_wins_over_the_projects_and_the_dictionary(tmp_path: Path) -> None:
    community = tmp_path / "stress.toml"
    community.write_text('[places]\nwords = "Бульбунці́ ро́боти Ка́м’янка"\n')
    lists = StressLists(community)
    assert mark("Бульбунці, роботи, Кам'янка, один", lists).text == "Бульбунці́, ро́боти, Ка́м'янка, оди́н"


def test_a_community_without_a_list_of_its_own_has_the_projects(tmp_path: Path) -> None:
    assert mark("один", StressLists(tmp_path / "none.toml")).text == "оди́н"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('[a]\nwords = "слово"', "«слово» немає наголосу"),
        ("words = 1", "не читається"),
        ("[a]\nwords = 1", "не читається"),
        ("[a]\nword = ''", "не читається"),
        ("[", "не читається"),
    ],
)
def test_a_broken_list_is_refused_with_a_sentence(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "stress.toml").write_text(content)
    with pytest.raises(StressListError, match=told):
        StressLists(tmp_path / "stress.toml")


def test_one_syllable_needs_no_mark() -> None:
    assert mark("так, п'ять, з, Франк", LISTS).text == "так, п'ять, з, Франк"
    assert [syllables(word) for word in ("з", "так", "їжак")] == [0, 1, 2]


def test_every_word_of_the_starter_menu_has_its_stress() -> None:
    flow = (Path(__file__).parents[3] / "firmware_config/starter/information_line/flow.toml").read_text(
        encoding="utf-8"
    )
    stressed = mark(flow.partition("[prompts]")[2], LISTS)
    assert (stressed.unknown, stressed.ambiguous) == ([], [])
