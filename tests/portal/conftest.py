"""A kabupaten at work on the running street, and its people before the portal's pages."""

from dataclasses import dataclass

import pytest

from deploy.local.running import Running
from tests.portal.readers import Reader
from tests.registry.conftest import Kabupaten, administrator, kabupaten
from tests.registry.people import Person, newcomer

__all__ = ["administrator", "kabupaten"]


@dataclass(frozen=True)
class Office:
    """`rahma` is a PSM of two villages, `jaka` the TKSK above her, `dewi` the supervisor."""

    code: str
    villages: list[str]
    rahma: Person
    jaka: Person
    dewi: Person


@pytest.fixture(scope="session")
def office(kabupaten: Kabupaten) -> Office:
    begun = [kabupaten.appointed(body) for body in (kabupaten.psm(), kabupaten.tksk())]
    rahma, jaka = (newcomer(kabupaten.dinas, f"/v1/volunteers/{one['id']}") for one in begun)
    return Office(kabupaten.code, kabupaten.villages()[:2], rahma, jaka, kabupaten.supervisor)


@pytest.fixture
def passerby(street: Running) -> Reader:
    """A browser that nobody logged in with."""
    return Reader(street.url("portal"))


@pytest.fixture(scope="session")
def rahma(street: Running, office: Office) -> Reader:
    """Logged in once for all tests: a password costs Keycloak a second. Who logs out does so as somebody of her own."""
    reader = Reader(street.url("portal"))
    assert reader.log_in(office.rahma).status == 200
    return reader


@pytest.fixture(scope="session")
def jaka(street: Running, office: Office) -> Reader:
    reader = Reader(street.url("portal"))
    assert reader.log_in(office.jaka).status == 200
    return reader
