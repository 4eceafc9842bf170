"""People and cards of appeals for programs."""

from __future__ import annotations

from appliance.casework.appeals.appeal import Appeal, NoSuchAppeal
from appliance.casework.appeals.appeal_lists import AppealFilter, Shown, page_of_appeals
from appliance.casework.journal import AccessEntry
from appliance.casework.people.people_search import find
from appliance.casework.people.person import SUBJECT, NoSuchPerson, Person, PersonView
from web.api import Listed, Refused
from web.box import Box
from web.pages.api import shapes
from web.shown import masked
from web.who import me


def people(box: Box, *, q: str | None, after: int | None) -> Listed:
    """Find people by part of a name or of a number."""
    found = find(q or "", area_code=box.settings.box.area_code, after=after or 0)
    following = {"after": found.following} if found.following else {}
    return Listed(tuple(_person(each) for each in found.people), following)


def person(box: Box, person_id: int) -> shapes.PersonWhole:
    """Give one person; the journal of access says so."""
    try:
        view = Person.view(person_id)
    except NoSuchPerson as error:
        raise Refused(404, str(error)) from error
    AccessEntry.record(by=me().actor, now=box.now(), subject=SUBJECT, subject_id=person_id, how="looked")
    return shapes.PersonWhole(_person(view, whole=True), view.notes)


def appeals(box: Box, *, before: int | None, state: Shown | None, q: str | None) -> Listed:
    """List cards, the newest first."""
    wanted = AppealFilter(shown=state or Shown.ALL, sought=(q or "")[:100])
    found = page_of_appeals(wanted, before=before, area_code=box.settings.box.area_code)
    return Listed(tuple(_appeal(each) for each in found.rows), {"before": found.before} if found.before else {})


def appeal(box: Box, appeal_id: int) -> shapes.AppealWhole:
    """Give one card whole; the journal of access says so."""
    try:
        found = Appeal.numbered(appeal_id)
    except NoSuchAppeal as error:
        raise Refused(404, str(error)) from error
    AccessEntry.record(by=me().actor, now=box.now(), subject="appeal", subject_id=appeal_id, how="looked")
    return shapes.AppealWhole(_appeal(found, whole=True), found.call_uid, found.voice_message_id, found.fields)


def _person(view: PersonView, *, whole: bool = False) -> shapes.Person:
    return shapes.Person(
        id=view.id,
        name=view.name,
        kind=view.kind,
        settlement=view.settlement,
        displaced=view.displaced,
        numbers=view.numbers if whole else tuple(map(masked, view.numbers)),
    )


def _appeal(card: Appeal, *, whole: bool = False) -> shapes.Appeal:
    number = card.from_number or card.phone or None
    return shapes.Appeal(
        id=card.id,
        state=card.state,
        channel=card.channel,
        came_at=card.came_at,
        applicant=card.applicant_name or card.organisation,
        number=number if whole else masked(number) or None,
        topic=card.category.name if card.category else "",
        essence=card.essence,
        finished_at=card.finished_at,
        version=card.version,
    )
