"""What all routes share: the short forms of a body, and the answer to a change, the first time and again."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.cases import policy, views
from services.cases.cases import Case
from services.cases.persons import Oddity
from services.cases.store import files
from services.kit import web
from services.kit.db import Tx

Long = Annotated[str, Field(max_length=4000)]

RECEIPT = "receipt:"  # the resource of an answer that shows no case, by its code


class Noted(BaseModel):
    note: Long | None = None


def case(call: web.Call, case: Case) -> web.Answer:
    """A changed case, without its person."""
    return web.Answer(views.brief(case, call.actor, call.language), version=case.version, resource=str(case.case_id))


def case_again(call: web.Call) -> web.Again:
    """The same change told again: the case as it is now, within today's sight."""

    async def again(tx: Tx, resource: str) -> web.Answer:
        return case(call, await files.case(tx, UUID(resource), within=policy.sight(call.actor)))

    return again


def met(call: web.Call, case: Case, found: Sequence[Oddity], status: int) -> web.Answer:
    """A case just written, with what looks odd about it; a receipt where the writer does not see it."""
    oddities = [views.warning(one, call.language) for one in found]
    if not policy.sees(policy.sight(call.actor), case):
        body = views.receipt(case.code) | {"warnings": oddities}
        return web.Answer(body, status, resource=RECEIPT + case.code)
    shown = views.brief(case, call.actor, call.language) | {"warnings": oddities}
    return web.Answer(shown, status, case.version, str(case.case_id))


async def met_again(call: web.Call, tx: Tx, resource: str, found: Sequence[Oddity]) -> web.Answer:
    oddities = {"warnings": [views.warning(one, call.language) for one in found]}
    if resource.startswith(RECEIPT):
        return web.Answer(views.receipt(resource.removeprefix(RECEIPT)) | oddities)
    case = await files.case(tx, UUID(resource), within=policy.sight(call.actor))
    return web.Answer(views.brief(case, call.actor, call.language) | oddities)
