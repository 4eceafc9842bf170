"""What the files of the product import, read from their text, and which modules that brings along."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Import:
    """One imported name in full, and whether a function imports it."""

    name: str
    line: int
    in_function: bool


@dataclass(frozen=True)
class Source:
    """One file of the product: its dotted name and its tree."""

    module: str
    is_package: bool
    tree: ast.Module

    @classmethod
    def of(cls, path: str, text: str) -> Source:
        parts = Path(path).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        return cls(".".join(parts[:-1] if is_package else parts), is_package, ast.parse(text, path))

    def imports(self) -> Iterator[Import]:
        yield from self._imports(self.tree, in_function=False)

    def _imports(self, node: ast.AST, *, in_function: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from (Import(alias.name, child.lineno, in_function) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                base = self._base(child)
                yield from (Import(f"{base}.{alias.name}", child.lineno, in_function) for alias in child.names)
            else:
                function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
                yield from self._imports(child, in_function=in_function or function)

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.module.split(".")
        up = node.level - 1 if self.is_package else node.level
        return ".".join([*parts[: len(parts) - up], *filter(None, [node.module])])


def within(name: str, *rooms: str) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def graph_of(sources: list[Source]) -> dict[str, set[str]]:
    """Return which modules each module of the product imports."""
    known = {source.module for source in sources}

    def module_of(name: str) -> str:
        while name not in known and "." in name:
            name = name.rpartition(".")[0]
        return name

    return {
        source.module: {module_of(found.name) for found in source.imports()} - {source.module} for source in sources
    }


def reached_from(start: str, graph: dict[str, set[str]]) -> set[str]:
    """Return every module loaded with `start`: what it imports, what those import, and the packages they lie in."""
    return _walk(start, lambda name: {*graph.get(name, ()), *filter(None, [name.rpartition(".")[0]])})


def in_a_cycle(graph: dict[str, set[str]]) -> list[str]:
    """Return the modules that reach themselves by their imports."""
    reached = {name: _walk(name, lambda name: graph.get(name, set())) for name in graph}
    return sorted(name for name in graph if any(name in reached.get(other, ()) for other in graph[name]))


def _walk(start: str, follow: Callable[[str], set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = {start}
    while waiting:
        name = waiting.pop()
        seen.add(name)
        waiting |= follow(name) - seen
    return seen
