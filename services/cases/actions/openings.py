"""Plain text for a stated purpose; each opening is on record."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.cases import codes, handups, policy
from services.cases.actions.intake import local_date
from services.cases.cases import Case, NotNow
from services.cases.needs import Need
from services.cases.persons import age
from services.cases.store import files, people
from services.kit import area
from services.kit.actor import Actor
from services.kit.db import Tx
from services.kit.errors import NotFound
from services.kit.vault import Vault

SEXES = {"f": "Perempuan", "m": "Laki-laki"}
OF_PERSON = ("name", "birth_on", "sex", "village", "address", "nik", "phone")


async def open_nik(tx: Tx, actor: Actor, vault: Vault, case_id: UUID, *, purpose: str, at: datetime) -> str | None:
    """The whole number, for one of the stated purposes."""
    policy.require(actor, policy.OPEN_NIK)
    codes.require("purposes", purpose, at.date(), field="purpose")
    sight = policy.sight(actor)
    told, _ = await people.identity(tx, vault, case_id, within=sight, fields=("nik",), purpose=purpose, by=actor)
    return told.nik


async def open_packet(
    tx: Tx, actor: Actor, vault: Vault, case_id: UUID, *, need_id: UUID | None, fields: Sequence[str], at: datetime
) -> tuple[Case, Need | None, dict[str, str]]:
    """The minimum of a file for a referral, in words for whoever will read it."""
    policy.require(actor, policy.REFER_CASE)
    case = await files.case(tx, case_id, within=policy.sight(actor))
    if not case.may("refer"):
        raise NotNow()
    need = await _need(tx, case_id, need_id) if need_id else None
    wanted = handups.require_fields(tuple(fields), at.date())
    told = await tell(tx, vault, case, wanted, purpose="referral", by=actor, at=at)
    if "village" in told:
        kec, kabupaten = area.kecamatan_of(told["village"]), case.kabupaten
        told["village"] = ", ".join(area.name(code) for code in (told["village"], kec, kabupaten))
    if "sex" in told:
        told["sex"] = SEXES[told["sex"]]
    if "need" in wanted and need is not None:
        told["need"] = codes.words("needs", need.kind).id
    return case, need, told


async def tell(
    tx: Tx, vault: Vault, case: Case, fields: Sequence[str], *, purpose: str, by: Actor, at: datetime
) -> dict[str, str]:
    """The chosen fields of a file as text, those that it has: dates ISO, places and sexes as codes."""
    chosen = {"birth_on" if name == "age" else name for name in fields}
    wanted = [name for name in (*OF_PERSON, "note") if name in chosen]
    sight = policy.sight(by)
    opened, note = await people.identity(tx, vault, case.case_id, within=sight, fields=wanted, purpose=purpose, by=by)
    found: dict[str, str | None] = {name: getattr(opened, name) for name in OF_PERSON if name != "birth_on"}
    if opened.birth_on is not None:
        found["birth_on"] = opened.birth_on.isoformat()
        found["age"] = str(age(opened.birth_on, local_date(case.kabupaten, at)))
    if case.ppks is not None:
        found["type"] = codes.words("types", str(case.ppks)).id
    found["note"] = note
    if "need" in fields:
        kinds = [codes.words("needs", need.kind).id for need, _ in await files.needs(tx, case.case_id)]
        found["need"] = "; ".join(kinds)
    return {name: text for name in fields if (text := found.get(name))}


async def _need(tx: Tx, case_id: UUID, need_id: UUID) -> Need:
    for need, _ in await files.needs(tx, case_id):
        if need.need_id == need_id:
            return need
    raise NotFound()
