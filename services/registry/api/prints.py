"""What is taken away as a file: papers of a training, its recap, a certificate; made beside the loop."""

import asyncio
from enum import StrEnum
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.kit import web
from services.kit.db import Tx
from services.registry import certificates, days, papers, policy, store
from services.registry.api import codes, downloads
from services.registry.api.downloads import PDF, Kind
from services.registry.certificates import Certificate
from services.registry.participants import Participant
from services.registry.profiles import Profile
from services.registry.trainings import Training

router = APIRouter()


class Paper(StrEnum):
    INVITATION = "invitation"
    ASSIGNMENT = "assignment"
    ATTENDANCE = "attendance"
    TRANSPORT = "transport"
    RECAP = "recap"


@router.get("/v1/trainings/{training_id}/papers/{paper}", response_class=Response, responses=downloads.of(PDF))
async def print_paper(training_id: UUID, paper: Paper, call: web.Caller) -> Response:
    async with call.house.db.begin(call.actor.office) as tx:
        head, training, people, issued = await _read(call, tx, training_id)
    today = days.today(call.actor.office, call.at)
    if paper is Paper.RECAP:
        content = await asyncio.to_thread(papers.trainings.recap, head, training, people, today, issued)
        return downloads.file(content, f"rekap-{training.plan.starts_on}", PDF)
    name, make = papers.trainings.PAPERS[paper]
    content = await asyncio.to_thread(make, head, training, people, today)
    return downloads.file(content, f"{name}-{training.plan.starts_on}", PDF)


@router.get("/v1/trainings/{training_id}/recap", response_class=Response, responses=downloads.of(Kind.XLSX))
async def print_recap(training_id: UUID, call: web.Caller) -> Response:
    async with call.house.db.begin(call.actor.office) as tx:
        _, training, people, issued = await _read(call, tx, training_id)
    content = await asyncio.to_thread(papers.trainings.recap_table, training, people, issued)
    return downloads.file(content, f"rekap-{training.plan.starts_on}", Kind.XLSX)


@router.get("/v1/certificates/{certificate_id}/paper", response_class=Response, responses=downloads.of(PDF))
async def print_certificate(certificate_id: UUID, request: Request, call: web.Caller) -> Response:
    async with call.house.db.begin(call.actor.office) as tx:
        policy.require(call.actor, policy.PRINT_CERTIFICATE)
        within = policy.sight_of_trainings(call.actor)
        one = await store.certificate(tx, certificate_id, within=within)
        training = await store.training(tx, one.training_id, within=within)
        head = await store.profile(tx)
    portal = request.app.state.house.settings.urls.get("portal", "")
    token = certificates.token(one.office, one.certificate_id, codes.seal(call.house.vault))
    told: dict[str, Any] = {"check_url": f"{portal}/sertifikat/{token}", "today": days.today(one.office, call.at)}
    content = await asyncio.to_thread(papers.trainings.certificate, head, training, one, **told)
    return downloads.file(content, f"sertifikat-{one.issued_on}", PDF)


async def _read(
    call: web.Call, tx: Tx, training_id: UUID
) -> tuple[Profile, Training, list[Participant], list[Certificate]]:
    """The office's head, the training, and who has a seat in it, by name."""
    policy.require(call.actor, policy.PRINT_PAPERS)
    training = await store.training(tx, training_id, within=policy.sight_of_trainings(call.actor))
    seated = [one for one in await store.participants(tx, training_id) if one.seated]
    head = await store.profile(tx)
    issued = await store.certificates(tx, training_id=training_id)
    return head, training, sorted(seated, key=lambda one: one.name), issued
