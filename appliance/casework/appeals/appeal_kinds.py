"""What an appeal can be: its regime, kind and authorship, how it came, how it is to be answered: words of the law."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class AppealState(StrEnum):
    """How a card stands. The register adds what comes after a draft."""

    DRAFT = "draft"
    DISCARDED = "discarded"
    REFUSED = "refused"
    """It was not accepted (відмова у прийнятті, K 5.8)."""


STATE_NAMES: Mapping[AppealState, str] = {
    AppealState.DRAFT: "чернетка",
    AppealState.DISCARDED: "відкинуто",
    AppealState.REFUSED: "відмовлено у прийнятті",
}


class Regime(StrEnum):
    """By which rules it is dealt with: each has terms and outcomes of its own."""

    LAW = "law"
    SERVICE_REQUEST = "service_request"
    INFORMATION_REQUEST = "information_request"


REGIME_NAMES: Mapping[Regime, str] = {
    Regime.SERVICE_REQUEST: "заявка",
    Regime.LAW: "звернення за Законом «Про звернення громадян»",
    Regime.INFORMATION_REQUEST: "запит на публічну інформацію",
}


class AppealKind(StrEnum):
    """The three kinds of the Law (art. 3)."""

    PROPOSAL = "proposal"
    APPLICATION = "application"
    COMPLAINT = "complaint"


KIND_NAMES: Mapping[AppealKind, str] = {
    AppealKind.PROPOSAL: "пропозиція (зауваження)",
    AppealKind.APPLICATION: "заява (клопотання)",
    AppealKind.COMPLAINT: "скарга",
}


class Authorship(StrEnum):
    """Whose it is, in the words of the classifier of appeals."""

    INDIVIDUAL = "individual"
    COLLECTIVE = "collective"
    ANONYMOUS = "anonymous"


AUTHORSHIP_NAMES: Mapping[Authorship, str] = {
    Authorship.INDIVIDUAL: "індивідуальне",
    Authorship.COLLECTIVE: "колективне",
    Authorship.ANONYMOUS: "анонімне",
}


class Channel(StrEnum):
    """How it came."""

    CALL = "call"
    VOICE_MESSAGE = "voice_message"
    SMS = "sms"
    VISIT = "visit"
    EMAIL = "email"
    LETTER = "letter"


CHANNEL_NAMES: Mapping[Channel, str] = {
    Channel.CALL: "дзвінок",
    Channel.VOICE_MESSAGE: "голосове повідомлення",
    Channel.SMS: "SMS",
    Channel.VISIT: "особисто в раді",
    Channel.EMAIL: "електронна пошта",
    Channel.LETTER: "лист",
}
BY_HAND = (Channel.VISIT, Channel.EMAIL, Channel.LETTER, Channel.CALL)
"""What a clerk may enter without a row that shows it: the call among them may have come past the box."""


class AnswerWay(StrEnum):
    """How the applicant wishes to be answered (K 8.1.7)."""

    PHONE = "phone"
    SMS = "sms"
    POST = "post"
    EMAIL = "email"
    IN_PERSON = "in_person"
    NONE = "none"


ANSWER_WAY_NAMES: Mapping[AnswerWay, str] = {
    AnswerWay.PHONE: "телефоном",
    AnswerWay.SMS: "SMS",
    AnswerWay.POST: "листом на адресу",
    AnswerWay.EMAIL: "електронною поштою",
    AnswerWay.IN_PERSON: "особисто в раді",
    AnswerWay.NONE: "відповідь не потрібна",
}


class RefusalGround(StrEnum):
    """Why a request may be refused at once (K 5.8)."""

    FOUL_LANGUAGE = "foul_language"
    INSULT = "insult"
    HATRED = "hatred"
    OVERTHROW = "overthrow"
    OTHER = "other"


REFUSAL_GROUND_NAMES: Mapping[RefusalGround, str] = {
    RefusalGround.FOUL_LANGUAGE: "ненормативна лексика",
    RefusalGround.INSULT: "образи, приниження честі й гідності",
    RefusalGround.HATRED: "заклики до національної, расової, релігійної ворожнечі",
    RefusalGround.OVERTHROW: "заклики до повалення конституційного ладу",
    RefusalGround.OTHER: "інша подібна причина",
}
