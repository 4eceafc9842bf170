import pytest

from audio.engines.espeak_stress import marked_words, spoken_by, tamed, with_forced_stress

OLD = {
    "один": ["'o", "d", "i", "n"],
    "телефон": ["t", "i", "l", "'e", "f", "V", "n"],
    "привіт": ["p", "@-", "r", "i", "v", "'i", "t"],
}
NEW = {"один": ["'o", "d", "I", "n"], "перенесення": ["p", "E", "R", "@", "n", "'E", "s", "E", "n", "n^", "a"]}


@pytest.mark.parametrize(
    ("marked", "phonemes", "forced"),
    [
        ("оди́н", OLD, "[[o|d|'I|n]]"),
        ("оди́н", NEW, "[[o|d|'I|n]]"),
        ("Телефо́н,", OLD, "[[t|E|l|e|f|'o|n]],"),
        ("приві́т", OLD, "[[p|@-|r|I|v|'i|t]]"),
        ("перене́сення", NEW, "[[p|E|R|E|n|'E|s|E|n|n^|a]]"),
    ],
    ids=["1.51", "1.52", "reduced vowels", "glide", "English ен"],
)
def test_the_stress_moves_and_reduced_vowels_sound_in_full(
    marked: str, phonemes: dict[str, list[str]], forced: str
) -> None:
    assert with_forced_stress(marked, phonemes) == forced


def test_a_word_whose_phonemes_do_not_fit_stays_a_word_without_its_mark() -> None:
    assert with_forced_stress("оди́н", {"один": ["'o", "d", "n"]}) == "один"
    assert with_forced_stress("оди́н два", {}) == "один два"


def test_what_an_editor_writes_is_never_a_command_to_the_engine() -> None:
    assert tamed("так [[haI]] <voice>ні") == "так  haI   voice ні"
    assert "[[" not in tamed("[[[[]] [[]")


def test_an_apostrophe_is_read_as_its_sound() -> None:
    assert tamed("зв'язо́к пʼять з’їзд обʼє́кт") == "звйазо́к пйать зйізд обйе́кт"
    assert marked_words(tamed("Пʼя́тниця, два, сло́во-сло́во")) == ["пйатниця", "слово", "слово"]


def test_all_words_of_all_texts_are_asked_for_at_once() -> None:
    asked: list[list[str]] = []

    def transcribe(words: list[str]) -> dict[str, list[str]]:
        asked.append(words)
        return OLD

    assert spoken_by(transcribe, ["Оди́н.", "приві́т, оди́н"])[0] == "[[o|d|'I|n]]."
    assert asked == [["один", "привіт"]]
