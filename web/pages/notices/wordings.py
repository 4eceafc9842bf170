"""The versions of a text as pages show them: each with what differs from the one before."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.casework.versions import TextVersion, differences


def wordings_of(subject: str, subject_id: int, labels: Mapping[str, str]) -> list[tuple[TextVersion, list[str]]]:
    """Return the wordings, the newest first, each with what it changed."""
    found = TextVersion.history(subject, subject_id)
    older = [*found[1:], None]
    return [
        (new, differences(old.document, new.document, labels) if old else ["Перша редакція."])
        for new, old in zip(found, older, strict=False)
    ]
