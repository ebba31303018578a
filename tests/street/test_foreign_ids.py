"""Each route × a foreign id: whoever may not see a thing learns nothing about it, not even that it is there.

Every route with an id in its path is asked for a thing that exists and for one that never was, by people who may see
neither; the two answers are the same to the letter.
"""

import json
import urllib.error
import urllib.request
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi.routing import APIRoute

from services.kit.house import House
from tests.referral.town import TODAY, Town, Worker
from tests.registry import applied, courses, works
from tests.registry.conftest import Kabupaten
from tests.registry.people import Answer, Json
from tests.street.sources import NOTHING, module, routes
from tests.street.test_routes import PUBLIC

DOORS = ("registry", "cases", "referral", "notify", "oversight")
# The directory, offices, areas, code lists, kinds of papers: no person is in them. A token is what anybody may show.
OPEN = {"service_id", "office", "code", "name", "paper", "token"}
WORDS = {"purpose": "identity", "basis": "request"}  # codes, which are checked before anything is looked up
# What a question cannot do without.
QUERIES = {
    "/v1/trainings/{training_id}/attendance-code": "?day=2026-01-05",
    "/v1/stipends/{stipend_id}/list": "?kind=csv",
    "/v1/applications/{application_id}/documents": "?item=ktp",
}
ROUTES = [(service, route) for service in DOORS for route in routes(service)]
WITH_ID = [(service, route) for service, route in ROUTES if set(route.param_convertors) - OPEN]


def _id(case: object) -> str:
    return case if isinstance(case, str) else f"{min(case.methods)} {case.path}" if isinstance(case, APIRoute) else ""


@pytest.fixture(scope="module")
def things(town: Town) -> dict[str, str]:
    """One existing thing of the town for each name of an id."""
    referral = town.sent()
    case = town.dinas.get(f"/v1/cases/{referral['case_id']}", "cases").body
    connected = {"case_id": case["id"], "service_id": town.services["light"]["id"]}
    up = {"reason": "Perlu panti provinsi", "fields": ["name"]}
    other = town.case()
    town.dinas.done(f"/v1/cases/{other['id']}/hand-up", up, was=other["version"], service="cases")
    volunteers = town.dinas.get("/v1/volunteers", "registry").body["items"]
    officers = town.supervisor.get("/v1/officers", "registry").body["items"]
    notices = town.dinas.get("/v1/notices", "notify").body["items"]
    brought = town.dinas.person.bring("/v1/imports", f"Nama\nContoh {uuid4()}\n".encode())
    return {
        "case_id": case["id"],
        "person_id": case["person_id"],
        "handup_id": town.dinas.get("/v1/hand-ups", "cases").body["items"][0]["id"],
        "referral_id": referral["id"],
        "packet_id": town.packet(referral)["id"],
        "connection_id": town.psm.done("/v1/connections", connected)["id"],
        "volunteer_id": volunteers[0]["id"],
        "officer_id": officers[0]["id"],
        "notice_id": notices[0]["id"],
        **_trained(town),
        **_worked(town),
        **works.things(town),
        **_cared(town, volunteers[0]["id"]),
        **_certified(town, volunteers[0]["id"]),
        **_applied(town),
        "import_id": brought.body["id"],
    }


def _trained(town: Town) -> dict[str, str]:
    """A training that is certified, who took part, and her certificate."""
    plan = {
        "title": "Bimtek Contoh", "roles": ["candidate"], "tier": "dasar", "quota": 5, "pass_share": 0,
        "days": [{"day": "2026-01-05", "venue": "Aula Contoh"}],
    }  # fmt: skip
    dinas = town.dinas.person
    training = dinas.post("/v1/trainings", plan).body
    courses.staged(dinas, training, "nominating")
    people = {"people": [{"name": "Seruni Contoh", "role": "candidate", "place": town.village}]}
    assert dinas.post(f"{courses.path(training)}/participants", people).status == 200
    courses.staged(dinas, training, "finished")
    (one,) = courses.done(dinas, training, "certification", {})["participants"]
    return {"training_id": training["id"], "participant_id": one["id"], "certificate_id": one["certificate"]["id"]}


def _worked(town: Town) -> dict[str, str]:
    """A volunteer's line, report and statement, and an entry of her portfolio."""
    psm, dinas, day = town.psm.person, town.dinas.person, TODAY.replace(day=1) - timedelta(days=3)
    month = day.isoformat()[:7]
    line = {"day": day.isoformat(), "kind": "visit", "function": "motivator", "minutes": 60, "village": town.village}
    written = psm.post("/v1/me/journal", line).body
    report = psm.post("/v1/me/reports", {"month": month}, was=0).body
    statement = psm.post("/v1/me/statements", {"first": month, "last": month}).body
    listed = dinas.get("/v1/volunteers?role=psm&limit=200").body["items"]
    me = next(one["id"] for one in listed if one["username"] == psm.username)
    praise = {"title": "Piagam Contoh", "on": "2026-01-05"}
    entry = dinas.post(f"/v1/volunteers/{me}/commendations", praise).body
    return {
        "line_id": written["id"], "report_id": report["id"], "statement_id": statement["id"],
        "evidence_id": entry["id"],
    }  # fmt: skip


def _cared(town: Town, volunteer_id: str) -> dict[str, str]:
    """What a volunteer bore, and what her office did for her."""
    dinas, psm, today = town.dinas.person, town.psm.person, courses.today(town.code).isoformat()
    bearing = {"kind": "hours", "code": "visit", "day": today, "amount": 60}
    event = {"kind": "traffic", "harm": "none", "day": today, "village": town.village, "note": "Motor tergelincir."}
    rate = {"role": "psm", "amount": 100_000, "budget": "APBD Contoh", "basis": "Keputusan Contoh"}
    award = {"title": "PSM Contoh", "level": "desa", "giver": "Kepala Desa", "number": "1", "awarded_on": today}
    here = f"/v1/volunteers/{volunteer_id}"
    made = {
        "entry_id": psm.post("/v1/me/care-entries", bearing), "event_id": psm.post("/v1/me/risk-events", event),
        "stipend_id": dinas.post("/v1/stipends", {"first": today, "last": today, "rates": [rate]}),
        "award_id": dinas.post(f"{here}/awards", award),
        "letter_id": dinas.post(f"{here}/letters", {"kind": "service"}),
    }  # fmt: skip
    assert all(answer.status == 201 for answer in made.values()), made
    return {name: str(answer.body["id"]) for name, answer in made.items()}


def _certified(town: Town, volunteer_id: str) -> dict[str, str]:
    """A dossier with a paper, and a meeting."""
    dinas = town.dinas.person
    dossier = dinas.post(f"/v1/volunteers/{volunteer_id}/dossiers", {"route": "volunteer"}).body["id"]
    told = dinas.bring(f"/v1/dossiers/{dossier}/papers?item=identity", b"%PDF-1.4").body["items"]
    (paper,) = next(item["papers"] for item in told if item["code"] == "identity")
    meeting = {"held_on": "2026-11-02", "place": "Aula Contoh", "topic": "Contoh", "dossiers": [dossier]}
    coaching = dinas.post("/v1/coachings", meeting).body
    return {"dossier_id": dossier, "document_id": paper["id"], "coaching_id": coaching["id"]}


def _applied(town: Town) -> dict[str, str]:
    """An application with a paper, a selection and, at the province, a proposal."""
    chosen = applied.proposed(town.dinas.person, town.supervisor.person, town.village[:6])
    return {
        "application_id": chosen["id"], "document_id": chosen["documents"][0]["id"],
        "selection_id": chosen["selection_id"], "proposal_id": applied.proposal_id(town.street, chosen["id"]),
    }  # fmt: skip


@pytest.fixture(scope="module")
def strangers(town: Town, elsewhere: Kabupaten) -> list[Worker]:
    """Elsewhere the supervisor and an officer, who may do everything there; here a partner to whom nothing was sent."""
    return [Worker(elsewhere.supervisor), Worker(elsewhere.dinas), town.other_partner]


@pytest.mark.parametrize(("service", "route"), WITH_ID, ids=_id)
def test_a_foreign_id_is_answered_like_one_that_never_was(
    service: str, route: APIRoute, things: dict[str, str], strangers: list[Worker]
) -> None:
    assert set(route.param_convertors) - OPEN <= things.keys(), "a new kind of id: name one that exists in `things`"
    body = _sample(service, route)
    for stranger in strangers:
        there = _ask(stranger, service, route, things, body)
        never = _ask(stranger, service, route, dict.fromkeys(things, str(uuid4())), body)
        assert (there.status, there.body) == (never.status, never.body)
        assert there.status in (403, 404), there.body


@pytest.mark.parametrize(("service", "route"), [one for one in ROUTES if (one[0], one[1].path) not in PUBLIC], ids=_id)
def test_without_a_token_no_route_answers(service: str, route: APIRoute, town: Town) -> None:
    path = route.path.replace("{", "").replace("}", "")
    content = b"{}" if "POST" in route.methods else None
    request = urllib.request.Request(town.street.url(service) + path, content, method=min(route.methods))
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    told = json.load(refused.value)
    assert refused.value.code in (401, 422), told  # 422: the id in the path was none
    assert "code" in told


def _ask(by: Worker, service: str, route: APIRoute, ids: dict[str, str], body: Any) -> Answer:
    path = route.path.format(**ids | {"paper": "recap"}) + QUERIES.get(route.path, "")
    headers = {"Idempotency-Key": str(uuid4()), "If-Match": '"1"'} if "POST" in route.methods else {}
    return by.send(service, min(route.methods), path, body, headers)


def _sample(service: str, route: APIRoute) -> Any:
    """A body that the route can read, made from what its OpenAPI says."""
    told: Json = module(f"services.{service}.api").app(House(*[NOTHING] * 5, {})).openapi()
    said = told["paths"][route.path][min(route.methods).lower()]
    if "requestBody" not in said:
        return {} if "POST" in route.methods else None
    content = said["requestBody"]["content"]
    return _filled(content["application/json"]["schema"], told) if "application/json" in content else {}


def _filled(schema: Json, told: Json, word: str = "Contoh") -> Any:
    """The smallest value of a schema, with `word` where any word will do."""
    if "$ref" in schema:
        return _filled(told["components"]["schemas"][schema["$ref"].rpartition("/")[2]], told, word)
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    if options := schema.get("anyOf"):
        return _filled(options[0], told, word)
    match schema.get("type"):
        case "object":
            required = schema.get("required", ())
            parts = {name: part for name, part in schema.get("properties", {}).items() if name in required}
            named = {name: _filled(part, told, WORDS.get(name, "Contoh")) for name, part in parts.items()}
            return named | ({"contoh": "Contoh"} if schema.get("minProperties") else {})
        case "array":
            return [_filled(schema["items"], told)] * schema.get("minItems", 0)
        case "integer":
            return max(1, schema.get("minimum", 1))
        case "boolean":
            return False
    match schema.get("format"):
        case "uuid":
            return str(uuid4())
        case "date":
            return str(date.today())  # noqa: DTZ011 -- reason: any day will do
        case "date-time":
            return datetime.now(UTC).isoformat()
    return word[: schema.get("maxLength", 60)]
