"""One case and its referrals, as the people of a story move it: each step is a request of one of them."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from deploy.local.demo.doors import Caller, Doors, Json
from deploy.local.demo.hiring import Offices
from deploy.local.demo.people import Person
from deploy.local.plan import CannotStart


@dataclass
class Referral:
    """What one office asked of another: the sender's side at `url`, the partner's at `packet`."""

    matter: "Matter"
    url: str
    code: str
    packet: str = ""

    async def answer(self, partner: Caller, answer: str, *, reason: str = "", note: str = "") -> None:
        """The partner opens the packet and says yes, no or not yet. The two sides have no identifier in common but
        the code."""
        found = await partner.find("referral/v1/packets", lambda packet: packet["code"] == self.code)
        self.packet = f"referral/v1/packets/{found['id']}"
        if found["status"] == "sent":  # else opened when this was told before, and perhaps empty since
            await self.matter.do(partner, self.packet, "opening")
        await self.matter.do(partner, self.packet, "answer", answer=answer, reason=reason, note=note)

    async def serve(self, partner: Caller, note: str, *, result: str = "served", reason: str = "") -> None:
        await self.matter.do(partner, self.packet, "start")
        await self.matter.do(partner, self.packet, "report", result=result, reason=reason, note=note)

    async def start(self, partner: Caller) -> None:
        await self.matter.do(partner, self.packet, "start")

    async def confirm(self, who: Caller, word: str, note: str = "") -> None:
        """The citizen's own word, once the partner's report has come home."""
        await who.see(self.url, lambda told: told["status"] in ("served", "partly", "confirmed", "disputed", "closed"))
        await self.matter.do(who, self.url, "confirmation", word=word, note=note)

    async def close(self, who: Caller, note: str = "") -> None:
        await self.matter.do(who, self.url, "closure", note=note)


@dataclass
class Matter:
    """One person's case. `name` is its own for ever: the key under which it is recorded."""

    name: str
    doors: Doors
    offices: Offices
    case: str = ""  # its address
    code: str = ""
    _steps: Counter[str] = field(default_factory=Counter)

    async def record(
        self,
        who: Caller,
        person: Person,
        *,
        type: int | None,
        note: str = "",
        basis: str = "consent",
        guardian: str = "",
        without: tuple[str, ...] = (),
    ) -> Json:
        """`without` names what the person could not tell. A protected case gives its writer a receipt only."""
        consent: Json = {"basis": basis, "language": "id"} | ({"guardian": guardian} if guardian else {})
        body = {
            "person": person.told(*without),
            "type": type,
            "note": note or None,
            "consent": consent,
        }
        told = await who.post_when_heard("cases/v1/cases", body, key=self.name)
        self.code = told["code"]
        if not told.get("receipt"):
            self.case = f"cases/v1/cases/{told['id']}"
        return told

    async def find(self, who: Caller) -> None:
        """The address of a case whose code is known, for somebody who may see it."""
        found = await who.find("cases/v1/cases?queue=all", lambda case: case["code"] == self.code)
        self.case = f"cases/v1/cases/{found['id']}"

    async def verify(self, who: Caller, note: str = "") -> None:
        await self.do(who, self.case, "verification", note=note)

    async def accept(self, who: Caller, note: str = "") -> None:
        await self.do(who, self.case, "acceptance", note=note)

    async def stage(self, who: Caller, *to: str) -> None:
        for one in to:
            await self.do(who, self.case, "stage", to=one)

    async def need(self, who: Caller, kind: str, note: str = "") -> str:
        """The need's id."""
        told = await who.post(f"{self.case}/needs", {"kind": kind, "note": note}, key=self._key(self.case, "needs"))
        self.doors.versions[self.case] = told["version"]  # the case's: it has one need more
        return str(told["id"])

    async def refer(
        self,
        who: Caller,
        need: str,
        offer: str,
        *,
        purpose: str,
        fields: tuple[str, ...] = ("name", "age", "sex", "village", "note"),
        note: str = "",
    ) -> Referral:
        body = {
            "case_id": self._id, "need_id": need, "service_id": self.offices.services[offer], "fields": list(fields),
            "purpose": purpose, "note": note,
        }  # fmt: skip
        told = await who.post_when_heard("referral/v1/referrals", body, key=self._key(self.case, "referrals"))
        return Referral(self, f"referral/v1/referrals/{told['id']}", told["code"])

    async def connect(self, who: Caller, offer: str, note: str = "") -> str:
        """The address of the light referral."""
        body = {"case_id": self._id, "service_id": self.offices.services[offer], "note": note}
        told = await who.post_when_heard("referral/v1/connections", body, key=self._key(self.case, "connections"))
        return f"referral/v1/connections/{told['id']}"

    async def close(self, who: Caller, reason: str, note: str = "") -> None:
        await self.do(who, self.case, "closure", reason=reason, note=note)

    async def do(self, who: Caller, url: str, verb: str, **body: Any) -> Json:
        return await who.change(url, verb, body, key=self._key(url, verb))

    @property
    def _id(self) -> str:
        if not self.case:
            raise CannotStart(f"{self.name}: the case has no address yet.")
        return self.case.rpartition("/")[2]

    def _key(self, url: str, step: str) -> str:
        """The same whenever this is told: to what, which step, the how manieth time."""
        whose = f"{url.rpartition('/')[2]}.{step}"
        self._steps[whose] += 1
        return f"{whose}.{self._steps[whose]}"
