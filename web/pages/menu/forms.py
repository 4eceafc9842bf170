"""The form of a node, made of the fields of its kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from wtforms import Field, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired

from appliance.menu.flow import LARGEST
from appliance.menu.node import CHOICE_KEYS
from web.edited_form import EditedForm
from web.forms import choices
from web.pages.menu.controls import CONTROLS
from web.pages.menu.parts import Part, exits_of, parts_of
from web.pages.menu.tree import Document, node_labels, targets
from web.pages.menu.words import exit_name, field_name, first_words

NEW = "+"
"""The choice that stands for a text that is not there yet."""
NOWHERE = "— нікуди —"
EMPTY_TEXT = "Напишіть текст."
TWO_TEXTS = (
    "Ви обрали інший текст, а слова в полі змінили. Ще одне «Зберегти» запише ці слова в обраний текст; "
    "щоб лишити його, як є, очистьте поле."
)
NOT_CHOSEN = "Оберіть."
NO_NUMBER = f"Напишіть число, не більше за {LARGEST}."
MISSING_ONE = "«{}» — такого немає"


@dataclass(frozen=True, slots=True)
class TextWish:
    """What is asked of a field of text: to say the prompt `name`; with `words`, to write them there first."""

    field: str
    name: str
    words: str | None = None
    seen_version: int = 0
    """The version of the prompt that its editor saw; 0: it is a new one."""


class NodeForm(EditedForm):
    """The base of the forms of all kinds; `form_of` makes one. `version` is what the editor of the node saw."""

    kind: ClassVar[str]
    document: ClassVar[Document]
    versions: ClassVar[Mapping[str, int]]
    """Of every text, as it stands now."""

    @property
    def parts(self) -> Sequence[Part]:
        """The fields of the kind."""
        return parts_of(self.kind)

    def field(self, sort: str, name: str) -> Field:
        """Return the field of a part, or of something about it."""
        found: Field = self[f"{sort}_{name}"]
        return found

    @property
    def exits(self) -> list[Field]:
        """The selects of the exits."""
        return [self.field("exit", name) for name in exits_of(self.kind)]

    def keys(self, name: str) -> list[Field]:
        """The selects of the six keys."""
        return [self.field(f"key_{name}", key) for key in CHOICE_KEYS]

    def faults(self) -> bool:
        """Check what WTForms cannot know, and put each refusal beside its field. True: there are some."""
        for part in self.parts:
            if part.sort == "number" and self.number(part) is None:
                self.refuse(f"number_{part.name}", NO_NUMBER)
            if part.sort == "text":
                self._check_text(part)
            if part.sort in ("choice", "line", "sms") and part.required and not self._value(part):
                self.refuse(f"{part.sort}_{part.name}", NOT_CHOSEN if part.sort == "choice" else EMPTY_TEXT)
        return bool(self.errors)

    @property
    def number_refused(self) -> bool:
        """Whether something is wrong with a number."""
        return any(self.field("number", part.name).errors for part in self.parts if part.sort == "number")

    def number(self, part: Part) -> int | float | None:
        """Return a number as typed, with a comma or a point; None when it is none that a node can have."""
        typed = str(self.field("number", part.name).data or "").strip().replace(",", ".")
        if not typed and not part.required:
            return part.default  # type: ignore[no-any-return]
        try:
            value = int(typed) if typed.isascii() and typed.isdecimal() else float(typed)
        except ValueError:
            return None
        fits = (1 if part.whole else 0) <= value <= LARGEST and not (part.whole and isinstance(value, float))
        return value if fits else None

    def _check_text(self, part: Part) -> None:
        chosen, shown = self._chosen(part.name), self._shown(part.name)
        if (chosen == NEW and not self._words(part.name)) or (chosen == shown and shown and not self._words(part.name)):
            self.refuse(f"words_{part.name}", EMPTY_TEXT)
        elif chosen not in (NEW, shown) and self._has_changed(part.name):
            self.refuse(f"words_{part.name}", TWO_TEXTS)
            self.show_text(part.name, chosen, self.versions.get(chosen, 0))

    def show_text(self, name: str, prompt: str, version: int) -> None:
        """Say that the words typed are those of `prompt` from now on."""
        for sort, value in (("of", prompt), ("seen", str(version))):
            self.field(sort, name).data = value
            self.field(sort, name).raw_data = None

    def show_version(self, version: int) -> None:
        """Say which version of the node its editor has seen now."""
        self.version.data = str(version)
        self.version.raw_data = None

    def wishes(self) -> Iterator[TextWish]:
        """Yield what is asked of every field of text."""
        for part in self.parts:
            if part.sort != "text":
                continue
            chosen, shown = self._chosen(part.name), self._shown(part.name)
            if chosen == NEW:
                yield TextWish(part.name, "", self._words(part.name))
            elif chosen == shown and chosen and self._has_changed(part.name):
                yield TextWish(part.name, chosen, self._words(part.name), self._seen(part.name))
            else:
                yield TextWish(part.name, chosen)

    def about(self, before: Mapping[str, Any], spoken: Mapping[str, str]) -> dict[str, Any]:
        """Return the node as its document has it; `spoken`: the prompt of every field of text."""
        about: dict[str, Any] = {"kind": self.kind}
        for part in self.parts:
            value = spoken[part.name] if part.sort == "text" else self._value(part)
            if part.required or part.name in before or value != part.default:
                about[part.name] = value
        if exits := {field.name.removeprefix("exit_"): field.data for field in self.exits if field.data}:
            about["exits"] = exits
        return about

    def _value(self, part: Part) -> Any:
        if part.sort == "number":
            return self.number(part)
        if part.sort == "keys":
            return {field.name[-1]: field.data for field in self.keys(part.name) if field.data}
        return " ".join(str(self.field(part.sort, part.name).data or "").split())

    def _chosen(self, name: str) -> str:
        return str(self.field("text", name).data or "")

    def _shown(self, name: str) -> str:
        return str(self.field("of", name).data or "")

    def _seen(self, name: str) -> int:
        seen = str(self.field("seen", name).data or "")
        return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else 0

    def _words(self, name: str) -> str:
        return as_kept(str(self.field("words", name).data or ""))

    def _has_changed(self, name: str) -> bool:
        words, prompts = self._words(name), self.document.get("prompts", {})
        return bool(words) and words not in (
            as_kept(prompts.get(self._shown(name), "")),
            as_kept(prompts.get(self._chosen(name), "")),
        )


class NewNodeForm(NodeForm):
    """A node that is not there yet."""

    name = StringField("Назва вузла", [DataRequired("Напишіть назву.")], render_kw={"autocomplete": "off"})


def as_kept(words: str) -> str:
    """Return words as they are kept: a browser ends lines in two signs, and a file begins them with one."""
    return words.replace("\r\n", "\n").replace("\r", "\n").strip()


def form_of(kind: str, document: Document, about: Mapping[str, Any], versions: Mapping[str, int]) -> type[NodeForm]:
    """Return the form of a kind in a menu; what `about` names and is not there may stay chosen."""
    return type(f"{kind}_form", (NodeForm,), {**_made_of(kind, document, about), "versions": versions})


def new_form_of(
    kind: str, document: Document, about: Mapping[str, Any], versions: Mapping[str, int]
) -> type[NewNodeForm]:
    """Return the form of a new node of a kind."""
    return type(f"new_{kind}_form", (NewNodeForm,), {**_made_of(kind, document, about), "versions": versions})


def _made_of(kind: str, document: Document, about: Mapping[str, Any]) -> dict[str, Any]:
    nodes = _with({"": NOWHERE, **node_labels(document)}, _targets(about))
    made: dict[str, Any] = {"kind": kind, "document": document}
    for part in parts_of(kind):
        made |= dict(_fields_of(part, document, about, nodes))
    for name in exits_of(kind):
        made[f"exit_{name}"] = SelectField(exit_name(name).capitalize(), choices=choices(nodes), default="")
    return made


def _fields_of(
    part: Part, document: Document, about: Mapping[str, Any], nodes: Mapping[str, str]
) -> Iterator[tuple[str, Field]]:
    label, name = field_name(part.name), part.name
    if part.sort == "text":
        texts = {} if part.required else {"": "— не говорити —"}
        texts |= {NEW: "— новий текст —"} | text_labels(document)
        yield f"text_{name}", SelectField(label, choices=choices(_with(texts, [str(about.get(name) or "")])))
        yield f"words_{name}", TextAreaField(f"{label}: слова", render_kw={"rows": 3})
        yield f"of_{name}", HiddenField()
        yield f"seen_{name}", HiddenField()
    elif part.sort == "keys":
        offered = CONTROLS[name]() if name in CONTROLS else nodes
        for key in CHOICE_KEYS:
            yield f"key_{name}_{key}", SelectField(f"Клавіша {key}", choices=choices(offered), default="")
    elif part.sort == "choice":
        offered = _with(CONTROLS[name](), [str(about.get(name) or "")])
        yield f"choice_{name}", SelectField(label, choices=choices(offered))
    elif part.sort == "number":
        yield f"number_{name}", StringField(label, render_kw={"inputmode": "decimal", "autocomplete": "off"})
    elif part.sort == "sms":
        yield f"sms_{name}", TextAreaField(label, render_kw={"rows": 4})
    else:
        yield f"line_{name}", StringField(label)


def data_of(kind: str, document: Document, about: Mapping[str, Any], versions: Mapping[str, int]) -> dict[str, Any]:
    """Return what the form of a node shows."""
    shown: dict[str, Any] = {}
    prompts = document.get("prompts", {})
    for part in parts_of(kind):
        given = about.get(part.name, part.default)
        if part.sort == "text":
            name = str(given or "")
            known = name in prompts
            shown[f"text_{part.name}"] = name if known or name or not part.required else NEW
            shown[f"words_{part.name}"] = as_kept(prompts.get(name, ""))
            shown[f"of_{part.name}"] = name if known else ""
            shown[f"seen_{part.name}"] = str(versions.get(name, 0))
        elif part.sort == "keys":
            shown |= {f"key_{part.name}_{key}": targets(given).get(key, "") for key in CHOICE_KEYS}
        elif part.sort == "number":
            shown[f"number_{part.name}"] = f"{given:g}".replace(".", ",") if _is_number(given) else str(given or "")
        else:
            shown[f"{part.sort}_{part.name}"] = str(given or "")
    exits = targets(about.get("exits"))
    return shown | {f"exit_{name}": exits.get(name, "") for name in exits_of(kind)}


def text_labels(document: Document) -> dict[str, str]:
    """Return the texts of a menu by name, each with its first words."""
    return {name: f"{first_words(words)} · {name}" for name, words in document.get("prompts", {}).items()}


def foreign_fields(kind: str, about: Mapping[str, Any]) -> list[str]:
    """Return what a node has that its kind has not, and what goes when it is saved."""
    known = {"kind", "exits", *(part.name for part in parts_of(kind))}
    return [*(set(about) - known), *(set(targets(about.get("exits"))) - set(exits_of(kind)))]


def _with(offered: Mapping[str, str], chosen: Sequence[str]) -> dict[str, str]:
    """Add what is chosen and not there, so that a form may be shown and refused without losing it."""
    return {**offered, **{one: MISSING_ONE.format(one) for one in chosen if one and one not in offered}}


def _targets(about: Mapping[str, Any]) -> list[str]:
    return [target for name in ("choices", "exits") for target in targets(about.get(name)).values()]


def _is_number(given: object) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool)
