"""What the volunteers of 1906 gave and got, in small: hours and costs, an event that is followed up, a quarter of tali
asih paid to all but one, insurance of some, an award, a service letter."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from deploy.local.demo.cast import NAMED
from deploy.local.demo.doors import Caller, Doors, Json

PSM, TKSK, OFFICER, HEAD = "rahma", "jaka", "yusuf", "hasan"
_KEY: Final = "demo.care"
_ENTRIES: Final = (  # days ago, kind, code, minutes or rupiah, paper
    (2, "hours", "visit", 150, ""), (5, "hours", "accompany", 300, ""), (5, "cost", "transport", 45_000, "Kuitansi 12"),
    (9, "hours", "record", 240, ""), (12, "cost", "copies", 18_500, "Nota 4/XI"),
)  # fmt: skip


async def show(doors: Doors, today: date) -> None:
    rahma, jaka, officer, head = (doors.person(name) for name in (PSM, TKSK, OFFICER, HEAD))
    hers = await rahma.get("registry/v1/me/care")
    await _borne(rahma, jaka, today)
    await _befallen(rahma, jaka, officer, hers, today)
    await _paid(officer, head, today)
    everybody = officer.items("registry/v1/volunteers")
    people = sorted([one async for one in everybody if one["username"] in NAMED], key=lambda one: str(one["username"]))
    await _insured(officer, people, today)
    await _honoured(officer, hers["id"], today)


async def _borne(rahma: Caller, jaka: Caller, today: date) -> None:
    """Two acknowledged, one returned, two that wait."""
    made = [
        await rahma.post(
            "registry/v1/me/care-entries",
            {"kind": kind, "code": code, "day": str(today - timedelta(days=ago)), "amount": amount, "paper": paper},
            key=f"{_KEY}.entry.{number}",
        )
        for number, (ago, kind, code, amount, paper) in enumerate(_ENTRIES)
    ]
    judged: tuple[Json, ...] = (
        {"acknowledged": True}, {"acknowledged": True},
        {"acknowledged": False, "reason": "Kuitansi tidak memuat tanggal. Lengkapi, lalu kirim lagi."},
    )  # fmt: skip
    for number, body in enumerate(judged):
        url = f"registry/v1/care-entries/{made[number]['id']}/judgement"
        await jaka.post(url, body, key=f"{_KEY}.judged.{number}", version=1)


async def _befallen(rahma: Caller, jaka: Caller, officer: Caller, hers: Json, today: date) -> None:
    event = {
        "kind": "traffic", "harm": "treated", "day": str(today - timedelta(days=6)), "village": hers["villages"][0],
        "note": "Motor tergelincir di jalan desa sepulang kunjungan. Lutut kiri dijahit di puskesmas.",
    }  # fmt: skip
    told = await rahma.post("registry/v1/me/risk-events", event, key=f"{_KEY}.risk")
    owner = (await jaka.get("registry/v1/me"))["sub"]
    given = {"owner": owner, "due_on": str(today + timedelta(days=10))}
    await officer.post(f"registry/v1/risk-events/{told['id']}/assignment", given, key=f"{_KEY}.given", version=1)


async def _paid(officer: Caller, head: Caller, today: date) -> None:
    """The three months before this one."""
    last = today.replace(day=1) - timedelta(days=1)
    first = (last.replace(day=1) - timedelta(days=45)).replace(day=1)
    rates = [
        {
            "role": role,
            "amount": amount,
            "budget": f"APBD {first.year}, DPA 1.06.02",
            "basis": "Keputusan Bupati Contoh",
        }
        for role, amount in (("psm", 250_000), ("tksk", 500_000))
    ]
    span = {"first": str(first), "last": str(last), "rates": rates}
    made = await officer.post("registry/v1/stipends", span, key=f"{_KEY}.stipend")
    url = f"registry/v1/stipends/{made['id']}"
    told = await head.post(f"{url}/decision", {"approved": True}, key=f"{_KEY}.approved", version=1)
    chosen = [one["id"] for one in told["entitled"][:-1]]
    paid = {"entitlements": chosen, "paid_on": str(today), "proof": "SP2D 00912/LS/CONTOH"}
    if chosen:
        await officer.post(f"{url}/payments", paid, key=f"{_KEY}.paid", version=2)


async def _insured(officer: Caller, people: Sequence[Json], today: date) -> None:
    """Two in three of those whom the stories name; of these one lapses soon."""
    some = [one for number, one in enumerate(people) if number % 3]
    for number, one in enumerate(some):
        ends = today + timedelta(days=18 if number == 0 else 200)
        body = {
            "number": f"1906{9_000_000 + number:07d}", "programmes": ["jkk", "jkm"], "paid_until": str(ends),
            "evidence": f"BPU {today.year}/{number + 1}",
        }  # fmt: skip
        url = f"registry/v1/volunteers/{one['id']}/insurance"
        await officer.post(url, body, key=f"{_KEY}.insured.{one['id']}", version=0)


async def _honoured(officer: Caller, volunteer_id: str, today: date) -> None:
    url = f"registry/v1/volunteers/{volunteer_id}"
    award = {
        "title": "PSM Berprestasi", "level": "kabupaten", "giver": "Bupati Belitung Timur",
        "number": "188.45/Contoh/2025", "awarded_on": str(today.replace(day=1) - timedelta(days=60)),
    }  # fmt: skip
    await officer.post(f"{url}/awards", award, key=f"{_KEY}.award")
    await officer.post(f"{url}/letters", {"kind": "service"}, key=f"{_KEY}.letter")
    schooled = {"education": "s1", "field": "Sosiologi", "year": 2015}
    await officer.post(f"{url}/education", schooled, key=f"{_KEY}.education", version=0)
