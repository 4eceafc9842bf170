"""What holds of every page, whoever writes it."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import closing
from pathlib import Path

import web
from appliance.casework.entrance.accounts import Role
from tests.web.house import House

TEMPLATES = sorted(Path(web.__file__).parent.rglob("*.html"))


def test_no_two_templates_have_one_name_for_flask_would_take_the_first() -> None:
    assert [name for name, count in Counter(path.name for path in TEMPLATES).items() if count > 1] == []


def test_no_template_marks_text_as_safe_or_carries_style_or_script_of_its_own() -> None:
    bad = re.compile(r"\|\s*safe\b|Markup|autoescape|<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:")
    assert [path.name for path in TEMPLATES if bad.search(path.read_text())] == []


def test_no_script_writes_markup_from_outside() -> None:
    scripts = sorted(Path(web.__file__).parent.rglob("*.js"))
    bad = re.compile(r"\.(inner|outer)HTML\s*=(?!=)|insertAdjacentHTML|document\.write|\beval\(")
    assert scripts
    assert [path.name for path in scripts if bad.search(path.read_text())] == []


def test_every_form_that_changes_something_carries_the_token() -> None:
    form = re.compile(r"<form[^>]*method=\"post\".*?</form>", re.DOTALL | re.IGNORECASE)
    token = re.compile(r"csrf_token|hidden_tag\(\)|csrf\(\)")
    loose = [path.name for path in TEMPLATES for each in form.findall(path.read_text()) if not token.search(each)]
    assert loose == []


def test_every_style_script_and_picture_that_a_page_names_is_served(tmp_path: Path) -> None:
    visitor = House(tmp_path).enter(Role.CLERK)
    named = re.findall(r'(?:href|src|data-worker)="(/[^"]+\.(?:css|js|svg))"', visitor.get("/").text)
    assert len(named) >= 5
    for address in named:
        with closing(visitor.get(address)) as answer:
            assert answer.status_code == 200, address
