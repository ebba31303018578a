"""What is done to the offices, step by step, and what is out of sight in what comes of it."""

import asyncio
import contextlib
import json
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from deploy.local.running import Running
from services.kit import actor as actors
from services.kit import area, clock
from services.kit.area import Level
from services.registry.actions import appointing
from tests.proofs.across import candidates, cared, certified, convened, sights, trained, worked
from tests.proofs.across.doors import NOUNS, UNVERSIONED, Answer, Door, Json, Speech, ask, doors
from tests.proofs.across.offices import KABUPATEN, NATION, SERVICES, Person, World
from tests.proofs.across.watch import WEATHER, Watch, Weather
from tests.proofs.across.witness import Holdings, Witness, told


@dataclass(frozen=True)
class Step:
    """One request. `fits`: somebody asks whose role may; `own`: for something of the own office. `turns` of the loop
    after which it is cancelled; None: it ends by itself."""

    door: int
    who: int
    fits: bool
    own: bool
    target: int
    again: bool
    parallel: bool
    savepoints: bool
    turns: int | None


@dataclass(frozen=True)
class Hear:
    """So many facts reach the inboxes; they are for one office after another."""

    facts: int
    parallel: bool


@dataclass(frozen=True)
class Serving:
    """Cases asks registry, over gRPC, who serves a kabupaten."""

    kabupaten: str


@dataclass(frozen=True)
class Upkeep:
    """The keys of an office are renewed, or it takes along all that it holds."""

    service: str
    office: int
    renewed: bool


@dataclass(frozen=True)
class Due:
    """The clock of a service goes ahead."""

    service: str
    days: int


@dataclass
class Attack:
    """The world, its watchers, and what they found."""

    world: World
    speech: Speech
    witnesses: dict[str, Witness]
    watch: Watch = field(default_factory=Watch)
    holdings: Holdings = field(default_factory=Holdings)
    packets: list[tuple[str, str, list[str]]] = field(default_factory=list)  # opened: sender, receiver, what it told
    public: set[str] = field(default_factory=set)  # what stands in open tables
    found: list[str] = field(default_factory=list)  # what was out of sight
    counted: Counter[str] = field(default_factory=Counter)
    targets: defaultdict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    spared: set[str] = field(default_factory=set)  # volunteers who act themselves: nobody suspends or ends them
    doors: Sequence[Door] = field(default_factory=doors)

    office_set = sa.text("SELECT nullif(current_setting('titian.office', true), '')")

    def begin_anew(self) -> None:
        self.found.clear()
        self.counted.clear()
        self.watch.taken_over = self.watch.statements = 0
        self.watch.unasked.clear()

    async def wall(self, *, raised: bool) -> None:
        """Row-level security in every database, on or off."""
        for witness in self.witnesses.values():
            await witness.wall(raised)

    async def parallel_workers(self) -> int:
        """How many workers the servers of these databases have started."""
        asked = "SELECT parallel_workers_launched FROM pg_stat_database WHERE datname = current_database()"
        return sum([(await witness.rows(asked))[0][0] for witness in self.witnesses.values()])

    def said(self) -> str:
        c = self.counted
        asked = f"{c['requests']:,} requests ({c['done']:,} done, {c['cancelled']:,} more cancelled)"
        kept_up = f"{c['lines']:,} lines handed out, {c['keys']:,} keys renewed"
        return f"{asked}, {c['facts']:,} facts, {c['duties']:,} duties, {kept_up}, {self.watch.statements:,} statements"

    def door(self, name: str) -> Door:
        return next(door for door in self.doors if door.name == name)

    async def ask(self, person: Person, door: Door, target: str = "", body: Json | None = None) -> Answer:
        """One request in fair weather, without a judge."""
        return await self._ask(person, door, target, body, await self._version(door, target), None)

    async def done(self, person: Person, name: str, target: str = "", body: Json | None = None, **more: Any) -> Json:
        """What must be possible."""
        door = self.door(name)
        said = body or self.speech.body(door, person, target) or {}
        answer = await self.ask(person, door, target, said | more if more else said)
        assert answer.status in (200, 201), (name, person, answer)
        told_back: Json = answer.body
        return told_back

    async def sent(self, person: Person, *, was: int) -> Json:
        """The report of a month, at the version that it has."""
        door = self.door("send_report")
        answer = await self._ask(person, door, "", self.speech.body(door, person, ""), was, str(uuid4()))
        assert answer.status == 201, answer
        told_back: Json = answer.body
        return told_back

    async def step(self, step: Step | Hear | Due | Serving | Upkeep, *, judged: bool = True) -> None:
        if isinstance(step, Hear):
            WEATHER.set(Weather(step.parallel))
            self.counted["facts"] += await self.world.hear(step.facts)
            WEATHER.set(Weather())
        elif isinstance(step, Due):
            self.counted["duties"] += await self.world.do_due(step.service, clock.now() + timedelta(days=step.days))
        elif isinstance(step, Upkeep):
            await self._keep_up(step)
        elif isinstance(step, Serving):
            serving = await self.world.who_serves(step.kabupaten)
            self.watch.seen.update((step.kabupaten, volunteer_id) for volunteer_id in serving)
        else:
            await self._request(step, judged)

    async def look(self) -> None:
        """What was written since, into which office, and whether all that was seen belongs to who saw it."""
        for service, witness in self.witnesses.items():
            for line in await witness.lines():
                self.counted["rows written"] += 1
                if line.across:
                    self.found.append(f"written across: {line}")
                self.holdings.add(line)
                if line.verb == "INSERT":
                    self._aim(service, line.relation, line.office, line.said)
        while self.packets:
            self.holdings.handed_over(*self.packets.pop())
        for office, value in self.watch.taken():
            self.counted["values"] += 1
            if value not in self.public and self.holdings.foreign(office, value):
                self.found.append(f"{office} saw {value}")

    def person(self, step: Step, door: Door) -> Person:
        fitting = [one for one in self.world.people if door.may(one)] if step.fits else self.world.people
        return (fitting or self.world.people)[step.who % len(fitting or self.world.people)]

    def target(self, parameter: str, office: str, number: int, *, own: bool) -> str:
        offices = [office] if own else [other for other in self._offices() if other != office]
        ids = [one for other in offices for one in self.targets[parameter, other]]
        return ids[number % len(ids)] if ids else str(uuid4())

    async def _request(self, step: Step, judged: bool) -> None:
        door = self.doors[step.door % len(self.doors)]
        person = self.person(step, door)
        self.speech.lot.seed(step.target)
        self.speech.case = self.target("case_id", person.office, step.target, own=step.own)
        target = self.target(door.parameter or "", person.office, step.target, own=step.own)
        body, was, key = self.speech.body(door, person, target), await self._version(door, target), str(uuid4())
        weather = Weather(step.parallel, step.savepoints)
        for _ in range(2 if step.again else 1):
            task = asyncio.create_task(self._ask(person, door, target, body, was, key, weather))
            if step.turns is not None and not await _ends(task, step.turns):
                self.counted["cancelled"] += 1
                self.counted["cancelled in flight"] += weather.statements > 0
                continue
            answer = await task
            self.counted["requests"] += 1
            self.counted["done"] += answer.status < 300
            self.watch.seen.update((person.office, value) for value in told(answer.body))
            if door.name == "open_packet" and answer.status < 300:
                await self._opened(person, target, answer)
            if judged and answer.status < 300 and not self.watch.widened:
                await self._judge(person, door, answer.body)

    async def _opened(self, person: Person, packet_id: str, answer: Answer) -> None:
        """A name is sealed in its packet, so no row says that the receiver knows it; the packet was sent to him."""
        sent = "SELECT from_office FROM envelopes WHERE packet_id = $1 AND office = $2"
        for (sender,) in await self.witnesses["referral"].rows(sent, UUID(packet_id), person.office):
            self.packets.append((sender, person.office, list(told(answer.body))))

    async def _keep_up(self, step: Upkeep) -> None:
        office = self._offices()[step.office % len(self._offices())]
        if step.renewed:
            next_month = clock.now() + timedelta(days=31)
            self.counted["keys"] += await self.world.parts[step.service].renewal.step(office, next_month)
            return
        lines = await self.world.taken_along(step.service, office)
        self.counted["lines"] += len(lines)
        self.watch.seen.update((office, value) for line in lines for value in told(json.loads(line)))

    async def _ask(
        self, person: Person, door: Door, target: str, body: Json | None, was: int | None, key: str | None,
        weather: Weather | None = None,
    ) -> Answer:  # fmt: skip
        WEATHER.set(weather or Weather())
        path = self.speech.path(door, target) + self.speech.query(door, person)
        app, token = self.world.parts[door.service].app, self.world.issuer.token(person)
        answer = await ask(app, door.method, path, token, body, key=key, was=was)
        if answer.status >= 500:
            self.counted["faults"] += 1
        if door.name in ("register_service", "register_office") and answer.status == 201:
            self.public.update(told(answer.body))
            if door.name == "register_service":
                self.speech.services.append(answer.body["id"])
        return answer

    async def _judge(self, person: Person, door: Door, body: Any) -> None:
        """Whether all that a door has shown lies in the sight of who asked."""
        path = "/v1/" + door.route.path.split("/")[2]
        if path not in sights.SHOWN or not isinstance(body, dict):
            return
        shown = [one.get("id") for one in body.get("items", [body]) if isinstance(one, dict)]
        ids = [UUID(str(one)) for one in shown if one]
        eye, (table, key) = self.witnesses[door.service], sights.SHOWN[path]
        asked = sights.JOINED.get(path)
        for row in await (eye.rows(asked, ids) if asked else eye.rows_of(table, key, ids)):
            self.counted["rows shown"] += 1
            if path != "/v1/hand-ups" and row["office"] != person.office:
                self.found.append(f"{door.name} showed {person} a row of {row['office']}")
            elif not sights.sees(person, path, row):
                self.found.append(f"{door.name} showed {person} what is out of sight: {dict(row)}")

    async def _version(self, door: Door, target: str) -> int | None:
        if door.method == "GET" or (door.parameter or "") not in NOUNS:
            return None
        service, table = NOUNS[door.parameter or ""]
        if table in UNVERSIONED:
            return None
        table, first = (cared.BESIDE[door.name], 0) if door.name in cared.BESIDE else (table, 1)
        rows = await self.witnesses[service].rows_of(table, door.parameter or "", [UUID(target)])
        return rows[0]["version"] if rows else first

    def _offices(self) -> Sequence[str]:
        return sorted({person.office for person in self.world.people})

    def _aim(self, service: str, relation: str, office: str, said: Json) -> None:
        """What was made is something to ask for."""
        for parameter, (owner, table) in NOUNS.items():
            kept = (owner, table) == (service, relation) or (relation, parameter) in _ALSO
            if kept and said.get(parameter) and said[parameter] not in self.spared:
                self.targets[parameter, office].append(said[parameter])
        if relation == "covers":
            self.speech.covers.append(said["cover_id"])
        if relation == "needs":
            self.speech.needs.setdefault(said["case_id"], []).append(said["need_id"])


_ALSO = {("handups", "handup_id"), ("letters_sent", "officer_id")}  # the sender's own copies


async def _ends(task: asyncio.Task[Any], turns: int) -> bool:
    """Whether a task ended before so many turns of the loop; it is cancelled then."""
    for _ in range(turns):
        if task.done():
            return True
        await asyncio.sleep(0)
    if task.done():
        return True
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    return False


@asynccontextmanager
async def attacked(street: Running, folder: Path, lot: Random) -> AsyncIterator[Attack]:
    """A world with something in every table, watched from its first row on."""
    async with World(street, folder).standing() as world:
        eyes = {service: Witness(service, world.admin_dsn(service)) for service in SERVICES}
        for eye in eyes.values():
            await eye.stand()
        made = Attack(world, Speech(world, lot), eyes)
        with made.watch.over():
            await _settle(made)
            yield made
        for eye in eyes.values():
            await eye.go()


async def _settle(attack: Attack) -> None:
    """Everybody comes to work; each kabupaten has cases, referrals, hand-ups, volunteers, officers and notices."""
    world = attack.world
    await world.join(*world.people)
    (administrator,) = world.at(NATION, "platform_admin")
    for _ in range(2):
        office = (await attack.done(administrator, "register_office"))["office"]
        world.organisations.append(office)
        await world.join(Person(office, "partner", f"partner.{office}"))
    await world.hear_all()
    for office in world.organisations:
        await attack.done(world.at(office, "partner")[0], "register_service")
    letter = await attack.done(administrator, "appoint_officer", office=world.organisations[0], roles=["partner"])
    await attack.done(administrator, "read_officer", letter["id"])
    for office in KABUPATEN:
        await _populate(attack, office)
    await world.hear_all()
    await attack.look()
    for office in world.organisations:
        partner = world.at(office, "partner")[0]
        full = "SELECT packet_id FROM packets WHERE office = $1 AND NOT empty LIMIT 2"
        for row in await attack.witnesses["referral"].rows(full, office):
            await attack.done(partner, "open_packet", str(row["packet_id"]))
            await attack.done(partner, "answer_packet", str(row["packet_id"]), {"answer": "accept", "note": "Bisa"})
    for handup in attack.targets["handup_id", "19"][:2]:
        await attack.done(world.at("19", "province")[1], "open_handup", handup)
    await world.hear_all()
    await attack.look()


async def _populate(attack: Attack, office: str) -> None:
    world, speech = attack.world, attack.speech
    psm, other = world.at(office, "psm")
    tksk, dinas, supervisor = (world.at(office, role)[0] for role in ("tksk", "dinas", "dinas_supervisor"))
    for person, kind in ((psm, 8), (psm, 19), (other, 9), (tksk, 8), (other, 19)):
        await attack.done(person, "record_case", type=kind)
    mine = [await attack.done(dinas, "record_case", type=8) for _ in range(3)]
    await world.hear_all()
    await attack.look()
    rows = await attack.witnesses["cases"].rows(
        "SELECT case_id, sensitivity, recorded_by FROM cases WHERE office = $1", office
    )
    guarded = [str(row["case_id"]) for row in rows if row["sensitivity"] == sights.PROTECTED]
    met = next(str(row["case_id"]) for row in rows if row["sensitivity"] < 3 and row["recorded_by"] == psm.sub)
    for case_id in guarded:
        await attack.done(supervisor, "accept_case", case_id)
    for by, case_id in ((dinas, mine[0]["id"]), (dinas, mine[1]["id"]), (supervisor, guarded[0])):
        need = await attack.done(by, "add_need", case_id)
        speech.needs.setdefault(case_id, []).append(need["id"])
        speech.case = case_id
        await attack.done(by, "send_referral")
        await attack.done(by, "hand_up_case", case_id)
    speech.case = met
    await attack.done(psm, "suggest_connection")
    unclear = (await attack.done(psm, "record_case", type=8))["id"]
    await attack.done(tksk, "return_case", unclear)
    await attack.done(psm, "complete_case", unclear)
    speech.case = mine[2]["id"]
    speech.needs[speech.case] = [(await attack.done(dinas, "add_need", speech.case))["id"]]
    await attack.done(dinas, "send_referral")
    await attack.done(supervisor, "erase_person", mine[2]["person_id"])
    await attack.done(dinas, "open_particulars", (await attack.done(dinas, "appoint_volunteer"))["id"])
    volunteer = UUID((await attack.done(dinas, "appoint_volunteer", villages=list(psm.villages)))["id"])
    attack.spared.add(str(volunteer))
    async with world.parts["registry"].hearing.begin(office) as tx:
        machine = actors.machine("registry", office)
        await appointing.enrol_volunteer(tx, machine, volunteer, sub=psm.sub, was=1, at=clock.now())
    await attack.done(psm, "record_case", type=8)
    await attack.done(supervisor, "appoint_officer", office=office, roles=["dinas"])
    first, other, third = list(area.codes(office, Level.DESA))[-3:]
    one = (await attack.done(dinas, "appoint_volunteer", villages=[first]))["id"]
    await attack.done(dinas, "renew_volunteer", one)
    await attack.done(dinas, "move_volunteer", one, villages=[other])
    await attack.done(dinas, "correct_volunteer", one)
    covered = await attack.done(dinas, "begin_cover", one, villages=[third])
    await attack.done(dinas, "end_cover", one, {"cover_id": covered["covers"][0]["id"]})
    await attack.done(dinas, "begin_leave", one)
    await attack.done(dinas, "end_leave", one)
    for question in ("read_volunteer", "read_coverage", "read_forecast"):
        await attack.done(dinas, question, one)
    await trained.train(attack, office, str(volunteer))
    await worked.work(attack, office, str(volunteer))
    await convened.convene(attack, office)
    await cared.care(attack, office, str(volunteer))
    await certified.certify(attack, office, str(volunteer))
    await candidates.apply(attack, office)
