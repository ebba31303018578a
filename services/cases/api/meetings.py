"""A person is met: what was seen is recorded, and completed where something was missing."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel

from services.cases import codes, persons
from services.cases.actions import intake
from services.cases.api import answers
from services.cases.api.answers import Long
from services.cases.persons import Particulars
from services.kit import web
from services.kit.db import Tx
from services.kit.errors import Invalid, Words
from services.kit.web import Day, Flag, Short, Whole

router = APIRouter()


class Person(BaseModel):
    name: Short = ""
    village: Short | None = None
    birth_on: Day | None = None
    sex: Literal["f", "m"] | None = None
    nik: Short | None = None
    kk: Short | None = None
    phone: Short | None = None
    address: Short | None = None

    def told(self) -> Particulars:
        return Particulars(**self.model_dump())


class Consent(BaseModel):
    basis: Short
    witness: Short | None = None
    guardian: Short | None = None
    language: Short = "id"


class Record(BaseModel):
    person: Person
    type: Whole | None = None
    note: Long | None = None
    protected: Flag = False
    consent: Consent


class Completion(BaseModel):
    person: Person = Person()
    type: Whole | None = None
    note: Long | None = None


@router.post("/v1/cases", status_code=201)
async def record_case(body: Record, call: web.Keyed) -> Response:
    told, given = body.person.told(), body.consent
    if told.village is None:
        raise Invalid(fields={"person.village": Words("Pilih desa/kelurahan.", "Choose the village.")})
    village = told.village

    async def act(tx: Tx) -> web.Answer:
        case, found = await intake.record_case(
            tx, call.actor, call.house.vault, told=told, village=village, ppks=body.type, flagged=body.protected,
            note=body.note, basis=given.basis, witness=given.witness, guardian=given.guardian, language=given.language,
            at=call.at,
        )  # fmt: skip
        return answers.met(call, case, found, 201)

    async def again(tx: Tx, resource: str) -> web.Answer:
        today = intake.local_date(call.actor.office, call.at)
        clean = persons.require_particulars(told, today=today)
        return await answers.met_again(
            call, tx, resource, persons.warnings(clean, codes.ppks(body.type, today), today=today)
        )

    return await web.change(call, act, again)


@router.post("/v1/cases/{case_id}/completion")
async def complete_case(case_id: UUID, body: Completion, call: web.Versioned) -> Response:
    changes = {name: getattr(body.person, name) for name in body.person.model_fields_set}

    async def act(tx: Tx) -> web.Answer:
        case, found = await intake.complete_case(
            tx, call.actor, call.house.vault, case_id, changes=changes, ppks=body.type, note=body.note, was=call.was,
            at=call.at,
        )  # fmt: skip
        return answers.met(call, case, found, 200)

    async def again(tx: Tx, resource: str) -> web.Answer:
        return await answers.met_again(call, tx, resource, [])

    return await web.change(call, act, again)
