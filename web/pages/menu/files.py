"""A menu as a file: handed out, taken in, and the sets a draft may begin with."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import tomli_w
from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from appliance.casework.menus.drafts import BadDraft, DraftMenu
from appliance.menu.flow import FlowError, table_of
from appliance.menu.published import CURRENT
from appliance.settings import STARTER
from web.box import Box
from web.forms import choices
from web.pages.menu.opened import menu_names, opened
from web.pages.menu.small_forms import FileForm
from web.who import me

FILE_MAX_BYTES = 200 * 1024
FLOW = "flow.toml"
TOO_LARGE = "Файл завеликий: меню має до 200 КБ."
NO_TEXT = "Це не текстовий файл у кодуванні UTF-8."
NOT_A_TABLE = "У файлі є дати або числа, яких у меню не буває."
NOT_EMPTY = "Чернетка цього меню вже є. Позначте, що її можна замінити; спершу її можна зберегти файлом."


@dataclass(frozen=True, slots=True)
class Source:
    """Something a draft may begin with. `read` raises FlowError, OSError."""

    label: str
    read: Callable[[], dict[str, Any]]


def sources(box: Box, menu: str) -> dict[str, Source]:
    """Return what a draft of a menu may begin with: what callers hear now, then the starter sets."""
    found: dict[str, Source] = {}
    published = box.settings.published_menu(menu) / CURRENT / FLOW
    if published.exists():
        found["published"] = Source("те, що чують зараз", partial(_read, published))
    for path in sorted(STARTER.glob(f"*/{FLOW}")):
        found[path.parent.name] = Source(_title(path), partial(_read, path))
    return found


def export(_box: Box, draft_id: int) -> ResponseReturnValue:
    """Hand out a draft as a file."""
    known = opened(draft_id)
    name = f"flow-{known.draft.menu or 'slukhavka'}.toml"
    return Response(
        tomli_w.dumps(known.document, multiline_strings=True),
        mimetype="application/toml",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def choose(box: Box) -> ResponseReturnValue:
    """Ask for a file."""
    return _page(box, FileForm(data={"menu": request.args.get("menu", "")}))


def take(box: Box) -> ResponseReturnValue:
    """Let a draft be what stands in a file, if it can be read."""
    form = FileForm()
    form.menu.choices = choices(menu_names(box))
    if not form.validate():
        return _page(box, form), 422
    name, file = str(form.menu.data or ""), form.file.data
    if DraftMenu.of(name) and not form.replaces.data:
        form.refuse("replaces", NOT_EMPTY)
        return _page(box, form), 422
    try:
        document = read_document(file.read(FILE_MAX_BYTES + 1) if isinstance(file, FileStorage) else b"")
        DraftMenu.begin(name, document, by=me().actor, now=box.now())
    except (BadDraft, FlowError) as error:
        form.refuse("file", error)
        return _page(box, form), 422
    flash("Файл прочитано: тепер це чернетка. Перегляньте зауваження.")
    return redirect(url_for("menu.overview", menu=name), 303)


def read_document(content: bytes) -> dict[str, Any]:
    """Return the flow in a file handed in, unchecked but for its shape. Raises FlowError."""
    if len(content) > FILE_MAX_BYTES:
        raise FlowError(TOO_LARGE)
    try:
        document = table_of(content.decode("utf-8-sig").replace("\r\n", "\n"))
        json.dumps(document, allow_nan=False)
    except UnicodeDecodeError as error:
        raise FlowError(NO_TEXT) from error
    except (TypeError, ValueError, RecursionError) as error:
        raise FlowError(NOT_A_TABLE) from error
    for part in ("nodes", "prompts"):
        if isinstance(document.get(part), dict) and "" in document[part]:
            raise FlowError("У файлі є вузол або текст без назви.")
    return document


def _page(box: Box, form: FileForm) -> str:
    names = menu_names(box)
    form.menu.choices = choices(names)
    kept = {name: draft for name in names if (draft := DraftMenu.of(name))}
    return render_template("menu_file.html", form=form, kept=kept, names=names)


def _read(path: Path) -> dict[str, Any]:
    return table_of(path.read_text(encoding="utf-8"))


def _title(path: Path) -> str:
    try:
        return f"початкове меню «{_read(path).get('title', path.parent.name)}»"
    except (FlowError, OSError):
        return f"початкове меню «{path.parent.name}»"
