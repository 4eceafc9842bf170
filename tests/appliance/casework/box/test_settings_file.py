"""Settings out of one box and into another: the same, and nothing of anybody."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.casework.box import settings_file
from appliance.casework.box.office_settings import BadSettingsFile, dump
from appliance.casework.box.retention import Kept
from appliance.casework.box.retention_holds import RetentionTerm
from appliance.casework.box.settings_file import read_settings_file, without_secrets, write_settings
from appliance.casework.entrance.accounts import BOX
from appliance.casework.knowledge.topics import Category
from appliance.casework.menus.drafts import DraftMenu, DraftNode
from appliance.casework.office.community import Community, Profile, Settlement
from appliance.casework.row import Row, bind
from appliance.menu.flow import table_of
from tests.appliance.casework.knowledge.cards import add as add_service
from tests.appliance.casework.register import NOW, opened
from tests.appliance.casework.whole_life import NAME, lead
from tests.appliance.menu.small_flow import small_flow
from tests.fakes.box import settings_for
from tests.fakes.fresh_register import lay_register

__all__ = ["opened"]

SITE = """
[[lines]]
name = "sip"
kind = "sip"
password = "дуже таємно"
  pin = '4321'
"""


def decide() -> None:
    """Let the office decide something of every sort."""
    Community.found("Зелений Гай", Profile.K, telephones="04644 21252", by=BOX, now=NOW)
    Settlement.add("Вільне", by=BOX, now=NOW)
    roads = Category.add("Дороги", by=BOX, now=NOW)
    Category.add("Ями", roads, by=BOX, now=NOW)
    add_service(NOW, by=BOX)
    DraftMenu.begin("", table_of(small_flow()), by=BOX, now=NOW)
    RetentionTerm.change(Kept.RECORDING, 60, by=BOX, now=NOW)


def written(tmp_path: Path, *, secrets: bool = False) -> bytes:
    site = tmp_path / "site.toml"
    site.write_text(SITE)
    file = io.BytesIO()
    write_settings(file, replace(settings_for(tmp_path), file=site), by=BOX, now=NOW, secrets=secrets)
    return file.getvalue()


def another(path: Path) -> None:
    """Bind an empty register."""
    lay_register(path)
    bind(path).connect()


@pytest.mark.row("J15")
def test_what_one_box_gives_another_takes_and_then_both_have_the_same(tmp_path: Path) -> None:
    decide()
    before = dump()
    assert all(before[name] for name in ("community", "settlement", "category", "service", "draft_node"))
    file = read_settings_file(io.BytesIO(written(tmp_path)))
    another(tmp_path / "other.db")
    shown = file.differences()
    assert {each.title for each in shown} >= {"Громада", "Населені пункти", "Теми", "Послуги", "Вузли меню"}
    assert not any(dump().values()), "a look changes nothing"
    assert file.take_in(by=BOX, now=NOW) == shown
    assert dump() == before
    assert file.differences() == []
    draft = DraftMenu.of("")
    assert draft is not None
    assert {node.name for node in draft.nodes()} == set(table_of(small_flow())["nodes"])
    bind(tmp_path / "other.db").close()


def test_it_shows_what_changes_and_takes_only_that(tmp_path: Path) -> None:
    decide()
    content = written(tmp_path)
    draft = DraftMenu.of("")
    assert draft is not None
    DraftNode.add(draft.id, "extra", {"kind": "say", "prompt": "it"}, by=BOX, now=NOW)
    RetentionTerm.change(Kept.RECORDING, 90, by=BOX, now=NOW)
    Settlement.add("Інше", by=BOX, now=NOW)
    changes = read_settings_file(io.BytesIO(content)).take_in(by=BOX, now=NOW)
    told = {each.title: (each.added, each.changed, each.removed) for each in changes}
    assert told == {"Вузли меню": ((), (), ("extra",)), "Строки зберігання": ((), ("recording",), ())}
    assert {each["name"] for each in dump()["settlement"]} >= {"Вільне", "Інше"}


def test_nothing_of_anybody_and_no_secret_is_in_it(opened: Path) -> None:
    lead(opened.parent)
    content = written(opened.parent)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    for trace in (NAME, "Ґґзяблищ", "661112299", "дуже таємно", "4321", "Марія"):
        assert trace.encode() not in everything, trace
    with zipfile.ZipFile(io.BytesIO(written(opened.parent, secrets=True))) as archive:
        assert "дуже таємно" in archive.read("slukhavka.toml").decode()


def test_secrets_are_left_out_and_the_rest_stays() -> None:
    told = without_secrets(SITE)
    assert 'name = "sip"' in told
    assert 'password = "…"' in told
    assert '  pin = "…"' in told


@pytest.mark.parametrize(
    "line",
    [
        'trunk = { server = "sip.example.net", password = "Таємно7", user = "u" }',
        'trunk.password = "Таємно7"',
        '"password" = "Таємно7"',
        'password = "Таємно7 \\" Таємно7" # як у договорі',
        'password = """\nТаємно7\n"""',
        "password = '''Таємно7\nТаємно7'''",
        '# pin = "Таємно7"',
        "pin = Таємно7",
        "lines = [{name = 'gsm1', pin='Таємно7'}, {pin='Таємно7'}]",
    ],
)
def test_a_secret_is_left_out_however_a_technician_writes_it(line: str) -> None:
    told = without_secrets(f'[[lines]]\nname = "gsm1"\n{line}\nfamily = "huawei_e1550"\n')
    assert "Таємно7" not in told
    assert "…" in told
    assert told.startswith('[[lines]]\nname = "gsm1"\n')
    assert told.endswith('\nfamily = "huawei_e1550"\n')


def changed(content: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """Return the file with its parts changed, its hashes made right again."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    if "manifest.json" in parts:
        manifest = json.loads(parts["manifest.json"])
        manifest["sha256"] = {name: hashlib.sha256(part).hexdigest() for name, part in parts.items()}
        parts["manifest.json"] = json.dumps(manifest).encode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def with_tables(tables: Any) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.update({"office.json": json.dumps(tables).encode()})


BAD: dict[str, Callable[[dict[str, bytes]], object]] = {
    "no manifest": lambda parts: parts.pop("manifest.json"),
    "no tables": lambda parts: parts.pop("office.json"),
    "a newer version": lambda parts: parts.update(
        {"manifest.json": parts["manifest.json"].replace(b'"migration": ', b'"migration": 9')}
    ),
    "an unknown table": with_tables({"account": [{"name": "зловмисник"}]}),
    "a list": with_tables([1]),
    "rows that are none": with_tables({"settlement": ["x"]}),
    "unknown columns": with_tables({"settlement": [{"name": "x", "district": "", "kind": "", "sort_key": "", "x": 1}]}),
    "SQL for a name": with_tables({"settlement": [{"name": {"x": 1}, "district": "", "kind": "", "sort_key": ""}]}),
    "twice the same": with_tables({"settlement": [{"name": "x", "district": "", "kind": "", "sort_key": "x"}] * 2}),
    "too long a name": with_tables({"settlement": [{"name": "x" * 200, "district": "", "kind": "", "sort_key": "x"}]}),
    "within nothing": with_tables({"category": [{"parent_id": [None, "немає"], "name": "x", "place": 1, "common": 0}]}),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_not_ours_or_not_right_changes_nothing(tmp_path: Path, name: str) -> None:
    content = changed(written(tmp_path), BAD[name])
    before = dump()
    with pytest.raises(BadSettingsFile):
        read_settings_file(io.BytesIO(content)).take_in(by=BOX, now=NOW)
    assert dump() == before


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"x" * 1000])
def test_what_is_no_zip_is_refused(content: bytes) -> None:
    with pytest.raises(BadSettingsFile):
        read_settings_file(io.BytesIO(content))


def test_a_file_that_was_changed_on_its_way_is_refused(tmp_path: Path) -> None:
    content = written(tmp_path)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part + b" " if name == settings_file.TABLES else part)
    with pytest.raises(BadSettingsFile, match="пошкоджений"):
        read_settings_file(io.BytesIO(file.getvalue()))


def test_every_table_of_the_file_is_in_the_register_with_its_columns() -> None:
    for table in dump():
        assert Row._meta.database.table_exists(table)
