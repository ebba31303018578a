"""How a service stands, for who keeps the platform running: what waits, what died, whether the ledger holds.

One door that all services have, and the gauges that the alerts stand on. No personal data: ids, types and counts. What
is asked for here is a mark on a row; the loops do it: the sweep applies dead letters, the checker reads the ledger.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import sqlalchemy as sa
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.kit import clock, ids, metrics, web
from services.kit.db import Database, Tx
from services.kit.due import TRIES, due
from services.kit.errors import Forbidden, Invalid, Words
from services.kit.inbox import dead_letters, marks
from services.kit.ledger import ledger, ledger_heads
from services.kit.outbox import lane, outbox
from services.kit.settings import SERVICES
from services.kit.web import Limit

BROKEN = 50  # offices named whose ledger does not hold

router = APIRouter()


class Replay(BaseModel):
    owner: Annotated[str, Field(max_length=40)]  # whose facts, among the dead letters


def doors(made: FastAPI, policy: Any) -> None:
    """Open them in the application of a service, under its policy: a table with a row for each."""
    made.state.policy = policy
    made.include_router(router)


def _require(request: Request, call: web.Call, operation: str) -> None:
    request.app.state.policy.require(call.actor, operation)
    if call.actor.office != ids.NATION:
        raise Forbidden()


@router.get("/v1/operations")
async def read_operations(request: Request, call: web.Caller) -> Response:
    """What waits in this service, how far it has heard its neighbours, and whether its ledger holds."""

    async def act(_: Tx) -> web.Answer:
        _require(request, call, request.app.state.policy.READ_OPERATIONS)
        return web.Answer({"service": call.house.service, **await state(call.house.relay, call.at)})

    return await web.read(call, act)


@router.get("/v1/operations/dead-letters")
async def read_dead_letters(
    request: Request, call: web.Caller, cursor: str | None = None, limit: Limit = 50
) -> Response:
    """Facts that could not be applied, the newest first: ids and types."""
    after = web.position(call, "", cursor)

    async def act(tx: Tx) -> web.Answer:
        _require(request, call, request.app.state.policy.READ_OPERATIONS)
        dead = dead_letters.c
        wanted = sa.select(dead_letters).order_by(dead.died_at.desc(), dead.fact_id.desc()).limit(limit + 1)
        if after:
            last = sa.tuple_(sa.literal(datetime.fromisoformat(after[0])), sa.literal(UUID(after[1])))
            wanted = wanted.where(sa.tuple_(dead.died_at, dead.fact_id) < last)
        found = (await tx.execute(wanted)).all()
        return web.page(call, "", found, limit, lambda row: row._asdict(), lambda row: [row.died_at, row.fact_id])

    return await web.read(call, act)


@router.post("/v1/operations/replay", status_code=202)
async def replay_facts(body: Replay, request: Request, call: web.Keyed) -> Response:
    """Have the dead letters of an owner applied once more, now that what they died of is mended."""

    async def act(tx: Tx) -> web.Answer:
        _require(request, call, request.app.state.policy.REPLAY_FACTS)
        if body.owner not in SERVICES:
            raise Invalid(fields={"owner": Words("Layanan ini tidak dikenal.", "No such service.")})
        mine = sa.update(dead_letters).where(dead_letters.c.owner == body.owner, dead_letters.c.asked_at.is_(None))
        await tx.execute(mine.values(asked_at=call.at))
        return await _asked(tx, body.owner)

    return await web.change(call, act, _asked)


async def _asked(tx: Tx, owner: str) -> web.Answer:
    waiting = sa.select(sa.func.count()).where(dead_letters.c.owner == owner, dead_letters.c.asked_at.is_not(None))
    return web.Answer({"owner": owner, "asked": await tx.scalar(waiting)}, status=202, resource=owner)


@router.post("/v1/operations/ledger-check", status_code=202)
async def check_ledger(request: Request, call: web.Keyed) -> Response:
    """Have the chains of all offices read through now; by itself that happens once a day."""

    async def act(tx: Tx) -> web.Answer:
        _require(request, call, request.app.state.policy.CHECK_LEDGER)
        await want_checked(tx, call.at)
        return await again(tx, "")

    async def again(tx: Tx, resource: str) -> web.Answer:
        waiting = sa.select(sa.func.count()).where(ledger_heads.c.asked_at.is_not(None))
        return web.Answer({"asked": await tx.scalar(waiting)}, status=202)

    return await web.change(call, act, again)


async def want_checked(tx: Tx, at: datetime) -> None:
    """Mark all chains, locked in the order of the sealer, which moves many heads in one transaction."""
    head = ledger_heads.c
    every = sa.select(head.office).where(head.office != "", head.asked_at.is_(None)).order_by(head.office)
    await tx.execute(sa.update(ledger_heads).where(head.office.in_(every.with_for_update())).values(asked_at=at))


async def state(relay: Database, at: datetime) -> dict[str, Any]:
    """As the relay's log-in sees it: the one that reads the outbox and the ledgers of all offices."""
    mark, dead, head, count = marks.c, dead_letters.c, ledger_heads.c, sa.func.count
    died = sa.select(dead.owner, count().label("dead"), count(dead.asked_at).label("asked")).group_by(dead.owner)
    of = died.subquery()
    heard = sa.select(
        mark.owner, mark.mark, mark.head, mark.swept_at, mark.repaired,
        sa.func.coalesce(of.c.dead, 0).label("dead"), sa.func.coalesce(of.c.asked, 0).label("asked"),
    ).join(of, of.c.owner == mark.owner, isouter=True)  # fmt: skip
    chain = sa.select(
        count().label("offices"), sa.cast(sa.func.coalesce(sa.func.sum(head.seq), 0), sa.BigInteger).label("entries"),
        count(head.asked_at).label("asked"), sa.func.min(head.checked_at).label("checked_at"),
    ).where(head.office != "")  # fmt: skip
    wrong = sa.select(head.office, head.broken_seq.label("seq")).where(head.broken_seq.is_not(None))
    waiting = due.c.done_at.is_(None)
    async with relay.begin() as tx:
        lane_ = (await tx.execute(sa.select(lane.c.pos, lane.c.mark).where(lane.c.name == "facts"))).one()
        unnumbered, unnumbered_since = await _waiting(tx, outbox.c.made_at, outbox.c.pos.is_(None))
        overdue, overdue_since = await _waiting(
            tx, due.c.due_at, waiting & (due.c.due_at <= at) & (due.c.tries < TRIES)
        )
        given_up, _ = await _waiting(tx, due.c.due_at, waiting & (due.c.tries >= TRIES))
        unsealed, unsealed_since = await _waiting(tx, ledger.c.at, ledger.c.seq.is_(None))
        return {
            "at": at,
            "relay": {
                "numbered": lane_.pos, "published": lane_.mark, "unnumbered": unnumbered, "since": unnumbered_since,
            },
            "heard": [row._asdict() for row in await tx.execute(heard.order_by(mark.owner))],
            "duties": {"overdue": overdue, "since": overdue_since, "given_up": given_up},
            "ledger": (await tx.execute(chain)).one()._asdict()
            | {"unsealed": unsealed, "since": unsealed_since}
            | {"wrong": [row._asdict() for row in await tx.execute(wrong.order_by(head.office).limit(BROKEN))]},
        }  # fmt: skip


async def _waiting(tx: Tx, instant: Any, which: Any) -> tuple[int, datetime | None]:
    """How many rows wait, and since when."""
    counted = sa.select(sa.func.count().label("waiting"), sa.func.min(instant).label("since")).where(which)
    row = (await tx.execute(counted)).one()
    return row.waiting, row.since


async def gauges(relay: Database) -> str:
    """The same for alerts; measured when somebody asks."""
    told = await state(relay, clock.now())
    facts, heard, duties, chain = told["relay"], told["heard"], told["duties"], told["ledger"]

    def age(since: datetime | None) -> float:
        return max((told["at"] - since).total_seconds(), 0.0) if since else 0.0

    def of(owners: str) -> dict[str, Any]:
        return {row["owner"]: row[owners] for row in heard}

    behind = {row["owner"]: row["head"] - row["mark"] for row in heard}
    swept = {row["owner"]: age(row["swept_at"]) for row in heard}
    one, many = metrics.gauge, metrics.gauges
    return "".join(
        (
            one("titian_relay_unnumbered", "Committed facts without a number", facts["unnumbered"]),
            one("titian_relay_age_seconds", "Age of the oldest of them", age(facts["since"])),
            one("titian_relay_behind", "Numbered, not known to be published", facts["numbered"] - facts["published"]),
            many("titian_inbox_behind", "Facts between our mark and the owner's head", "owner", behind),
            many("titian_sweep_age_seconds", "Since the last sweep of an owner", "owner", swept),
            many("titian_sweep_repairs", "Facts that only the sweep brought, ever", "owner", of("repaired")),
            many("titian_dead_letters", "Facts that could not be applied", "owner", of("dead")),
            one("titian_due_overdue", "Duties whose time has come", duties["overdue"]),
            one("titian_due_age_seconds", "How late the oldest of them is", age(duties["since"])),
            one("titian_due_given_up", "Duties that failed too often to be tried again", duties["given_up"]),
            one("titian_ledger_unsealed", "Ledger rows outside of the chain", chain["unsealed"]),
            one("titian_ledger_age_seconds", "Age of the oldest of them", age(chain["since"])),
            one("titian_ledger_broken", "Offices whose ledger did not hold", len(chain["wrong"])),
            one("titian_ledger_check_age_seconds", "Since the eldest check of a ledger", age(chain["checked_at"])),
        )
    )
