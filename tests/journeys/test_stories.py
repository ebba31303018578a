"""What the demonstration tells: the stories stand as they were told, and telling them again adds nothing."""

import asyncio
import json
import sys
from typing import Any

import pytest

from deploy.local.demo.doors import Caller, Doors
from deploy.local.plan import ROOT
from deploy.local.running import Running
from tests.journeys.steps import fresh, refused


async def test_story_1_an_elderly_woman_was_served_and_said_so_herself(doors: Doors) -> None:
    dewi = doors.person("dewi")
    case = await search(dewi, "Salamah Contoh")
    assert case["status"] == "closed"
    [referral] = await referrals(dewi, case)
    assert (referral["status"], referral["word"], referral["service_name"]) == (
        "closed",
        "yes",
        "Perawatan lanjut usia di panti",
    )
    light = await dewi.get(f"referral/v1/connections?case_id={case['id']}")
    assert [one["status"] for one in light["items"]] == ["served"]


async def test_story_3_two_hospitals_were_full_and_the_province_had_no_place(doors: Doors) -> None:
    komariah = doors.person("komariah")
    case = await search(komariah, "Fulan Umpama")
    assert [one["status"] for one in await referrals(komariah, case)] == ["closed", "closed"]
    file = await komariah.get(f"cases/v1/cases/{case['id']}")
    assert [(up["status"], up["reason"]) for up in file["hand_ups"]] == [("refused", "no_place")]
    assert [need["status"] for need in file["needs"]] == ["open"], "an unmet need stays visible"


async def test_story_5_he_waits_because_only_a_place_for_the_able_is_free(doors: Doors) -> None:
    hamid = doors.person("hamid")
    [referral] = await referrals(hamid, await search(hamid, "Ilyas Umpama"))
    assert (referral["status"], referral["turn"]) == ("waitlisted", "partner")


async def test_story_7_the_village_sees_no_name_of_a_protected_child(doors: Doors) -> None:
    parmi, slamet, ningsih = map(doors.person, ("parmi", "slamet", "ningsih"))
    protected = await slamet.find("cases/v1/cases?type=6", lambda case: case["status"] == "monitoring")
    assert (await refused(parmi, f"cases/v1/cases/{protected['id']}")).status == 404
    listed = await parmi.get("cases/v1/cases?limit=200")
    assert protected["code"] not in [case["code"] for case in listed["items"]]
    notices = await parmi.get("notify/v1/notices?limit=200")
    assert protected["code"] not in str(notices)
    packets = await ningsih.get("referral/v1/packets?limit=200")
    assert protected["name"] not in str(packets)


async def test_story_11_the_village_helped_itself(doors: Doors) -> None:
    case = await search(doors.person("samsul"), "Darman Misal")
    assert (case["status"], case["turn"]) == ("solved", "none")


async def test_story_12_a_volunteer_went_along_without_a_letter(doors: Doors) -> None:
    tarsih = doors.person("tarsih")
    case = await search(tarsih, "Lela Misal")
    light = await tarsih.get(f"referral/v1/connections?case_id={case['id']}")
    assert [one["status"] for one in light["items"]] == ["served"]
    assert await referrals(tarsih, case) == []


@pytest.mark.parametrize("officer", ["dewi", "hamid", "erna", "endang", "komariah"])
async def test_the_five_kabupaten_have_something_to_do(doors: Doors, officer: str) -> None:
    assert (await doors.person(officer).get("cases/v1/cases?queue=all"))["items"]


async def test_told_again_the_stories_add_nothing(street: Running, doors: Doors) -> None:
    """Even where it is forgotten that they were told."""
    officers = ("dewi", "hamid", "erna", "endang", "komariah", "mahmud")
    before = [await count(doors.person(officer)) for officer in officers]
    memory = street.folder / "demo.json"
    memory.write_text(json.dumps(json.loads(memory.read_text()) | {"told": []}))
    seed = [sys.executable, "-m", "deploy.local.demo", "--folder", str(street.folder)]
    again = await asyncio.create_subprocess_exec(*seed, cwd=ROOT)
    assert await again.wait() == 0
    assert [await count(doors.person(officer)) for officer in officers] == before


async def search(who: Caller, name: str) -> dict[str, Any]:
    found = await who.post("cases/v1/cases/search", {"name": name}, key=fresh())
    [case] = [case for case in found["items"] if case["name"] == name]
    return dict(case)


async def referrals(who: Caller, case: dict[str, Any]) -> list[dict[str, Any]]:
    return list((await who.get(f"referral/v1/referrals?case_id={case['id']}"))["items"])


async def count(who: Caller) -> list[int]:
    """How many cases, referrals and volunteers this officer's office has."""
    lists = ("cases/v1/cases", "referral/v1/referrals", "registry/v1/volunteers")
    return [len([item async for item in who.items(url)]) for url in lists]
