"""Certificates over HTTP: revoked by who holds the training, and checked by anybody who has the code of one.

The check is served by the public's own log-in to the database, which reads a few columns of certificates; what is no
token of ours does not reach the database at all.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import Response

from services.kit import web
from services.kit.db import Tx
from services.kit.errors import NotFound, Words
from services.registry import certificates, days, policy, store, views
from services.registry.actions import training
from services.registry.api import codes, strangers
from services.registry.api.bodies import Reasoned
from services.registry.certificates import Certificate

router = APIRouter()


class Unknown(NotFound):
    code = "unknown-certificate"
    words = Words(
        "Kode ini tidak dikenal. Sertifikatnya mungkin palsu, atau kodenya tidak terbaca seluruhnya.",
        "This code is not known. The certificate may be forged, or the code was not read whole.",
    )


@router.get("/v1/certificates/{token}", openapi_extra={"security": []})
async def check_certificate(token: Annotated[str, Path(max_length=100)], stranger: strangers.Caller) -> Response:
    policy.require_public(policy.CHECK_CERTIFICATE)
    read = certificates.read_token(token, codes.seal(stranger.house.vault))
    if read is None:
        raise Unknown()
    office, certificate_id = read
    async with stranger.house.public.begin(office) as tx:
        found = await store.find_checked(tx, certificate_id, days.today(office, stranger.at))
    if found is None:
        raise Unknown()
    return strangers.answer(views.checked(found))


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
