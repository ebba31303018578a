"""The registry over HTTP: people at work, offices, areas."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from itertools import islice
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.kit import area, modes, web
from services.kit.area import Area, Level
from services.kit.db import Tx
from services.registry import accounts, actions, officers, offices, policy, store, views, volunteers
from services.registry.letters import Letter
from services.registry.officers import Officer
from services.registry.particulars import Particulars
from services.registry.standings import Status
from services.registry.volunteers import Volunteer

router = APIRouter()

Limit = Annotated[int, Query(ge=1, le=200)]
Short = Annotated[str, Field(max_length=200)]
Long = Annotated[str, Field(max_length=1000)]
Codes = Annotated[list[Annotated[str, Field(max_length=10)]], Field(max_length=600)]
Item = TypeVar("Item")


def app(house: modes.House) -> FastAPI:
    made = web.app(house, title="Titian registry", rate=house.settings.rate if house.settings else 50)
    made.include_router(router)
    return made


# --- oneself ---


@router.get("/v1/me")
async def read_me(call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_ME)
        return web.Answer(views.me(call.actor, await store.me(tx, call.actor.sub)))

    return await web.read(call, act)


# --- areas ---


@router.get("/v1/areas")
async def search_areas(
    call: web.Caller,
    q: Annotated[str, Query(max_length=60)] = "",
    within: str = area.NATION,
    level: Literal["province", "kabupaten", "kecamatan", "desa"] | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Response:
    query = f"{q}|{within}|{level}"
    after = (web.position(call, query, cursor) or [""])[0]

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_AREAS)
        place, wanted = area.require(within, field="within"), Level(level) if level else None
        found = area.search(q, place, wanted, after) if q.strip() else area.areas(place, wanted, after)
        return web.Answer(_page(call, query, list(islice(found, limit + 1)), limit, views.place, _code))

    return await web.read(call, act)


@router.get("/v1/areas/{code}")
async def read_area(code: str, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_AREAS)
        return web.Answer(views.place(Area(area.require(code), area.name(code))))

    return await web.read(call, act)


# --- volunteers ---


class Sk(BaseModel):
    number: Short
    issuer: Short
    issued_on: date
    starts_on: date
    ends_on: date | None = None


class Appointment(BaseModel):
    name: Short
    role: volunteers.Role
    username: Short | None = None
    villages: Codes = []
    kec: Short | None = None
    nik: Short = ""
    phone: Short = ""
    address: Long = ""
    sk: Sk


class Reason(BaseModel):
    reason: Long


class Purpose(BaseModel):
    purpose: Annotated[str, Field(min_length=3, max_length=200)]


@router.post("/v1/volunteers", status_code=201)
async def appoint_volunteer(body: Appointment, call: web.Caller) -> Response:
    told = Particulars(body.nik, body.phone, body.address)

    async def act(tx: Tx) -> web.Answer:
        volunteer = await actions.appoint_volunteer(
            tx, call.actor, call.house.vault, role=body.role, name=body.name, username=body.username,
            villages=tuple(body.villages), kec=body.kec, decree=volunteers.Decree(**body.sk.model_dump()),
            particulars=told, at=call.at,
        )  # fmt: skip
        return _volunteer(volunteer, 201, views.warnings(told))

    async def again(tx: Tx, resource: str) -> web.Answer:
        return _volunteer(await _read_volunteer(call, tx, UUID(resource)), 201, views.warnings(told))

    return await web.change(call, act, again)


@router.get("/v1/volunteers")
async def read_volunteers(
    call: web.Caller,
    status: Status | None = None,
    role: volunteers.Role | None = None,
    kec: str | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Response:
    query = f"{status}|{role}|{kec}"
    after = web.position(call, query, cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_VOLUNTEERS)
        found = await store.volunteers(
            tx, within=policy.sight(call.actor), status=status, role=role, kec=kec, after=after, limit=limit + 1
        )
        return web.Answer(_page(call, query, found, limit, views.volunteer, lambda v: [v.name, v.volunteer_id]))

    return await web.read(call, act)


@router.get("/v1/volunteers/{volunteer_id}")
async def read_volunteer(volunteer_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _volunteer(await _read_volunteer(call, tx, volunteer_id))

    return await web.read(call, act)


@router.post("/v1/volunteers/{volunteer_id}/particulars")
async def open_particulars(volunteer_id: UUID, body: Purpose, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        opened = await actions.open_particulars(tx, call.actor, call.house.vault, volunteer_id, purpose=body.purpose)
        return web.Answer(views.particulars(*opened))

    return await web.read(call, act)


@router.post("/v1/volunteers/{volunteer_id}/slip", status_code=201)
async def print_volunteer_slip(volunteer_id: UUID, request: Request, call: web.Caller) -> Response:
    async def allow(tx: Tx) -> Volunteer:
        return await actions.print_volunteer_slip(tx, call.actor, volunteer_id)

    return await _slip(request, call, allow)


@router.post("/v1/volunteers/{volunteer_id}/suspension")
async def suspend_volunteer(volunteer_id: UUID, body: Reason, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _volunteer(
            await actions.suspend_volunteer(tx, call.actor, volunteer_id, reason=body.reason, was=call.was, at=call.at)
        )

    return await web.change(call, act, _volunteer_again(call))


@router.post("/v1/volunteers/{volunteer_id}/reinstatement")
async def reinstate_volunteer(volunteer_id: UUID, body: Reason, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _volunteer(
            await actions.reinstate_volunteer(
                tx, call.actor, volunteer_id, reason=body.reason, was=call.was, at=call.at
            )
        )

    return await web.change(call, act, _volunteer_again(call))


@router.post("/v1/volunteers/{volunteer_id}/end")
async def end_volunteer(volunteer_id: UUID, body: Reason, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _volunteer(
            await actions.end_volunteer(tx, call.actor, volunteer_id, reason=body.reason, was=call.was, at=call.at)
        )

    return await web.change(call, act, _volunteer_again(call))


async def _read_volunteer(call: web.Call, tx: Tx, volunteer_id: UUID) -> Volunteer:
    policy.require(call.actor, policy.READ_VOLUNTEERS)
    return await store.volunteer(tx, volunteer_id, within=policy.sight(call.actor))


def _volunteer(volunteer: Volunteer, status: int = 200, beside: dict[str, Any] | None = None) -> web.Answer:
    shown = views.volunteer(volunteer) | (beside or {})
    return web.Answer(shown, status, volunteer.version, str(volunteer.volunteer_id))


def _volunteer_again(call: web.Call) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        return _volunteer(await _read_volunteer(call, tx, UUID(resource)))

    return again


# --- officers ---


class Officers(BaseModel):
    name: Short
    username: Short | None = None
    roles: Annotated[list[officers.Role], Field(min_length=1, max_length=8)]
    office: Short | None = None
    villages: Codes = []
    kec: Short | None = None
    bidang: Short | None = None
    desks: Annotated[list[Short], Field(max_length=8)] = []


@router.post("/v1/officers", status_code=201)
async def appoint_officer(body: Officers, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _officer(
            await actions.appoint_officer(
                tx, call.actor, office=body.office or call.actor.office, name=body.name, username=body.username,
                roles=tuple(body.roles), villages=tuple(body.villages), kec=body.kec, bidang=body.bidang,
                desks=tuple(body.desks), at=call.at,
            ),
            201,
        )  # fmt: skip

    return await web.change(call, act, _officer_again(call))


@router.get("/v1/officers")
async def read_officers(call: web.Caller, cursor: str | None = None, limit: Limit = 50) -> Response:
    after = web.position(call, "", cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_OFFICERS)
        found = await store.officers(tx, within=policy.sight(call.actor), after=after, limit=limit + 1)
        return web.Answer(_page(call, "", found, limit, views.officer, lambda o: [o.name, o.officer_id]))

    return await web.read(call, act)


@router.get("/v1/officers/{officer_id}")
async def read_officer(officer_id: UUID, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _officer(await _read_officer(call, tx, officer_id))

    return await web.read(call, act)


@router.post("/v1/officers/{officer_id}/slip", status_code=201)
async def print_officer_slip(officer_id: UUID, request: Request, call: web.Caller) -> Response:
    arrived = await _arrived(call, officer_id)

    async def allow(tx: Tx) -> Officer | Letter:
        return await actions.print_officer_slip(tx, call.actor, officer_id, arrived=arrived, at=call.at)

    return await _slip(request, call, allow)


@router.post("/v1/officers/{officer_id}/suspension")
async def suspend_officer(officer_id: UUID, body: Reason, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _officer(
            await actions.suspend_officer(tx, call.actor, officer_id, reason=body.reason, was=call.was, at=call.at)
        )

    return await web.change(call, act, _officer_again(call))


@router.post("/v1/officers/{officer_id}/reinstatement")
async def reinstate_officer(officer_id: UUID, body: Reason, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _officer(
            await actions.reinstate_officer(tx, call.actor, officer_id, reason=body.reason, was=call.was, at=call.at)
        )

    return await web.change(call, act, _officer_again(call))


@router.post("/v1/officers/{officer_id}/end")
async def end_officer(officer_id: UUID, body: Reason, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _officer(
            await actions.end_officer(tx, call.actor, officer_id, reason=body.reason, was=call.was, at=call.at)
        )

    return await web.change(call, act, _officer_again(call))


async def _read_officer(call: web.Call, tx: Tx, officer_id: UUID) -> Officer | Letter:
    policy.require(call.actor, policy.READ_OFFICERS)
    found = await store.find_officer(tx, officer_id, within=policy.sight(call.actor))
    return found or await store.letter_sent(tx, officer_id=officer_id)


async def _arrived(call: web.Call, officer_id: UUID) -> bool:
    """Whether she has set a password of her own; asked before the transaction, as every neighbour is."""
    async with call.house.db.begin(call.actor.office) as tx:
        sub = (await _read_officer(call, tx, officer_id)).account.sub
    return sub is not None and await call.house.neighbours.has_own_password(sub)


def _officer(seat: Officer | Letter, status: int = 200) -> web.Answer:
    return web.Answer(views.seat(seat), status, seat.version, str(seat.officer_id))


def _officer_again(call: web.Call) -> web.Again:
    async def again(tx: Tx, resource: str) -> web.Answer:
        return _officer(await _read_officer(call, tx, UUID(resource)))

    return again


# --- offices ---


class Organisation(BaseModel):
    name: Short
    kind: Literal["organisation"] = "organisation"
    areas: Codes
    phone: Short = ""
    address: Long = ""


@router.post("/v1/offices", status_code=201)
async def register_office(body: Organisation, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        office = await actions.register_office(
            tx, call.actor, name=body.name, areas=tuple(body.areas), phone=body.phone, address=body.address, at=call.at
        )
        return web.Answer(views.office(office), 201, office.version, office.office)

    async def again(tx: Tx, resource: str) -> web.Answer:
        return web.Answer(views.office(await store.office(tx, resource)))

    return await web.change(call, act, again)


@router.get("/v1/offices")
async def read_offices(
    call: web.Caller,
    kind: offices.Kind = offices.Kind.ORGANISATION,
    q: Annotated[str, Query(max_length=60)] = "",
    cursor: str | None = None,
    limit: Limit = 50,
) -> Response:
    query = f"{kind}|{q}"
    after = web.position(call, query, cursor)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_OFFICES)
        if kind is offices.Kind.ORGANISATION:
            found = await store.organisations(tx, words=q.strip(), after=after, limit=limit + 1)
            return web.Answer(_page(call, query, found, limit, views.office, lambda o: [o.name, o.office]))
        government = offices.governments(kind, words=q, after=after[0] if after else "")
        first = list(islice(government, limit + 1))
        return web.Answer(_page(call, query, first, limit, views.office, lambda o: [o.office]))

    return await web.read(call, act)


@router.get("/v1/offices/{office}")
async def read_office(office: str, call: web.Caller) -> Response:
    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_OFFICES)
        return web.Answer(views.office(await store.office(tx, office)))

    return await web.read(call, act)


# --- what several routes share ---


async def _slip(
    request: Request, call: web.Call, allow: Callable[[Tx], Awaitable[Volunteer | Officer | Letter]]
) -> Response:
    """Record the print, commit, then give Keycloak the password, which stands in this answer alone. The key is used up
    even where Keycloak fails: whoever prints again gets another password, never the same one twice."""
    password, subs = accounts.one_time_password(), list[str]()
    login_url = request.app.state.house.settings.urls.get("portal", "")

    async def act(tx: Tx) -> web.Answer:
        noun = await allow(tx)
        subs.append(noun.account.require_opened())
        return web.Answer(views.slip(noun, password=password, login_url=login_url), 201)

    async def again(tx: Tx, resource: str) -> web.Answer:
        raise accounts.SlipPrinted()

    answer = await web.change(call, act, again)
    await call.house.neighbours.set_one_time_password(subs[-1], password)
    return answer


def _page(
    call: web.Call,
    query: str,
    found: Sequence[Item],
    limit: int,
    show: Callable[[Item], dict[str, Any]],
    mark: Callable[[Item], list[Any]],
) -> dict[str, Any]:
    """One page of `found`, which holds one more than the page when there is a next one."""
    more = web.cursor(call, query, mark(found[limit - 1])) if len(found) > limit else None
    return {"items": [show(item) for item in found[:limit]], "next": more}


def _code(found: Area) -> list[str]:
    return [found.code]
