import re
from collections import Counter
from pathlib import Path

import pytest

from tests.regulations.table import ROWS, load

TABLE = load()
# A clause is a code and a number: "M 1.1", "K 4.2.1-4.2.3.3"; S has an annex besides: "S Ann.2", "S Ann.2 4".
CLAUSE = re.compile(r"(?:(?:M|S|K|Sl|O) \d+(?:\.\d+)*(?:-\d+(?:\.\d+)*)?|S Ann\.2(?: \d)?)")
SIZES = {"A": 30, "B": 24, "C": 35, "D": 11, "E": 11, "F": 9, "G": 10, "H": 14, "I": 17, "J": 15, "K": 4, "L": 9}
DEMANDED_BY_NO_CLAUSE = {"B7", "B18", "C25", "E4", "E5", "E6", "E10", "F4", "F9", "I10", "J9", "J14"}


def test_the_table_has_189_rows_and_no_number_twice() -> None:
    numbers = [row.number for row in TABLE.rows]
    assert len(numbers) == len(set(numbers)) == 189


def test_every_section_has_its_rows_in_order_and_without_a_gap() -> None:
    for section, (letter, size) in zip(TABLE.sections, SIZES.items(), strict=True):
        assert [row.number for row in section.rows] == [f"{letter}{n}" for n in range(1, size + 1)], section.title


def test_every_clause_is_a_code_and_a_number() -> None:
    clauses = [(row.number, clause) for row in TABLE.rows for clause in row.clauses]
    assert [place for place in clauses if not CLAUSE.fullmatch(place[1])] == []


def test_no_row_cites_a_clause_twice() -> None:
    assert [row.number for row in TABLE.rows if len(set(row.clauses)) < len(row.clauses)] == []


def test_the_clauses_of_a_row_stand_in_the_order_of_the_documents() -> None:
    order = list(TABLE.documents)
    places = {row.number: [order.index(clause.split()[0]) for clause in row.clauses] for row in TABLE.rows}
    assert [number for number, its in places.items() if its != sorted(its)] == []


def test_only_the_known_rows_are_demanded_by_no_clause() -> None:
    assert {row.number for row in TABLE.rows if not row.clauses} == DEMANDED_BY_NO_CLAUSE


def test_every_document_is_cited() -> None:
    assert {clause.split()[0] for row in TABLE.rows for clause in row.clauses} == set(TABLE.documents)


def test_titles_are_short_and_english() -> None:
    assert [row for row in TABLE.rows if not (row.title.isascii() and 0 < len(row.title) <= 90)] == []


def test_no_two_rows_have_one_title() -> None:
    titles = Counter(row.title for row in TABLE.rows)
    assert [title for title, count in titles.items() if count > 1] == []


def test_a_misspelt_key_of_a_row_is_refused_by_its_name(tmp_path: Path) -> None:
    misspelt = tmp_path / "rows.toml"
    misspelt.write_text(ROWS.read_text().replace('number = "A1",', 'number = "A1", climed = true,'))
    with pytest.raises(TypeError, match="climed"):
        load(misspelt)
