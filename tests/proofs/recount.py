"""What stands in the databases, counted anew by the superuser, by id: what was promised, each effect once, and every
projection against what it is a projection of. A check answers what differs; nothing, where all is as it must be.
"""

import asyncio
import json
import time
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Final

import asyncpg

from deploy.local.plan import WITH_FACTS
from deploy.local.running import Running
from services.kit import ledger
from services.kit.db import Database
from services.referral import statuses
from tests.proofs.journal import Line, read

WITH_LEDGERS: Final = ("registry", "cases", "referral")
TOLD_AGAIN: Final = 40.0  # seconds: the broker waits thirty for an acknowledgement
STEPS: Final = {"verification": "verified", "acceptance": "accepted", "confirmation": "confirmed", "closure": "closed"}


class Promises:
    """The journal, read back: wishes by key, each with what became of it, and what was looked at."""

    def __init__(self, path: Path) -> None:
        self.wishes: dict[str, Line] = {}
        self.looks: list[Line] = []
        for line in read(path):
            if "wished" in line:
                self.wishes[line["wished"]] = line
            elif "kept" in line:
                self.wishes[line["kept"]] |= line
            else:
                self.looks.append(line)

    def kept(self, *, named: str) -> dict[str, str]:
        """What names a thing that was wished (a name, a need, a user name) -> the id that was told."""
        return {str(wish[named]): wish["id"] for wish in self.wishes.values() if named in wish and "kept" in wish}

    def of(self, service: str) -> dict[str, str]:
        """Keys and the ids that were told, of what a service keeps."""
        return {
            key: wish["id"]
            for key, wish in self.wishes.items()
            if "kept" in wish and wish["what"].replace("portal", "cases").startswith(service)
        }

    def files(self) -> tuple[Counter[str], Counter[str]]:
        """Of each case and reader: how often its file was shown, and how often asked for."""
        shown, asked = Counter[str](), Counter[str]()
        for look in self.looks:
            if look["looked"].startswith("cases/v1/cases/"):
                one = f"{look['looked'].rpartition('/')[2]} {look['who']}"
                shown[one] += look["shown"]
                asked[one] += look["tries"]
        return shown, asked

    def packets(self) -> tuple[Counter[str], Counter[str]]:
        """Of each packet: that it was opened, and how often that was asked for."""
        opened = [wish for wish in self.wishes.values() if wish["what"].endswith("/opening") and "kept" in wish]
        return (
            Counter(f"{wish['id']} partner" for wish in opened),
            Counter({f"{wish['id']} partner": wish["tries"] for wish in opened}),
        )


class Recount:
    def __init__(self, street: Running, databases: dict[str, asyncpg.Connection], journal: Path) -> None:
        self.street, self._databases = street, databases
        self.promises = Promises(journal)
        self.counted: dict[str, int] = {}

    async def differences(self) -> list[str]:
        checks: tuple[Callable[[], Awaitable[list[str]]], ...] = (
            self._lost_and_doubled, self._keys, self._steps, self._facts, self._dead_letters, self._tallies,
            self._referrals_in_cases, self._matters, self._actors, self._notices, self._openings,
        )  # fmt: skip
        return [difference for check in checks for difference in await check()]

    async def settled(self, within: float) -> tuple[list[str], float]:
        """What differs after that many seconds, and how many it took until nothing did. Then once more, when the broker
        has told again whatever was not acknowledged: what it tells twice is heard once."""
        begun = time.monotonic()
        while found := await self.differences():
            if time.monotonic() - begun > within:
                return found, time.monotonic() - begun
            await asyncio.sleep(1)
        spent = time.monotonic() - begun
        await asyncio.to_thread(_until_told, self.street)
        return await self.differences(), spent

    # --- what was promised ---

    async def _lost_and_doubled(self) -> list[str]:
        """Each name, need and user name was wished once: there is one thing of it, with the id that was told."""
        found = []
        for what, named, service, query in (
            ("case", "name", "cases", _NAMES), ("referral", "need", "referral", _NEEDS),
            ("volunteer", "username", "registry", _USERNAMES),
        ):  # fmt: skip
            told = self.promises.kept(named=named)
            stand: dict[str, list[str]] = {}
            for name, id_ in await self._rows(service, query, list(told)):
                stand.setdefault(str(name), []).append(str(id_))
            lost = [name for name, id_ in told.items() if id_ not in stand.get(name, [])]
            doubled = [name for name, ids in stand.items() if len(ids) > 1]
            self.counted[what] = len(told)
            found += _some(f"{what} lost", lost) + _some(f"{what} doubled", doubled)
        unkept = [wish["what"] for wish in self.promises.wishes.values() if "kept" not in wish]
        return found + _some("wish not fulfilled", unkept)

    async def _keys(self) -> list[str]:
        """The key stands with the effect, and names what was told."""
        found = []
        for service in WITH_LEDGERS:
            told = self.promises.of(service)
            rows = await self._rows(service, "SELECT key, resource FROM keys WHERE key = ANY($1)", list(told))
            found += _differ(f"key in {service}", set(told.items()), {(row[0], row[1]) for row in rows})
        return found

    async def _steps(self) -> list[str]:
        """Each verb of these walks is said once of a matter, and every one that was acknowledged stands."""
        found = []
        for service, query in (("cases", _STEPS_OF_CASES), ("referral", _STEPS_OF_REFERRALS)):
            steps = Counter((str(row[0]), row[1]) for row in await self._rows(service, query))
            said = {
                (wish["what"].split("/")[3], STEPS[verb])
                for wish in self.promises.wishes.values()
                if "kept" in wish and wish["what"].startswith(f"{service}/")
                and (verb := wish["what"].rpartition("/")[2]) in STEPS and "/packets/" not in wish["what"]
            }  # fmt: skip
            found += _some(f"step of {service} lost", [str(one) for one in said if one not in steps])
            found += _some(f"step of {service} doubled", [str(one) for one, count in steps.items() if count > 1])
            self.counted[f"steps in {service}"] = len(steps)
        return found

    # --- facts ---

    async def _facts(self) -> list[str]:
        """Numbered without a gap, published to the last, and one for every step."""
        found = []
        for service in WITH_FACTS:
            [(count, last, numbered, lane, mark)] = await self._rows(service, _LANE)
            if not count == (last or 0) == numbered == lane == mark:
                found.append(
                    f"facts of {service}: {count} rows, {numbered} numbers to {last}, lane {lane}, mark {mark}"
                )
            self.counted[f"facts of {service}"] = count
            gaps = await self._rows(service, _GAPS)
            found += _some(f"facts of {service} with a gap in their subject", [str(row[0]) for row in gaps])
        for service, query in (("cases", _UNTOLD_CASES), ("referral", _UNTOLD_REFERRALS)):
            untold = await self._rows(service, query)
            found += _some(f"step of {service} without its fact", [f"{row[0]} {row[1]}" for row in untold])
        return found

    async def _dead_letters(self) -> list[str]:
        found = []
        for service in WITH_FACTS:
            rows = await self._rows(service, "SELECT type, reason FROM dead_letters")
            found += _some(f"dead letter in {service}", [f"{row[0]} {row[1]}" for row in rows])
        return found

    # --- projections ---

    async def _tallies(self) -> list[str]:
        told = await self._set("oversight", "SELECT kind, office, type, status, files FROM tallies WHERE files <> 0")
        cases = await self._set("cases", _TALLY_OF_CASES)
        referrals = await self._set("referral", _TALLY_OF_REFERRALS)
        behind = await self._rows("oversight", _UNPUBLISHED)
        return _differ("tally", cases | referrals, told) + _some("figures behind", [str(row[0]) for row in behind])

    async def _referrals_in_cases(self) -> list[str]:
        true = await self._set("referral", _REFERRALS_IN_CASES)
        return _differ("referral in cases", true, await self._set("cases", _REFERRALS_IN_CASES))

    async def _matters(self) -> list[str]:
        true = await self._set("cases", _CASES_AS_MATTERS)
        return _differ("matter in referral", true, await self._set("referral", _MATTERS))

    async def _actors(self) -> list[str]:
        true = await self._set("registry", _POSTS)
        return [
            difference
            for service in ("cases", "referral", "notify", "oversight")
            for difference in _differ(f"actor in {service}", true, await self._set(service, _ACTORS))
        ]

    async def _notices(self) -> list[str]:
        """One for each matter that is somebody's move, none for any other."""
        true = await self._set("cases", "SELECT office, 'case', case_id, status, turn FROM cases WHERE turn <> 'none'")
        for kind, query in (("referral", _REFERRALS), ("packet", _PACKETS)):
            for office, id_, status in await self._rows("referral", query):
                turn = statuses.turn(statuses.Status(status))
                if turn != "none" and (turn == "partner") is (kind == "packet"):
                    true.add((office, kind, str(id_), status, turn))
        rows = await self._rows("notify", "SELECT office, kind, subject_id, status, turn FROM notices")
        twice = [str(one) for one, count in Counter((row[1], str(row[2])) for row in rows).items() if count > 1]
        self.counted["notices"] = len(rows)
        return _differ("notice", true, {tuple(map(str, row)) for row in rows}) + _some("notice doubled", twice)

    # --- the ledger ---

    async def _openings(self) -> list[str]:
        """A row for each opening that somebody was shown, at most one for each time that she asked; all sealed."""
        found = []
        for service, query, (shown, asked) in (
            ("cases", _OPENED_FILES, self.promises.files()), ("referral", _OPENED_PACKETS, self.promises.packets()),
        ):  # fmt: skip
            stand = {f"{row[0]} {row[1]}": int(row[2]) for row in await self._rows(service, query)}
            found += _some("opening not on record", [one for one in shown if stand.get(one, 0) < shown[one]])
            found += _some("opening twice on record", [one for one in shown if stand.get(one, 0) > asked[one]])
            self.counted[f"openings in {service}"] = sum(shown.values())
        for service in WITH_LEDGERS:
            [(unsealed,)] = await self._rows(service, "SELECT count(*) FROM ledger WHERE seq IS NULL")
            found += [f"{unsealed} rows of the ledger of {service} are not sealed"] if unsealed else []
            found += [] if unsealed else await self._chains(service)
        return found

    async def _chains(self, service: str) -> list[str]:
        """Every chain holds, and passes through each head that oversight was told."""
        offices = [row[0] for row in await self._rows(service, "SELECT DISTINCT office FROM ledger ORDER BY 1")]
        heads = await self._rows("oversight", "SELECT office, seq, hash FROM heads WHERE service = $1", service)
        db, found = Database(self.street.dsn(service, "relay"), pool=1, name="recount"), []
        try:
            for office in offices:
                told = {row[1]: row[2] for row in heads if row[0] == office}
                async with db.begin() as tx:
                    if (at := await ledger.verify(tx, office, told)) is not None:
                        found.append(f"ledger of {service}, {office}: the chain breaks at {at}")
        finally:
            await db.close()
        return found

    async def _rows(self, service: str, query: str, *values: Any) -> list[Any]:
        return list(await self._databases[service].fetch(query, *values))

    async def _set(self, service: str, query: str) -> set[tuple[str, ...]]:
        return {tuple(map(str, row)) for row in await self._rows(service, query)}


@asynccontextmanager
async def recount(street: Running, journal: Path) -> AsyncIterator[Recount]:
    async with AsyncExitStack() as closing:
        databases = {}
        for service in WITH_FACTS:
            databases[service] = await asyncpg.connect(street.admin_dsn(service))
            closing.push_async_callback(databases[service].close)
        yield Recount(street, databases, journal)


def _until_told(street: Running) -> None:
    """Until the broker has nothing left to tell, or to tell again."""
    end = time.monotonic() + TOLD_AGAIN
    while in_broker(street) and time.monotonic() < end:
        time.sleep(0.5)


def in_broker(street: Running, listener: str = "") -> int:
    """How many facts the broker holds that a listener (or any) has not acknowledged."""
    with urllib.request.urlopen(f"{street.plan.url('nats-monitor')}/jsz?accounts=1&consumers=1", timeout=2) as answer:
        told = json.load(answer)
    return sum(
        consumer["num_pending"] + consumer["num_ack_pending"]
        for account in told.get("account_details") or ()
        for stream in account.get("stream_detail") or ()
        for consumer in stream.get("consumer_detail") or ()
        if consumer["name"].startswith(f"{listener}-" if listener else "")
    )


def _differ(what: str, true: Collection[tuple[str, ...]], told: Collection[tuple[str, ...]]) -> list[str]:
    missing, wrong = set(true) - set(told), set(told) - set(true)
    return _some(f"{what} missing", sorted(map(str, missing))) + _some(f"{what} not true", sorted(map(str, wrong)))


def _some(what: str, found: Collection[str]) -> list[str]:
    """How many, and which are the first."""
    return [f"{what}: {len(found)}, {' '.join(list(found)[:3])}"] if found else []


_NAMES: Final = """SELECT name, case_id FROM identities JOIN cases USING (office, person_id) WHERE name = ANY($1)"""
_NEEDS: Final = "SELECT need_id, referral_id FROM referrals WHERE need_id::text = ANY($1)"
_USERNAMES: Final = "SELECT username, volunteer_id FROM volunteers WHERE username = ANY($1)"
_STEPS_OF_CASES: Final = "SELECT case_id, verb FROM steps"
_STEPS_OF_REFERRALS: Final = "SELECT subject_id, verb FROM steps"
_LANE: Final = """SELECT count(*), max(o.pos), count(DISTINCT o.pos), (SELECT pos FROM lane), (SELECT mark FROM lane)
  FROM outbox o"""
_GAPS: Final = """SELECT subject_id FROM outbox GROUP BY subject_id
  HAVING count(*) <> max(seq) OR count(DISTINCT seq) <> count(*)"""
_UNTOLD_CASES: Final = """SELECT s.case_id, s.verb FROM steps s
  LEFT JOIN outbox o ON o.subject_id = s.case_id AND o.noun = 'case' AND o.past = s.verb WHERE o.id IS NULL"""
_UNTOLD_REFERRALS: Final = """SELECT s.subject_id, s.verb FROM steps s
  LEFT JOIN outbox o ON o.subject_id = s.subject_id AND o.past = s.verb WHERE o.id IS NULL"""
_TALLY_OF_CASES: Final = """SELECT 'cases', office, coalesce(ppks, 0), status, count(*) FROM cases
  WHERE length(office) = 4 GROUP BY 2, 3, 4"""
_TALLY_OF_REFERRALS: Final = """SELECT 'referrals', office, need_kind, status, count(*) FROM referrals
  WHERE length(office) = 4 GROUP BY 2, 3, 4"""
_UNPUBLISHED: Final = """SELECT s.kind || ' of ' || s.province FROM steps s
  LEFT JOIN editions e USING (kind, province) WHERE e.edition IS DISTINCT FROM s.seen"""
_REFERRALS_IN_CASES: Final = "SELECT office, referral_id, case_id, need_id, need_kind, status FROM referrals"
_CASES_AS_MATTERS: Final = """SELECT office, case_id, code, village, kec, sensitivity, recorded_by,
  coalesce(assigned_to, ''), status FROM cases JOIN identities USING (office, person_id)"""
_MATTERS: Final = """SELECT office, case_id, case_code, village, kec, sensitivity, recorded_by, assigned_to, case_status
  FROM matters"""
_POSTS: Final = """SELECT v.office, v.sub, v.name, v.status, v.role,
    coalesce((SELECT string_agg(a.village, ' ' ORDER BY a.village) FROM assignments a
      WHERE a.office = v.office AND a.volunteer_id = v.volunteer_id), '')
  FROM volunteers v UNION ALL
  SELECT office, sub, name, status, array_to_string(ARRAY(SELECT unnest(roles) ORDER BY 1), ' '),
    array_to_string(ARRAY(SELECT unnest(villages) ORDER BY 1), ' ') FROM officers"""
_ACTORS: Final = """SELECT office, sub, name, status, array_to_string(ARRAY(SELECT unnest(roles) ORDER BY 1), ' '),
    array_to_string(ARRAY(SELECT unnest(villages) ORDER BY 1), ' ') FROM actors"""
_REFERRALS: Final = "SELECT office, referral_id, status FROM referrals"
_PACKETS: Final = "SELECT office, packet_id, status FROM packets"
_OPENED_FILES: Final = """SELECT noun_id, actor, count(*) FROM ledger WHERE noun = 'case' AND purpose = 'file'
  GROUP BY 1, 2"""
_OPENED_PACKETS: Final = """SELECT noun_id, 'partner', count(*) FROM ledger WHERE noun = 'packet' AND
  subject_id = noun_id GROUP BY 1"""
