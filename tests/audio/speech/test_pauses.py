from hypothesis import given
from hypothesis import strategies as st

from audio.speech.pauses import Clause, clauses


def test_a_comma_a_sentence_and_a_line_have_their_own_rests() -> None:
    assert clauses("Щоб почути графік, натисніть один. Щоб ще раз — два.\nДо побачення!") == [
        Clause("Щоб почути графік,", 250),
        Clause("натисніть один.", 450),
        Clause("Щоб ще раз,", 250),
        Clause("два.", 700),
        Clause("До побачення!", 0),
    ]


def test_signs_inside_words_and_numbers_part_nothing() -> None:
    text = "О 08:00-17:00 за 350,50 грн. на вул. міській, будинок 3"
    assert [clause.text for clause in clauses(text)] == ["О 08:00-17:00 за 350,50 грн. на вул. міській,", "будинок 3."]


def test_a_blank_line_rests_no_longer_than_a_line() -> None:
    assert clauses("Один.\n\n\nДва.") == clauses("Один.\nДва.")


def test_a_text_without_a_word_has_no_clause() -> None:
    assert clauses("… — !\n") == []


def test_a_sign_that_would_be_read_out_stands_at_no_end() -> None:
    assert [clause.text for clause in clauses("— Увага:\n— так;")] == ["Увага.", "так."]


@given(st.text(alphabet="аЯ1 ,.:;—-!?…\n«»'\"", max_size=60))
def test_no_word_is_lost_and_every_clause_has_one(text: str) -> None:
    found = clauses(text)
    assert [c for c in "".join(clause.text for clause in found) if c.isalnum()] == [c for c in text if c.isalnum()]
    assert all(any(c.isalnum() for c in clause.text) for clause in found)
    assert not found or found[-1].pause_ms == 0
