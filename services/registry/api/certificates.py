"""Certificates over HTTP: revoked by who holds the training, and checked by anybody who has the code of one.

The check is the registry's one door without a log-in. It is served by the public's own log-in to the database, which
reads a few columns of certificates and nothing else, and what is no token of ours does not reach the database at all.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response

from services.kit import clock, web
from services.kit.db import Tx
from services.kit.errors import NotFound, TooMany, Words
from services.kit.house import House
from services.registry import certificates, days, policy, store, views
from services.registry.actions import training
from services.registry.api import codes
from services.registry.api.bodies import Reasoned
from services.registry.certificates import Certificate

router = APIRouter()

EACH = 50  # checks a second for one address; such is the portal too, which keeps a closer count of whom it asks for


class Unknown(NotFound):
    code = "unknown-certificate"
    words = Words(
        "Kode ini tidak dikenal. Sertifikatnya mungkin palsu, atau kodenya tidak terbaca seluruhnya.",
        "This code is not known. The certificate may be forged, or the code was not read whole.",
    )


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody who shows no token."""

    house: House
    at: datetime


async def stranger(request: Request) -> Stranger:
    if not request.app.state.strangers.allows(request.client.host if request.client else ""):
        raise TooMany(10)
    return Stranger(request.app.state.house, clock.now())


@router.get("/v1/certificates/{token}", openapi_extra={"security": []})
async def check_certificate(
    token: Annotated[str, Path(max_length=100)], asks: Annotated[Stranger, Depends(stranger)]
) -> Response:
    policy.require_public(policy.CHECK_CERTIFICATE)
    read = certificates.read_token(token, codes.seal(asks.house.vault))
    if read is None:
        raise Unknown()
    office, certificate_id = read
    async with asks.house.public.begin(office) as tx:
        found = await store.find_checked(tx, certificate_id, days.today(office, asks.at))
    if found is None:
        raise Unknown()
    content = orjson.dumps(views.checked(found))
    return Response(content, headers={"Cache-Control": "no-store"}, media_type="application/json")


@router.post("/v1/certificates/{certificate_id}/revocation")
async def revoke_certificate(certificate_id: UUID, body: Reasoned, call: web.Versioned) -> Response:
    async def act(tx: Tx) -> web.Answer:
        return _certificate(
            call,
            await training.revoke_certificate(
                tx, call.actor, certificate_id, reason=body.reason, was=call.was, at=call.at
            ),
        )

    async def again(tx: Tx, resource: str) -> web.Answer:
        policy.require(call.actor, policy.REVOKE_CERTIFICATE)
        within = policy.sight_of_trainings(call.actor)
        return _certificate(call, await store.certificate(tx, UUID(resource), within=within))

    return await web.change(call, act, again)


def _certificate(call: web.Call, one: Certificate) -> web.Answer:
    shown = views.certificate(one, codes.seal(call.house.vault), days.today(one.office, call.at))
    return web.Answer(shown, version=one.version, resource=str(one.certificate_id))
