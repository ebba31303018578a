"""Areas by name and code, for everybody who is logged in."""

import pytest

from tests.registry.people import Person


def test_a_village_is_found_with_what_it_lies_in(administrator: Person) -> None:
    found = administrator.get("/v1/areas?q=lilangan&within=1906").body["items"]
    assert found == [
        {
            "code": "1906022004", "name": "Lilangan", "level": "desa", "parent": "190602",
            "parent_names": ["Gantung", "Kabupaten Belitung Timur", "Kepulauan Bangka Belitung"],
        }
    ]  # fmt: skip


def test_the_areas_of_a_place_are_listed_to_the_last_page(administrator: Person) -> None:
    shown, cursor = [], ""
    while cursor is not None:
        page = administrator.get(f"/v1/areas?within=1906&level=desa&limit=20{cursor and '&cursor=' + cursor}").body
        shown += [place["code"] for place in page["items"]]
        cursor = page["next"]
    assert len(shown) == 39
    assert shown == sorted(set(shown))


def test_a_code_is_looked_up(administrator: Person) -> None:
    assert administrator.get("/v1/areas/1906").body["name"] == "Kabupaten Belitung Timur"
    assert administrator.get("/v1/areas/19").body["parent_names"] == []


@pytest.mark.parametrize("wrong", ["/9999", "/190", "?within=x", "?level=dusun", "?limit=0"])
def test_what_no_list_knows_is_refused(administrator: Person, wrong: str) -> None:
    assert administrator.get(f"/v1/areas{wrong}").status == 422
