"""The town of referral's tests, and who looks down on it: its province, another one, the nation, an auditor."""

from dataclasses import dataclass

import pytest

from tests.referral.conftest import town
from tests.referral.town import Town, Worker
from tests.registry.people import Person, newcomer

__all__ = ["town"]


@dataclass(frozen=True)
class Above:
    province: Worker
    other_province: Worker
    nation: Worker
    auditor: Worker


@pytest.fixture(scope="session")
def above(town: Town) -> Above:
    administrator = Person(town.street, "pengelola")
    province = town.code[:2]
    other = "31" if province != "31" else "51"

    def officer(role: str, office: str) -> Worker:
        sent = administrator.post("/v1/officers", {"name": "Prio Fiktif", "roles": [role], "office": office})
        assert sent.status == 201, sent.body
        return Worker(newcomer(administrator, f"/v1/officers/{sent.body['id']}"))

    return Above(
        province=officer("province", province),
        other_province=officer("province", other),
        nation=officer("national", "00"),
        auditor=officer("auditor", town.code),
    )
