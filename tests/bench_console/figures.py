"""The figures as they are printed, each beside its bound; nothing here fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench_console.measure import Seen

LATE_MS = 40.0
MEMORY_MB = 120.0
FRAME_MS = 20.0
OVER = " <-- over"


@dataclass(frozen=True, slots=True)
class Measured:
    """All that was seen over a register of `calls` calls. `memory_mb`: fresh, after all pages, the most there was."""

    calls: int
    pages: Sequence[Seen]
    memory_mb: tuple[float, float, float]


def pages(all_measured: Sequence[Measured]) -> str:
    """Return a row for each kind of request, in columns by the size of the register.

    `waited` tells what the machine's other work has added to p50 and p95.
    """
    head = "".join(f"{each.calls:>12} calls: p50   p95   CPU waited" for each in all_measured)
    lines = [f"{'ms':44}{head}   bound"]
    for rows in zip(*(each.pages for each in all_measured), strict=True):
        cells = "".join(f"{row.p50:23.0f}{row.p95:6.0f}{row.cpu_ms:6.0f}{row.waited_ms:7.0f}" for row in rows)
        mark = OVER if any(row.p95 > row.bound_ms for row in rows) else ""
        failed = sum(len(row.failures) for row in rows)
        wrong = f"  {failed} failed: {next(f for row in rows for f in row.failures)}" if failed else ""
        lines.append(f"{rows[0].name:44}{cells}   ≤ {rows[0].bound_ms:g}{mark}{wrong}")
    return "\n".join(lines) + "\n"


def memory(all_measured: Sequence[Measured]) -> str:
    """Say how much memory the console took."""
    return "".join(
        f"console over {each.calls} calls: {fresh:.0f} MB at its start, {after:.0f} MB after all pages, at most "
        f"{most:.0f} MB (≤ {MEMORY_MB:g}){OVER if most > MEMORY_MB else ''}\n"
        for each in all_measured
        for fresh, after, most in [each.memory_mb]
    )


def lateness(title: str, load: Any) -> str:
    """Say how late the sound of one call came, as the caller heard it, and how late the caller itself was."""
    spacing, own = load["spacing_ms"], load["late_ms"]
    mark = OVER if spacing["max"] > LATE_MS else ""
    return (
        f"sound {title}: off its time p50 {spacing['p50']:.2f}, p99 {spacing['p99']:.2f}, p99.9 {spacing['p999']:.2f}, "
        f"at most {spacing['max']:.1f} ms (≤ {LATE_MS:g}){mark}; gaps > {LATE_MS:g} ms: {load['gaps_40']}, of them not "
        f"the caller's own {load['gaps_40_unexplained']}; the caller itself late: p99 {own['p99']:.2f}, at most "
        f"{own['max']:.1f} ms; lost {load['lost']} of {load['received']}\n"
    )


def crowd(worked: Any) -> str:
    """Say what the browsers did meanwhile."""
    return (
        f"browsers meanwhile: {worked['streams']} streams with {worked['news']} news, {worked['pages']} pages "
        f"({worked['failures']} failed), p50 {worked['p50_ms']:.0f}, p95 {worked['p95_ms']:.0f} ms\n"
    )
