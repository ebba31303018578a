"""A kabupaten at work, a home that helps it, the province above: whoever carries markers through the doors."""

import random
from dataclasses import dataclass

from deploy.local.running import Running
from services.kit import area
from services.kit.area import Level
from tests.proofs.leaks.markers import Markers
from tests.referral.conftest import _organisation
from tests.registry.conftest import Kabupaten, _kabupaten
from tests.registry.people import Json, Person, newcomer


@dataclass(frozen=True)
class Cast:
    """`markers` are of the kabupaten's own kecamatan."""

    street: Running
    markers: Markers
    kabupaten: Kabupaten
    administrator: Person
    province: Person
    psm: Person
    tksk: Person
    home: str
    partner: Person

    @property
    def supervisor(self) -> Person:
        return self.kabupaten.supervisor

    @property
    def dinas(self) -> Person:
        return self.kabupaten.dinas

    @property
    def villages(self) -> list[str]:
        return self.kabupaten.villages()[:2]

    def appointment(self, role: str, **other: object) -> Json:
        """As the officer types it, with a name for the public and numbers for nobody."""
        return appointment(self.markers, self.kabupaten, role, **other)


def appointment(markers: Markers, of: Kabupaten, role: str, **other: object) -> Json:
    body = of.psm() if role == "psm" else of.tksk()
    body["sk"] |= {"number": markers.name("decree").value, "issuer": markers.name("decree").value}
    told = {"nik": markers.nik(), "phone": markers.phone(), "address": markers.address()}
    private = {name: marker.value for name, marker in told.items()}
    return body | private | {"name": markers.name("volunteer").value} | other


def gather(street: Running, lot: random.Random) -> Cast:
    """Everybody with an account and a password of her own."""
    administrator = Person(street, "pengelola")
    of = _kabupaten(administrator)
    markers = Markers(lot, list(area.codes(of.code, Level.KECAMATAN)))
    named = {"name": "Prio Fiktif", "roles": ["province"], "office": of.code[:2]}
    letter = administrator.post("/v1/officers", named)
    assert letter.status == 201, letter.body
    province = newcomer(administrator, f"/v1/officers/{letter.body['id']}")
    psm, tksk = (of.at_work(appointment(markers, of, role))[1] for role in ("psm", "tksk"))
    home, partner = _organisation(administrator, "Panti Contoh Harapan", [of.code])
    return Cast(street, markers, of, administrator, province, psm, tksk, home, partner.person)
