"""Questions that nobody could answer (питання без відповіді): each a task, closed by an answer or with a reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import cast

import peewee
from peewee import JOIN, fn
from playhouse.apsw_ext import BooleanField

from appliance.casework.contacts.calls import CallRecord
from appliance.casework.edits import Edited
from appliance.casework.entrance.accounts import Account, Actor
from appliance.casework.journal import AuditEntry
from appliance.casework.knowledge.articles import Article
from appliance.casework.letters import search_key
from appliance.casework.row import Row, UtcDateTimeField, write
from appliance.clock import Moment
from appliance.errors import SlukhavkaError

SUBJECT = "question"
TEXT_MAX, REASON_MAX = 500, 500
SHOWN = 200
ALIKE_SHOWN = 3
ALIKE = 0.3
"""Such a part of the words of both questions must be the same, for them to be offered as one."""
STEM = 5
SHORT = 3
"""Words of so few letters say nothing of what is asked."""


class BadQuestion(SlukhavkaError):
    """A question cannot be entered or closed so; the text says why."""


class NoSuchQuestion(SlukhavkaError):
    """There is no such question, or it is closed already."""


class Question(Edited):
    """One question, asked once or many times. Open until `closed_at`; closed, it has one of the three below.

    `article`: the answer that was written, `joined_to`: the question it is the same as, `reason`: why there is none.
    """

    id = peewee.AutoField()
    text = peewee.TextField()
    owner = peewee.ForeignKeyField(Account, null=True)
    owner_id: int | None
    asked_first_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    closed_at = UtcDateTimeField(null=True)
    closed_by = peewee.ForeignKeyField(Account, null=True)
    closed_by_id: int | None
    article = peewee.ForeignKeyField(Article, null=True)
    article_id: int | None
    joined_to = peewee.ForeignKeyField("self", null=True)
    joined_to_id: int | None
    reason = peewee.TextField(default="")
    times: int
    """How often it was asked; where a list brought it along."""

    @classmethod
    def ask(cls, text: str, *, call_uid: str | None = None, by: Actor, now: Moment) -> int:
        """Note a question without an answer and return its id. The same words again count once more of the same.

        Raises BadQuestion.
        """
        text = _clean(text, TEXT_MAX, "Питання", least=1)
        with write():
            same = next((each for each in cls.open() if search_key(each.text) == search_key(text)), None)
            if same is None:
                same = cls.create(text=text, asked_first_at=now.wall, clock_trusted=now.trusted)
                AuditEntry.record(
                    by=by, now=now, verb="asked", subject=SUBJECT, subject_id=same.id, change={"text": text}
                )
            QuestionAsked.count(same.id, call_uid, by=by, now=now)
        return int(same.id)

    @classmethod
    def again(cls, question_id: int, *, call_uid: str | None = None, by: Actor, now: Moment) -> None:
        """Note that somebody asked it once more; the same call counts once. Raises NoSuchQuestion, BadQuestion."""
        with write():
            cls.standing(question_id)
            QuestionAsked.count(question_id, call_uid, by=by, now=now)

    @classmethod
    def join(cls, question_id: int, into: int, *, by: Actor, now: Moment) -> None:
        """Close it as the same question as another, which counts its times, too. Raises NoSuchQuestion, BadQuestion."""
        with write():
            cls.standing(question_id), cls.standing(into)
            if question_id == into:
                raise BadQuestion("Питання не можна об'єднати із самим собою.")
            known = QuestionAsked.select(QuestionAsked.call).where(QuestionAsked.question == into)
            twice = QuestionAsked.call.in_(known.where(QuestionAsked.call.is_null(False)))
            QuestionAsked.delete().where(QuestionAsked.question == question_id, twice).execute()
            QuestionAsked.update(question=into).where(QuestionAsked.question == question_id).execute()
            cls._close(question_id, {"joined_to": into}, "joined", by=by, now=now)

    @classmethod
    def give(cls, question_id: int, owner_id: int | None, *, by: Actor, now: Moment) -> None:
        """Say who is to find the answer; None: nobody in particular. Raises NoSuchQuestion, BadQuestion."""
        with write():
            question = cls.standing(question_id)
            if owner_id is not None and not Account.select().where(Account.id == owner_id).exists():
                raise BadQuestion("Такої людини немає.")
            if question.owner_id == owner_id:
                return
            change = {"owner": [question.owner_id, owner_id]}
            cls.update(owner=owner_id, version=cls.version + 1).where(cls.id == question_id).execute()
            AuditEntry.record(by=by, now=now, verb="given", subject=SUBJECT, subject_id=question_id, change=change)

    @classmethod
    def answer(cls, question_id: int, article_id: int, *, by: Actor, now: Moment) -> None:
        """Close it by an answer. Raises NoSuchQuestion, NoSuchArticle."""
        with write():
            cls.standing(question_id)
            Article.standing(article_id)
            cls._close(question_id, {"article": article_id}, "answered", by=by, now=now)

    @classmethod
    def close(cls, question_id: int, reason: str, *, by: Actor, now: Moment) -> None:
        """Close it without an answer. Raises NoSuchQuestion, BadQuestion."""
        reason = _clean(reason, REASON_MAX, "Причина", least=1)
        with write():
            cls.standing(question_id)
            cls._close(question_id, {"reason": reason}, "closed", by=by, now=now)

    @classmethod
    def known(cls, question_id: int) -> Question:
        """Return it, open or closed, with its people and its answer at hand. Raises NoSuchQuestion."""
        found = cls._full().where(cls.id == question_id).first()
        if found is None:
            raise NoSuchQuestion("Такого питання немає.")
        return cast(Question, found)

    @classmethod
    def standing(cls, question_id: int) -> Question:
        """Return an open one. Raises NoSuchQuestion."""
        found = cls.known(question_id)
        if found.closed_at is not None:
            raise NoSuchQuestion("Це питання вже закрито.")
        return found

    @classmethod
    def open(cls, limit: int = SHOWN) -> list[Question]:
        """Return the open ones, the most asked first, each with its owner and `times`."""
        asked = fn.COUNT(QuestionAsked.id)
        counted = cls.select(cls, Account, asked.alias("times")).join(Account, JOIN.LEFT_OUTER, on=cls.owner)
        counted = counted.join_from(cls, QuestionAsked, JOIN.LEFT_OUTER).where(cls.closed_at.is_null())
        return list(counted.group_by(cls.id).order_by(asked.desc(), cls.id.desc()).limit(limit))

    @classmethod
    def count_open(cls) -> int:
        """Return how many are open."""
        return int(cls.select().where(cls.closed_at.is_null()).count())

    @classmethod
    def lately_closed(cls, limit: int = 50) -> list[Question]:
        """Return the last that were closed, the newest first, with their people and answers."""
        closed = cls._full().where(cls.closed_at.is_null(False))
        return list(closed.order_by(cls.closed_at.desc(), cls.id.desc()).limit(limit))

    @classmethod
    def of_call(cls, call_uid: str) -> list[Question]:
        """Return what was noted as unanswered in a call."""
        asked = QuestionAsked.select(QuestionAsked.question).where(QuestionAsked.call == call_uid)
        return list(cls._full().where(cls.id.in_(asked)).order_by(cls.id))

    @classmethod
    def _full(cls) -> peewee.ModelSelect[Question]:
        closer = Account.alias()
        full = cls.select(cls, Account, closer, Article).join(Account, JOIN.LEFT_OUTER, on=cls.owner)
        full = full.join_from(cls, closer, JOIN.LEFT_OUTER, on=cls.closed_by)
        return full.join_from(cls, Article, JOIN.LEFT_OUTER)

    @classmethod
    def _close(cls, question_id: int, how: Mapping[str, object], verb: str, *, by: Actor, now: Moment) -> None:
        closed = {"closed_at": now.wall, "closed_by": by.account, "version": cls.version + 1}
        cls.update({**closed, **how}).where(cls.id == question_id).execute()
        AuditEntry.record(by=by, now=now, verb=verb, subject=SUBJECT, subject_id=question_id, change=dict(how))


class QuestionAsked(Row):
    """One time that a question was asked."""

    id = peewee.AutoField()
    question = peewee.ForeignKeyField(Question)
    call = peewee.ForeignKeyField(CallRecord, field="uid", column_name="call_uid", null=True)
    asked_at = UtcDateTimeField()
    clock_trusted = BooleanField()
    account = peewee.ForeignKeyField(Account, null=True)

    @classmethod
    def count(cls, question_id: int, call_uid: str | None, *, by: Actor, now: Moment) -> None:
        """Enter it, once for each call. Raises BadQuestion."""
        if call_uid is not None:
            if not CallRecord.select().where(CallRecord.uid == call_uid).exists():
                raise BadQuestion("Такого дзвінка немає.")
            if cls.select().where(cls.question == question_id, cls.call == call_uid).exists():
                return
        cls.create(
            question=question_id, call=call_uid, asked_at=now.wall, clock_trusted=now.trusted, account=by.account
        )


def alike(text: str, questions: Sequence[Question], limit: int = ALIKE_SHOWN) -> list[Question]:
    """Return those of `questions` that ask nearly the same as `text`, the likest first."""
    asked = _stems(text)
    ranked = [(_likeness(asked, _stems(each.text)), each) for each in questions]
    near = [each for each in ranked if each[0] >= ALIKE]
    return [question for _, question in sorted(near, key=lambda each: -each[0])[:limit]]


def _likeness(some: Collection[str], others: Collection[str]) -> float:
    together = {*some, *others}
    return len({*some} & {*others}) / len(together) if together else 0.0


def _stems(text: str) -> frozenset[str]:
    words: Iterable[str] = "".join(sign if sign.isalnum() or sign == "'" else " " for sign in search_key(text)).split()
    return frozenset(word[:STEM] for word in words if len(word) > SHORT)


def _clean(text: str, limit: int, what: str, *, least: int) -> str:
    text = " ".join(text.split())
    if not least <= len(text) <= limit:
        raise BadQuestion(f"{what}: від {least} до {limit} знаків.")
    return text


JOURNAL_WORDS: Mapping[str, str] = {
    "question": "питання без відповіді",
    "asked": "записано",
    "given": "доручено",
    "joined": "об'єднано з іншим",
    "answered": "закрито відповіддю",
    "closed": "закрито без відповіді",
}
