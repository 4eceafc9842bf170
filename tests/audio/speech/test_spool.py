import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from audio.speech.pace import SLOWER
from audio.speech.spool import (
    Answer,
    BadRequest,
    Request,
    answers,
    ask,
    is_served,
    pending,
    prepare,
    put,
    read_request,
    reply,
    serving,
    set_aside,
    take_back,
    thin_out,
    wanted_soon,
)


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    prepare(tmp_path)
    return tmp_path


def test_requests_are_seen_in_the_order_of_asking_and_read_back(spool: Path) -> None:
    ids = ask(spool, ["Один.", "Два\nта ще", "Три «»"], "espeak/uk")
    waiting = pending(spool)
    assert [path.stem for path in waiting] == ids
    assert [read_request(path) for path in waiting] == [
        Request("Один.", "espeak/uk"),
        Request("Два\nта ще", "espeak/uk"),
        Request("Три «»", "espeak/uk"),
    ]


def test_a_pace_is_asked_for_and_a_request_of_old_has_the_usual_one(spool: Path) -> None:
    [request_id] = ask(spool, ["Один."], pace=SLOWER)
    assert read_request(spool / "in" / f"{request_id}.json") == Request("Один.", "", SLOWER)
    (spool / "in" / "old.json").write_text('{"text": "Один.", "voice": ""}')
    assert read_request(spool / "in" / "old.json") == Request("Один.")


def test_a_request_can_be_taken_back_and_what_is_gone_already_is_no_trouble(spool: Path) -> None:
    first, second = ids = ask(spool, ["Один.", "Два."])
    reply(spool, spool / "in" / f"{first}.json", Answer("ab"))
    take_back(spool, ids)
    assert pending(spool) == []
    assert set(answers(spool, ids)) == {first}
    assert second


def test_others_see_whether_a_unit_serves_for_as_long_as_one_does(spool: Path) -> None:
    assert not is_served(spool)
    with serving(spool):
        with serving(spool):
            assert is_served(spool)
        assert is_served(spool)
        assert is_served(spool)
    assert not is_served(spool)


def test_two_who_look_at_once_do_not_take_one_another_for_a_unit(tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    prepare(spool)
    with serving(spool):
        pass
    with ThreadPoolExecutor(4) as pool:
        assert not any(pool.map(lambda _: is_served(spool), range(4000)))


def test_the_oldest_file_comes_first_whatever_its_name(spool: Path) -> None:
    first, second = (spool / "in" / name for name in ("zz.json", "aa.json"))
    for age, path in enumerate((first, second)):
        path.write_text("{}")
        os.utime(path, ns=(age, age))
    assert pending(spool) == [first, second]


def test_an_answer_is_taken_once_and_the_request_is_gone(spool: Path) -> None:
    done, refused, waiting = ids = ask(spool, ["Один.", "Два.", "Три."])
    good, bad = Answer("ab", "ab.wav", 1.5, -22.0, -3.2, "espeak/uk"), Answer(error="Не вийшло.")
    reply(spool, spool / "in" / f"{done}.json", good)
    reply(spool, spool / "in" / f"{refused}.json", bad)
    assert json.loads((spool / "out" / f"{refused}.json").read_text()) == {"error": "Не вийшло."}
    assert answers(spool, ids) == {done: good, refused: bad}
    assert answers(spool, ids) == {}
    assert [path.stem for path in pending(spool)] == [waiting]


def test_a_broken_answer_is_an_error_not_a_crash(spool: Path) -> None:
    (spool / "out" / "a.json").write_bytes(b"\xff{")
    (spool / "out" / "b.json").write_text('{"surprise": 1}')
    assert [bool(answer.error) for answer in answers(spool, ["a", "b"]).values()] == [True, True]


def test_a_file_still_being_written_is_not_seen(spool: Path) -> None:
    (spool / "in" / ".x.json.tmp").write_text("{")
    assert pending(spool) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'"text"',
        b"{}",
        b'{"text": null}',
        b'{"text": ["a"]}',
        b'{"text": "a", "voice": 1}',
        b'{"text": "a", "voice": "-v evil\\n"}',
        b'{"text": "a", "pace": "slow"}',
        b'{"text": "a", "pace": true}',
        b'{"text": "a", "pace": 85.0}',
        b'{"text": "a", "pace": 0}',
        b'{"text": "a", "pace": 1e999}',
        b"[" * 60_000,
        b'{"text": "' + b"a" * 70_000 + b'"}',
        json.dumps({"text": "а" * 2001}).encode(),
    ],
)
def test_a_hostile_request_is_named_bad(spool: Path, content: bytes) -> None:
    path = spool / "in" / "x.json"
    path.write_bytes(content)
    with pytest.raises(BadRequest):
        read_request(path)


def test_what_is_no_plain_file_is_bad_and_nobody_waits_for_it(spool: Path) -> None:
    os.mkfifo(spool / "in" / "fifo.json")
    (spool / "in" / "directory.json").mkdir()
    (spool / "secret").write_text('{"text": "таємниця"}')
    (spool / "in" / "link.json").symlink_to(spool / "secret")
    for path in pending(spool):
        with pytest.raises(BadRequest):
            read_request(path)


@pytest.mark.parametrize("name", ["x.txt", "x y.json", "рада.json", "a" * 70 + ".json", "new\nline.json"])
def test_a_name_that_is_no_id_is_bad(spool: Path, name: str) -> None:
    (spool / "in" / name).write_text('{"text": "Так."}')
    with pytest.raises(BadRequest):
        read_request(spool / "in" / name)


def test_what_is_set_aside_is_answered_if_somebody_can_wait_for_it(spool: Path) -> None:
    (spool / "in" / "x.json").write_text("{")
    (spool / "in" / "x.txt").mkdir()
    for path in pending(spool):
        set_aside(spool, path, "Запит пошкоджено.")
    assert pending(spool) == []
    assert len(list((spool / "bad").iterdir())) == 2
    assert answers(spool, ["x"]) == {"x": Answer(error="Запит пошкоджено.")}


def test_what_nobody_comes_for_does_not_pile_up(spool: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audio.speech.spool._ANSWERS_KEPT", 2)
    for age, name in enumerate(("c", "b", "a")):
        path = spool / "out" / f"{name}.json"
        path.write_text("{}")
        os.utime(path, ns=(age, age))
    thin_out(spool)
    assert sorted(path.stem for path in (spool / "out").iterdir()) == ["a", "b"]


def test_what_somebody_waits_for_stands_before_the_rest(spool: Path) -> None:
    [first] = ask(spool, ["Один."])
    soon = put(spool, Request("Два."), soon=True)
    assert [path.stem for path in pending(spool)] == [soon, first]
    assert [path.stem for path in wanted_soon(spool)] == [soon]
    assert read_request(wanted_soon(spool)[0]) == Request("Два.")
