"""All that programs may ask."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, jsonify

from appliance.casework.appeals.appeal_lists import Shown
from appliance.casework.contacts.call_list import CallKind
from web.access import Action
from web.api import Api
from web.box import Box
from web.openapi import description
from web.pages.api import desk, house, register, shapes

BEFORE = {"before": (int, "Старші за цей запис; береться з next.")}


def page(box: Box) -> Api:
    """Return the routes of the API."""
    api = Api(__name__, box)
    _desk(api)
    _register(api)
    _house(api)
    return api


def _desk(api: Api) -> None:
    api.reads(
        "/calls",
        desk.calls,
        needs=Action.SEE_CALLS,
        summary="Дзвінки, найновіші першими",
        gives=shapes.Call,
        listed=True,
        query={
            **BEFORE,
            "on": (date, "Лише цього дня за київським часом."),
            "kind": (CallKind, "Лише такі."),
            "number": (str, "Лише з цього номера."),
            "line": (str, "Лише цієї лінії."),
        },
    )
    api.reads("/calls/<uid>", desk.call, needs=Action.SEE_CALLS, summary="Один дзвінок", gives=shapes.CallWhole)
    api.writes(
        "/calls/<uid>/consultations",
        desk.consult,
        needs=Action.WORK_CALLS,
        summary="Записати консультацію",
        gives=shapes.Entered,
        takes=shapes.NewConsultation,
        status=201,
    )
    api.reads("/topics", desk.topics, needs=Action.SEE_CALLS, summary="Теми звернень", gives=shapes.Topic, listed=True)
    api.reads(
        "/messages",
        desk.messages,
        needs=Action.SEE_CALLS,
        summary="Голосові повідомлення, найновіші першими",
        gives=shapes.Message,
        listed=True,
        query={**BEFORE, "waiting": (str, "1: лише ще не опрацьовані.")},
    )
    one = "/messages/<int:number>"
    api.reads(one, desk.message, needs=Action.SEE_CALLS, summary="Одне повідомлення", gives=shapes.Message)
    api.reads(f"{one}/sound", desk.sound, needs=Action.LISTEN, summary="Його аудіозапис", gives=None)
    api.writes(
        f"{one}/handled", desk.handle, needs=Action.WORK_CALLS, summary="Позначити опрацьованим", gives=shapes.Done
    )


def _register(api: Api) -> None:
    api.reads(
        "/people",
        register.people,
        needs=Action.SEE_PEOPLE,
        summary="Люди за абеткою",
        gives=shapes.Person,
        listed=True,
        query={"q": (str, "Частина імені або номера."), "after": (int, "Після цієї людини; береться з next.")},
    )
    api.reads(
        "/people/<int:person_id>",
        register.person,
        needs=Action.SEE_PEOPLE,
        summary="Одна людина",
        gives=shapes.PersonWhole,
    )
    api.reads(
        "/appeals",
        register.appeals,
        needs=Action.SEE_APPEALS,
        summary="Картки звернень, найновіші першими",
        gives=shapes.Appeal,
        listed=True,
        query={**BEFORE, "state": (Shown, "Лише такі."), "q": (str, "Номер картки, телефон або початок прізвища.")},
    )
    api.reads(
        "/appeals/<int:appeal_id>",
        register.appeal,
        needs=Action.SEE_APPEALS,
        summary="Одна картка",
        gives=shapes.AppealWhole,
    )


def _house(api: Api) -> None:
    api.reads(
        "/operators",
        house.operators,
        needs=Action.SEE_OPERATORS,
        summary="Оператори та їхня присутність",
        gives=shapes.Operator,
        listed=True,
    )
    api.reads("/alarms", house.alarms, needs=Action.SEE_BOARD, summary="Чинні тривоги", gives=shapes.Alarm, listed=True)
    api.writes(
        "/alarms/<int:alarm_id>/acknowledge",
        house.acknowledge,
        needs=Action.ACKNOWLEDGE_ALARMS,
        summary="Позначити: тривогу бачили",
        gives=shapes.Done,
    )
    api.reads("/status", house.status, needs=Action.SEE_STATUS, summary="Стан Слухавки", gives=shapes.Status)
    api.reads("/openapi.json", document(api), needs=Action.USE_API, summary="Цей опис", gives=dict)


def document(api: Api) -> Any:
    """Return the view that describes the API."""

    def openapi(_box: Box) -> Response:
        return jsonify(description(api.operations))

    return openapi
