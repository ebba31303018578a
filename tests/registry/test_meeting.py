"""A Kasi Kesra keeps the meetings of her kecamatan: over HTTP, with who serves there and what becomes of decisions."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.registry import courses, works
from tests.registry.conftest import Kabupaten
from tests.registry.people import Json, Person
from tests.registry.test_certifying import fetched, text_of
from tests.registry.works import decided, done, held, planned


@pytest.fixture(scope="module")
def keeper(kabupaten: Kabupaten, rahma: tuple[Json, Person]) -> Person:
    """Of the kecamatan in which Rahma serves."""
    return works.kasi_kesra(kabupaten.supervisor, kabupaten.kecamatan())


def test_whoever_serves_in_the_kecamatan_is_invited_by_herself(
    kabupaten: Kabupaten, keeper: Person, rahma: tuple[Json, Person]
) -> None:
    told = planned(keeper, kabupaten.code)
    assert (told["status"], told["turn"], told["kec"]) == ("planned", "kasi_kesra", kabupaten.kecamatan())
    assert told["invited"][0]["role"] == "kasi_kesra"
    assert rahma[0]["id"] in [one["id"] for one in told["invited"]]
    assert rahma[1].get(f"/v1/meetings/{told['id']}").body == told, "she reads it too"
    assert told["id"] in [one["id"] for one in kabupaten.dinas.get("/v1/meetings?limit=200").body["items"]]


def test_meetings_of_another_kecamatan_are_out_of_sight_and_cannot_be_held_there(
    kabupaten: Kabupaten, keeper: Person
) -> None:
    body = works.meeting(kabupaten.code, kec=kabupaten.kecamatan(1))
    refused = keeper.post("/v1/meetings", body)
    assert (refused.status, refused.code) == (403, "other-kecamatan")
    neighbour = works.kasi_kesra(kabupaten.supervisor, kabupaten.kecamatan(1))
    told = planned(neighbour, kabupaten.code)
    assert keeper.get(f"/v1/meetings/{told['id']}").status == 404
    assert keeper.post(f"/v1/meetings/{told['id']}/cancellation", {"reason": "Hujan"}, was=1).status == 404


def test_a_decision_stands_on_its_owners_page_until_she_says_what_became_of_it(
    kabupaten: Kabupaten, keeper: Person, rahma: tuple[Json, Person]
) -> None:
    told = decided(keeper, held(keeper, kabupaten.code), rahma[0]["id"], ahead=1)
    (decision,) = told["decisions"]
    assert (decision["status"], decision["owner"], decision["mine"]) == ("open", rahma[0]["name"], False)
    mine = next(one for one in rahma[1].get("/v1/me/decisions").body["items"] if one["id"] == decision["id"])
    assert mine["mine"]
    path = f"/v1/decisions/{decision['id']}/result"
    assert rahma[1].post(path, {"done": True, "word": "Selesai"}).status == 428
    assert rahma[1].post(path, {"done": True, "word": "Selesai"}, was=9).code == "stale"
    concluded = done(rahma[1], path, {"done": False, "word": "Aparat desa cuti"}, was=1)
    assert (concluded["status"], concluded["word"]) == ("not_done", "Aparat desa cuti")
    assert keeper.post(path, {"done": True, "word": "Selesai"}, was=2).code == "already-concluded"


async def test_its_owner_is_reminded_by_a_due_row_and_no_more_once_it_is_done(
    kabupaten: Kabupaten, keeper: Person, rahma: tuple[Json, Person], admin: Any
) -> None:
    told = held(keeper, kabupaten.code)
    soon, late = (decided(keeper, told, rahma[0]["id"], ahead=ahead)["decisions"][-1]["id"] for ahead in (3, 30))
    done(keeper, f"/v1/decisions/{late}/result", {"done": True, "word": "Selesai"}, was=1)
    query = "SELECT count(*) FROM due WHERE subject_id = $1 AND done_at IS NULL"
    waiting = [await admin.fetchval(query, decision) for decision in (soon, late)]
    assert waiting[0] >= 1 and waiting[1] == 0


def test_a_decision_is_taken_once_under_its_key_and_minutes_say_it(
    kabupaten: Kabupaten, keeper: Person, rahma: tuple[Json, Person]
) -> None:
    told, key = held(keeper, kabupaten.code), str(uuid4())
    body = {
        "what": "Data desa dilengkapi", "owner_id": rahma[0]["id"], "due_on": courses.today(kabupaten.code).isoformat()
    }  # fmt: skip
    first, again = (keeper.post(f"/v1/meetings/{told['id']}/decisions", body, key=key) for _ in range(2))
    assert (first.status, again.status, len(again.body["decisions"])) == (200, 200, 1)
    kind, called, content = fetched(rahma[1], f"/v1/meetings/{told['id']}/minutes")
    assert (kind, called) == ("application/pdf", f'attachment; filename="notulen-{told["day"]}.pdf"')
    assert "Data desa dilengkapi" in text_of(content) and rahma[0]["name"] in text_of(content)


def test_before_its_day_nobody_came_and_without_a_list_nothing_is_decided(kabupaten: Kabupaten, keeper: Person) -> None:
    day = courses.today(kabupaten.code) + timedelta(days=2)
    told = planned(keeper, kabupaten.code, day=day.isoformat())
    path, present = f"/v1/meetings/{told['id']}", [one["id"] for one in told["invited"]]
    assert keeper.post(f"{path}/attendance", {"present": present}, was=1).code == "before-the-day"
    body = {"what": "Contoh", "owner_id": present[0], "due_on": day.isoformat()}
    assert keeper.post(f"{path}/decisions", body).code == "not-held"
    assert keeper.get(f"{path}/minutes").code == "not-held"
    assert done(keeper, f"{path}/cancellation", {"reason": "Hujan lebat"}, was=1)["status"] == "cancelled"
