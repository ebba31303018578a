"""Coverage over HTTP: how villages and seats stand in any area, and which lose their SK next."""

from datetime import date

from fastapi import APIRouter
from fastapi.responses import Response

from services.kit import area as areas
from services.kit import ids, web
from services.kit.area import DIGITS, Level
from services.kit.db import Tx
from services.kit.web import Short
from services.registry import coverage, days, policy, views
from services.registry.coverage import Forecast
from services.registry.store import coverage as states
from services.registry.store import serving

router = APIRouter()

LEVELS = (Level.NATION, Level.PROVINCE, Level.KABUPATEN, Level.KECAMATAN)


@router.get("/v1/coverage")
async def read_coverage(call: web.Caller, area: Short | None = None) -> Response:
    """Of `area` (the own), by the areas right below it; of a kabupaten or a kecamatan every village, with who serves
    it where that lies in one's own sight."""
    place, today = _place(call, area), _today(call)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_COVERAGE)
        if len(place) < DIGITS[Level.KABUPATEN]:
            parts = await states.sums(tx, place, on=today)
            return web.Answer(views.coverage(coverage.total(place, parts), parts, on=today))
        villages = coverage.every(place, await states.villages(tx, place, on=today))
        seats = coverage.every_seat(place, await states.seats(tx, place))
        within = policy.sight_of_names(call.actor, place)
        named = await serving.serving(tx, place, within=within) if within else None
        parts = coverage.by_kecamatan(place, villages, seats)
        rows = parts if len(place) == DIGITS[Level.KABUPATEN] else []
        shown = views.coverage(coverage.total(place, parts), rows, on=today)
        return web.Answer(shown | views.places(villages, seats, named, on=today))

    return await web.read(call, act)


@router.get("/v1/coverage/forecast")
async def read_forecast(call: web.Caller, area: Short | None = None) -> Response:
    """Of `area` (the own): villages that lose their last SK in the next twelve months. Who could serve next is proposed
    where those who serve now are in one's own sight."""
    place, today = _place(call, area), _today(call)

    async def act(tx: Tx) -> web.Answer:
        policy.require(call.actor, policy.READ_COVERAGE)
        found = await states.forecast(tx, place, on=today)
        within = policy.sight_of_names(call.actor, place)
        if within:
            near = await serving.neighbours(tx, place, within=within)
            losses = tuple(coverage.proposals(loss, near) for loss in found.losses)
            found = Forecast(found.area, found.months, found.lapsed, losses)
        return web.Answer(views.forecast(found, named=within is not None, on=today))

    return await web.read(call, act)


def _place(call: web.Call, area: str | None) -> str:
    """The own place where none is named: the kecamatan, the office's, the nation for an organisation."""
    own = areas.NATION if ids.is_organisation(call.actor.office) else call.actor.kec or call.actor.office
    return areas.require(area or own, *LEVELS)


def _today(call: web.Call) -> date:
    return days.today(call.actor.office, call.at)
