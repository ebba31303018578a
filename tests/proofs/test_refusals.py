"""Every refusal is stated (proof 6): whatever comes to a door of the platform, its answer is one that was announced.

Over HTTP, Schemathesis reads each service's own OpenAPI and asks with real people's tokens: all phases, all checks.
Over gRPC bytes are asked, to the broker bytes are told, by lot; afterwards what is good is answered and applied.
"""

import asyncio
import multiprocessing
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from random import Random
from typing import Any

import asyncpg
import grpc
import hypothesis
import nats
import pytest
from hypothesis import strategies as st

from deploy.local import broker
from deploy.local.plan import ROOT, WITH_FACTS
from deploy.local.running import Running
from proto.cases.v1 import reads_pb2 as of_cases
from proto.kit.v1 import facts_pb2 as of_all
from proto.kit.v1 import ledger_pb2 as of_ledgers
from proto.registry.v1 import reads_pb2 as of_registry
from services.kit.auth import Seal
from tests.kit.parts import until
from tests.proofs import fuzzing, garbage
from tests.proofs.recorded import Told
from tests.referral.town import Town
from tests.registry.people import Person


@pytest.fixture(scope="module")
def visited(street: Running, town: Town) -> fuzzing.Town:
    """The people of a town of the proof's own, and what is there to be asked for."""
    workers = (town.supervisor, town.dinas, town.tksk, town.psm, town.partner)
    people = {worker.person.username: worker.person.password for worker in workers}
    sacrificed = [town.dinas.done("/v1/volunteers", _psm(town, n), service="registry")["id"] for n in range(3)]
    named = {"name": "Budi Korban", "roles": ["dinas"], "bidang": "Rehabilitasi"}
    officers = [town.supervisor.done("/v1/officers", named, service="registry")["id"] for _ in range(3)]
    cases = [town.case(), town.case(), town.protected()]
    referral, served = town.sent(cases[0]), town.served()
    up = {"reason": "Perlu panti provinsi", "fields": ["name"]}
    other = town.case()
    town.dinas.done(f"/v1/cases/{other['id']}/hand-up", up, was=other["version"], service="cases")
    connected = {"case_id": cases[1]["id"], "service_id": town.services["light"]["id"]}
    brought = town.dinas.person.bring("/v1/imports", f"Nama\nContoh {town.code}\n".encode())
    known = {
        "import_id": [brought.body["id"]],
        "case_id": [*(case["id"] for case in cases), served["case_id"]],
        "person_id": [case["person_id"] for case in cases],
        "need_id": [case["need_id"] for case in cases],
        "service_id": [service["id"] for service in town.services.values()],
        "handup_id": [item["id"] for item in town.dinas.get("/v1/hand-ups", "cases").body["items"]],
        "referral_id": [referral["id"], served["id"]],
        "packet_id": [town.packet(referral)["id"], town.packet(served)["id"]],
        "connection_id": [town.psm.done("/v1/connections", connected)["id"]],
        "volunteer_id": sacrificed,
        "officer_id": officers,
        "notice_id": [item["id"] for item in town.dinas.get("/v1/notices", "notify").body["items"]],
        "village": [town.village],
        "villages": [[town.village]],
        "kec": [town.village[:6]],
        "areas": [[town.code]],
        "area": [town.code, town.village],
        "office": [town.code, town.home],
        "code": [town.code, town.village],
        "sub": [town.psm.sub],
        "username": [None],
        "basis": ["consent", "vital", "request"],
        "kind": ["care_home", "food"],
        "kinds": [["care_home"]],
        "purpose": ["identity", "Menilai penerimaan"],
        "fields": [["name"], ["name", "age"]],
        "type": [8, 19],
        "reason": ["served", "incomplete", "full", "Alasan contoh"],
        "name": ["types", "needs", "Aminah Contoh"],
    }
    kept = frozenset({"officer_id", "volunteer_id", "handup_id"})
    return fuzzing.Town(street.folder, people | {"pengelola": None}, known, kept)


@pytest.mark.long
@pytest.mark.breaks_with("planted_500")
def test_no_door_answers_what_it_does_not_announce(
    visited: fuzzing.Town, full: bool, switch: str | None, seed: int, dice: Random, told: Told
) -> None:
    """In two processes, as what is drawn costs more than what is answered."""
    examples, scenarios = (1000, 200) if full else (50, 20)
    attack = partial(fuzzing.attack, town=visited, examples=examples, scenarios=scenarios, seed=seed, lot=dice)
    doors = ["notify"] if switch else ["cases", "registry", "referral", "notify", "oversight"]
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        seen = list(pool.map(attack, doors))
    done = sum((one.done for one in seen), Counter[str]())
    found = {
        f"{door}: {where}": what for door, one in zip(doors, seen, strict=True) for where, what in one.found.items()
    }
    told.tried(f"{sum(one.asked for one in seen):,} requests at {sum(len(one.operations) for one in seen)} operations")
    told.tried(f"{sum(len(one.done) for one in seen)} of them carried out, {done.total():,} times")
    told.found(f"{len(found)} server errors, undocumented answers or ways round")
    assert not found, "\n\n".join(f"{where}\n{what}" for where, what in found.items())


def _psm(town: Town, n: int) -> dict[str, object]:
    sk = {
        "number": f"141/{n}/KPTS/2026",
        "issuer": "Kepala Desa Contoh",
        "issued_on": "2026-01-05",
        "starts_on": "2026-01-05",
    }
    return {"name": "Rina Korban", "role": "psm", "villages": [town.village], "sk": sk}


# --- gRPC ---

QUESTIONS, QUESTIONS_FULL = 40, 2000  # of each method
ASKED: list[tuple[str, str, Any]] = [
    *((service, "/titian.kit.v1.Facts/After", of_all.AfterRequest(limit=1)) for service in WITH_FACTS),
    ("oversight", "/titian.kit.v1.Heads/After", of_ledgers.HeadsAfterRequest()),
    ("registry", "/titian.registry.v1.Reads/WhoServes", of_registry.WhoServesRequest(area="1906022004")),
    ("cases", "/titian.cases.v1.Reads/Summary", of_cases.SummaryRequest()),
    ("cases", "/titian.cases.v1.Reads/Packet", of_cases.PacketRequest(fields=["name"])),
]
STRANGERS = [{}, {"authorization": "Bearer x"}, {"user": "x"}, {"authorization": "Basic eDp4", "user": "Bearer"}]
HEALTHY = list(hypothesis.HealthCheck)
STATED = {
    "INVALID_ARGUMENT", "UNAUTHENTICATED", "PERMISSION_DENIED", "NOT_FOUND", "ABORTED", "FAILED_PRECONDITION",
    "RESOURCE_EXHAUSTED",
}  # fmt: skip


@pytest.mark.breaks_with("unread_bytes")
async def test_every_question_in_bytes_has_a_stated_answer(
    street: Running, town: Town, full: bool, seed: int, told: Told
) -> None:
    case, answers = town.case(), Counter[str]()
    known = [case["id"], case["need_id"], town.code, town.village, "name", "nik", "volunteer", "not-a-uuid"]
    assert {path for _, path, _ in ASKED} == _methods()
    before = await _rows(street)
    for service, path, good in ASKED:
        if "case_id" in good.DESCRIPTOR.fields_by_name:
            good.case_id = case["id"]
        with grpc.insecure_channel(street.plan.address(f"{service}-grpc")) as channel:
            asker = "referral" if service == "cases" else "cases"
            method = Method(service, path, channel, Seal(asker, street.plan.keys(asker)), town.dinas.person)
            size = QUESTIONS_FULL if full else QUESTIONS
            answers += await asyncio.to_thread(method.attacked, garbage.questions(known), size, seed)
            assert method.answer(b"x" * 1_000_001, method.proof()) == "RESOURCE_EXHAUSTED"
            assert method.answer(good.SerializeToString(), {}) == "UNAUTHENTICATED"
            assert method.answer(good.SerializeToString(), method.proof()) == "OK"
    assert await _rows(street) == before
    told.tried(f"{answers.total():,} questions in bytes at {len(ASKED)} methods, {answers['OK']} of them readable")
    told.found("0 faults, 0 answers to a stranger, each good question behind them answered")


@dataclass(frozen=True)
class Method:
    """One method at the gRPC door of a service, asked in bytes by another service for a user."""

    service: str
    path: str
    channel: grpc.Channel
    seal: Seal
    user: Person

    def proof(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.seal.token(self.service)}", "user": self.user.token}

    def answer(self, asked: bytes, metadata: dict[str, str]) -> str:
        """OK, or the name of a refusal; anything else fails."""
        try:
            self.channel.unary_unary(self.path)(asked, metadata=list(metadata.items()), timeout=20)
        except grpc.RpcError as error:
            code, said = error.code().name, dict(error.trailing_metadata() or ())
        else:
            return "OK"
        assert code in STATED, (self.path, asked[:200], code)
        assert "titian-status" in said or len(asked) > 1_000_000, (self.path, asked[:200], said)
        return code

    def attacked(self, questions: st.SearchStrategy[bytes], size: int, seed: int) -> Counter[str]:
        """Of every four questions one comes from a stranger, who must never be answered."""
        answers = Counter[str]()

        @hypothesis.seed(seed)
        @hypothesis.settings(max_examples=size, deadline=None, database=None, suppress_health_check=HEALTHY)
        @hypothesis.given(questions, st.integers(0, 3), st.sampled_from(STRANGERS))
        def ask(asked: bytes, lot: int, stranger: dict[str, str]) -> None:
            said = self.answer(asked, self.proof() if lot else stranger)
            assert lot or said != "OK", (self.path, asked[:200], stranger)
            answers[said] += 1

        ask()
        return answers


def _methods() -> set[str]:
    """Of all services, as the protos say."""
    files = (file.relative_to(ROOT).with_suffix("") for file in ROOT.glob("proto/*/v1/*.proto"))
    protos = [import_module(f"{'.'.join(file.parts)}_pb2").DESCRIPTOR for file in files]
    services = [service for proto in protos for service in proto.services_by_name.values()]
    return {f"/{service.full_name}/{method.name}" for service in services for method in service.methods}


async def _rows(street: Running) -> dict[str, int]:
    """What a question must not change."""
    return {
        statement: int((await _look(street, service, statement))[0][0])
        for service, statement in (
            ("cases", "SELECT count(*) FROM cases"),
            ("registry", "SELECT count(*) FROM volunteers"),
            ("referral", "SELECT count(*) FROM referrals"),
        )
    }


async def _look(street: Running, service: str, statement: str, *bound: Any) -> list[Any]:
    connection = await asyncpg.connect(street.admin_dsn(service))
    try:
        return list(await connection.fetch(statement, *bound))
    finally:
        await connection.close()


# --- the broker ---

FACTS, FACTS_FULL = 60, 1000
LISTENERS = ("cases", "referral", "notify", "oversight")  # to what the registry says of volunteers


@pytest.mark.breaks_with("unread_bytes")
async def test_every_bad_fact_is_dead_or_ignored_and_the_good_one_behind_it_is_applied(
    street: Running, town: Town, full: bool, dice: Random, told: Told
) -> None:
    sent = list(garbage.facts(town.code, dice, FACTS_FULL if full else FACTS))
    address = broker.url(street.plan, street.passwords, "registry")
    refusals: list[Exception] = []

    async def refused(error: Exception) -> None:
        refusals.append(error)

    client = await nats.connect(address, inbox_prefix=b"_INBOX_registry", error_cb=refused)
    try:
        stream = client.jetstream(timeout=10)
        for one in sent:
            await stream.publish(one.subject, one.payload, headers=dict(one.headers))
        with pytest.raises(nats.errors.MaxPayloadError):
            await stream.publish(sent[0].subject, b"x" * (broker.MEGABYTE + 1))
        await client.publish(sent[0].subject.replace(".registry.", ".cases."), sent[0].payload)  # in another's name
        await client.flush(10)
        await until(lambda: bool(refusals))
        assert "permissions violation" in str(refusals[0]).lower()
        for listener in LISTENERS:
            await until(lambda listener=listener: _settled(street, listener, sent), 120)
    finally:
        await client.close()
        for listener in LISTENERS:
            await _forget(street, listener, sent)
    fates = Counter(one.fate for one in sent)
    told.tried(f"{len(sent):,} messages of {len(garbage.KINDS)} kinds of garbage told to {len(LISTENERS)} listeners")
    told.found(
        f"each of {fates['dead']} a dead letter once, {fates['ignored']} ignored, {fates['applied']} applied, 0 lost"
    )


async def _settled(street: Running, listener: str, sent: Sequence[garbage.Sent]) -> bool:
    """Exactly what has to be dead is dead, once; exactly what has to be applied is applied."""
    dead = await _look(street, listener, "SELECT fact_id FROM dead_letters WHERE fact_id = ANY($1)", _ids(sent))
    heard = await _look(street, listener, "SELECT fact_id FROM inbox WHERE fact_id = ANY($1)", _ids(sent))
    applied = await _look(
        street, listener, "SELECT sub, seq FROM actors WHERE sub = ANY($1)", [one.sub for one in sent]
    )
    wanted = {(one.sub, one.fact.seq) for one in sent if one.fate == "applied"}
    last = {sub: max(seq for other, seq in wanted if other == sub) for sub, _ in wanted}
    return (
        {row["fact_id"] for row in dead} == set(_ids([one for one in sent if one.fate == "dead"]))
        and {row["fact_id"] for row in heard} == set(_ids([one for one in sent if one.fate != "ignored"]))
        and {row["sub"]: row["seq"] for row in applied} == last
    )


async def _forget(street: Running, listener: str, sent: Sequence[garbage.Sent]) -> None:
    """That they were heard is kept: the broker holds them for a week."""
    await _look(street, listener, "DELETE FROM dead_letters WHERE fact_id = ANY($1)", _ids(sent))
    await _look(street, listener, "DELETE FROM actors WHERE sub = ANY($1)", [one.sub for one in sent])


def _ids(sent: Sequence[garbage.Sent]) -> list[Any]:
    return [one.fact.id for one in sent]
