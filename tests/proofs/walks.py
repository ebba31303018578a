"""What people do while everything is killed: they record, verify, refer, answer, appoint and look, at the doors and on
the portal's pages."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import uuid4

from tests.proofs.browser import logged_in
from tests.proofs.crowd import Crowd, Kabupaten, appointment
from tests.proofs.load import Client, GivenUp, Json, lots

TYPES: Final = (8, 24, 9)
WHOLE: Final = 40  # of so many intakes one goes the whole way
VERIFIED: Final = 8  # and one at least to the Dinas
BESIDE: Final = 16  # are accompanied at once
FIELDS: Final = ["name", "age", "sex", "village", "note"]
_LETTERS: Final = str.maketrans("0123456789", "ghijklmnop")


class Walks:
    def __init__(self, client: Client, crowd: Crowd, seed: int) -> None:
        self.client, self._crowd = client, crowd
        self._lots, self._going, self._beside = lots(seed), list[asyncio.Task[None]](), asyncio.Semaphore(BESIDE)
        self._packets: dict[str, asyncio.Future[str]] = {}
        self.recorded = 0
        self.given_up: list[str] = []
        self.enough = asyncio.Event()  # who does something again and again stops
        self._more = asyncio.Event()

    async def reached(self, recorded: int) -> None:
        while self.recorded < recorded:
            self._more.clear()
            await self._more.wait()

    async def intake(self, number: int) -> None:
        """A person is met; some are accompanied further, beside the next intakes."""
        place = self._crowd.kabupaten[number % len(self._crowd.kabupaten)]
        who, village = self._lots.choice(list(zip(place.psm, place.villages, strict=True))[1:])
        key = str(uuid4())
        with self._giving_up():
            case = await self.client.fulfil(who, "cases/v1/cases", _met(key, village), key=key, name=name_of(key))
            self._count()
            if number % WHOLE == 0 or number % VERIFIED == 0:
                further = self._further(place, who, f"cases/v1/cases/{case['id']}", whole=number % WHOLE == 0)
                self._going.append(asyncio.create_task(further))

    async def over(self) -> None:
        """Until everybody has come to the end of the way, or given up."""
        await asyncio.gather(*self._going)

    async def _further(self, place: Kabupaten, psm: str, case: str, *, whole: bool) -> None:
        async with self._beside:
            with self._giving_up():
                await self._do(place.tksk, case, "verification", {"note": "Sudah ditemui."})
                if whole:
                    await self._whole(place, psm, case)

    @contextmanager
    def _giving_up(self) -> Iterator[None]:
        """Who gives up leaves an unfulfilled wish behind."""
        try:
            yield
        except (GivenUp, TimeoutError) as given_up:
            self.given_up.append(f"given up: {given_up}")

    def _count(self) -> None:
        self.recorded += 1
        self._more.set()

    async def _whole(self, place: Kabupaten, psm: str, case: str) -> None:
        """From the Dinas to served, and to the citizen's own word."""
        client, partner = self.client, self._crowd.partner
        await self._do(place.head, case, "acceptance", {"note": ""})
        kind = self._lots.choice(sorted(self._crowd.services))
        need = await client.fulfil(place.head, f"{case}/needs", {"kind": kind, "note": "Perlu."}, key=str(uuid4()))
        body = {
            "case_id": case.rpartition("/")[2], "need_id": need["need"]["id"] if "need" in need else need["id"],
            "service_id": self._crowd.services[kind], "purpose": "Menilai penerimaan", "fields": FIELDS,
        }  # fmt: skip
        sent = await client.fulfil(place.head, "referral/v1/referrals", body, key=str(uuid4()), need=body["need_id"])
        packet = f"referral/v1/packets/{await self._packet(sent['code'])}"
        await client.fulfil(partner, f"{packet}/opening", {}, key=str(uuid4()))
        await self._do(partner, packet, "answer", {"answer": "accept", "note": "Kamar tiga."})
        await self._do(partner, packet, "report", {"result": "served", "note": "Sudah menempati."})
        referral = f"referral/v1/referrals/{sent['id']}"
        await client.look(psm, referral, status="served")
        await self._do(psm, referral, "confirmation", {"word": "yes", "note": ""})
        await self._do(place.head, referral, "closure", {"note": ""})

    async def _do(self, who: str, url: str, verb: str, body: Json) -> None:
        await self.client.fulfil(who, f"{url}/{verb}", body, key=str(uuid4()), version_of=url)

    async def _packet(self, code: str) -> str:
        """The partner's packet of a referral, once it lies there: `watch` finds it."""
        self._packets[code] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(self.client.patience):
                return await self._packets[code]
        finally:
            del self._packets[code]

    async def watch(self) -> None:
        """The partner looks through what waits for it."""
        while not self.enough.is_set():
            found = await self.client.look(self._crowd.partner, "referral/v1/packets?status=sent&limit=200")
            for item in found["items"]:
                waiting = self._packets.get(item["code"])
                if waiting and not waiting.done():
                    waiting.set_result(item["id"])
            await asyncio.sleep(0.5)

    async def appoint(self, every: float) -> None:
        """One volunteer after the other: each gives registry's tick an account to make in Keycloak."""
        number = 0
        while not self.enough.is_set():
            place = self._crowd.kabupaten[number % len(self._crowd.kabupaten)]
            key, village = str(uuid4()), place.far[number // 2 % len(place.far)]
            username = "uji." + key[:8].translate(_LETTERS)
            body = appointment(username, village)
            await self.client.fulfil(place.head, "registry/v1/volunteers", body, key=key, username=username)
            number += 1
            await asyncio.sleep(every)

    async def read(self, service: str, path: str, who: str) -> None:
        """Somebody looks again and again, so that this service too has somebody at its door."""
        while not self.enough.is_set():
            await self.client.look(who, f"{service}/{path}")
            await asyncio.sleep(0.3)

    async def pages(self, place: Kabupaten) -> None:
        """A volunteer records on the portal's pages, one person after the other."""
        who, village = place.psm[0], place.villages[0]
        async with logged_in(self.client, who) as browser:
            while not self.enough.is_set():
                key = str(uuid4())
                await self.client.journal.wished(key, "portal", who=who, name=name_of(key))
                end, tries, case_id = time.monotonic() + self.client.patience, 0, ""
                while not case_id:
                    tries += 1
                    case_id = await browser.record(key, name_of(key), village)
                    if not case_id:
                        await asyncio.sleep(0.3)
                    if time.monotonic() > end:
                        raise GivenUp(f"portal {who}")
                await self.client.journal.kept(key, case_id, tries)
                self._count()
                await asyncio.sleep(0.2)


def name_of(key: str) -> str:
    """A person's name that only this wish has written: letters alone."""
    return f"Uji {key.replace('-', '').translate(_LETTERS)}"


def _met(key: str, village: str) -> Json:
    person = {
        "name": name_of(key), "village": village, "birth_on": "1949-03-04", "sex": "f", "phone": "081200000001",
        "address": "Jl. Contoh 1",
    }  # fmt: skip
    told = {"type": TYPES[int(key[0], 16) % len(TYPES)], "note": "Tinggal sendiri."}
    return {"person": person, "consent": {"basis": "consent", "witness": "Ketua RT"}, **told}
