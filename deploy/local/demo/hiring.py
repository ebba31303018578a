"""People come to work: offices are registered, officers and volunteers appointed, accounts awaited, passwords given.

A person's first password is printed on a slip that nobody can read twice. The demonstration gives its people one known
password instead, through Keycloak's own administration, which only a street in development lets it do.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Final

from deploy.keycloak import realm
from deploy.keycloak.admin import Admin
from deploy.local.demo.cast import Member
from deploy.local.demo.doors import Caller, Doors, together
from deploy.local.demo.lending import Organisation
from deploy.local.plan import CannotStart
from deploy.local.running import Running

ACCOUNT: Final = 300.0  # seconds: the registry makes one account after the other, and Keycloak may be busy
HASHING: Final = 3  # passwords that Keycloak is given at once: each costs it a tenth of a second of one processor


class Offices:
    """What the demonstration's own names of organisations and services became."""

    def __init__(self) -> None:
        self.offices: dict[str, str] = {}  # key of an organisation → org-…
        self.names: dict[str, str] = {}  # key of an organisation → its name
        self.services: dict[str, str] = {}  # key of an offer → id of the service

    def of(self, member: Member) -> str:
        return self.offices.get(member.office, member.office)


async def register(platform: Caller, known: Offices, organisations: Iterable[Organisation], today: date) -> None:
    """The organisations and their entries in the directory, by the administrator of the platform."""
    await together(_register(platform, known, organisation, today) for organisation in organisations)


async def _register(platform: Caller, known: Offices, organisation: Organisation, today: date) -> None:
    office = await platform.post(
        "registry/v1/offices",
        {
            "name": organisation.name,
            "kind": "organisation",
            "areas": list(organisation.areas),
            "address": "Jl. Contoh No. 1",
        },
        key=f"demo.office.{organisation.key}",
    )
    known.offices[organisation.key], known.names[organisation.key] = office["office"], office["name"]
    for offer in organisation.offers:
        service = await platform.post_when_heard(
            "referral/v1/services",
            {
                "office": office["office"],
                "name": offer.name,
                "kinds": list(offer.needs),
                "areas": list(organisation.areas),
                "eligibility": offer.who,
                "hours": offer.hours,
                "capacity": offer.places,
                "light": offer.light,
                "checked_on": (today - timedelta(days=offer.days_ago)).isoformat(),
            },
            key=f"demo.service.{offer.key}",
        )
        known.services[offer.key] = service["id"]


async def appoint(who: Caller, known: Offices, member: Member, today: date) -> str:
    """Where the appointment stands, as an address."""
    if member.volunteer:
        body = {
            "name": member.name,
            "role": member.roles[0],
            "username": member.username,
            "villages": list(member.villages),
            "kec": member.kec or None,
            "sk": {
                "number": f"400.9/{100 + sum(map(ord, member.username)) % 800}/SK/{today.year}",
                "issuer": "Kepala Dinas Sosial",
                "issued_on": (today - timedelta(days=200)).isoformat(),
                "starts_on": (today - timedelta(days=190)).isoformat(),
                "ends_on": (today + timedelta(days=member.sk_days)).isoformat() if member.sk_days else None,
            },
        }
        made = await who.post_when_heard("registry/v1/volunteers", body, key=f"demo.volunteer.{member.username}")
        return f"registry/v1/volunteers/{made['id']}"
    body = {
        "name": member.name,
        "username": member.username,
        "roles": list(member.roles),
        "office": known.of(member),
        "kec": member.kec or None,
        "bidang": member.bidang or None,
        "desks": list(member.desks),
    }
    made = await who.post_when_heard("registry/v1/officers", body, key=f"demo.officer.{member.username}")
    return f"registry/v1/officers/{made['id']}"


class Passwords:
    """Gives the demonstration's password to accounts that the registry has made."""

    def __init__(self, keycloak: Admin, password: str) -> None:
        self._keycloak, self._password = keycloak, password
        self._places = asyncio.Semaphore(HASHING)

    async def give(self, username: str) -> None:
        async with self._places:
            [account] = await self._keycloak.get(f"users?exact=true&username={username}")
            known = {"type": "password", "value": self._password, "temporary": False}
            await self._keycloak.put(f"users/{account['id']}/reset-password", known)


@asynccontextmanager
async def passwords(street: Running, password: str) -> AsyncIterator[Passwords]:
    if street.plan.profile != "development":
        raise CannotStart("Demonstration accounts are made in development only.")
    own = street.plan.own
    admin = own.keycloak_password or street.passwords["keycloak/admin"]
    async with Admin(street.plan.keycloak, own.keycloak_admin, admin, "titian") as keycloak:
        yield Passwords(keycloak, password)


async def hire(
    doors: Doors, known: Offices, password: Passwords, by: str, members: Iterable[Member], today: date
) -> None:
    """Appointed by `by` (a user name), and able to log in when this returns."""
    appointer = doors.person(by)

    async def one(member: Member) -> None:
        where = await appoint(appointer, known, member, today)
        await appointer.see(where, lambda told: told["account"] == "ready", ACCOUNT)
        await password.give(member.username)

    await together(one(member) for member in members)


def platform(street: Running, doors: Doors) -> Caller:
    """The first account, which was there before all others."""
    return doors.person(realm.PLATFORM, street.passwords[f"keycloak/{realm.PLATFORM}"])
