"""The directory: what organisations offer, to whom, where, and when somebody last asked them. No person is in it.

Whether a service fits is said with its reasons. Who has the authority (type, panti, origin: PP 2/2018 art. 10) is not
judged here.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from services.kit import area, ids
from services.kit.area import Level
from services.kit.errors import Invalid, Words
from services.referral import codes

STALE_AFTER = timedelta(days=180)  # an entry nobody asked about for so long says so


class DoesNotFit(Invalid):
    code = "service-does-not-fit"
    words = Words(
        "Layanan ini tidak melayani kebutuhan atau kabupaten/kota itu. Pilih layanan lain.",
        "This service does not serve that need or that kabupaten. Choose another.",
    )


class NotLight(Invalid):
    code = "service-not-light"
    words = Words(
        "Layanan ini memerlukan rujukan dari Dinas.", "This service takes people only by a referral of the Dinas."
    )


@dataclass(frozen=True, slots=True)
class Service:
    """`office` is the organisation's. `kinds` are codes of needs, `areas` the kabupaten served, `eligibility` the
    organisation's own words. `capacity` is a number of places; None where it has no limit or none is known. `light`:
    takes people whom a volunteer accompanies, without a letter (*Hubungkan*)."""

    service_id: UUID
    office: str
    name: str
    kinds: tuple[str, ...]
    areas: tuple[str, ...]
    eligibility: str
    hours: str
    capacity: int | None
    light: bool
    checked_on: date
    version: int = 1

    def serves(self, kind: str, kabupaten: str) -> bool:
        return kind in self.kinds and kabupaten in self.areas

    def require_serves(self, kind: str, kabupaten: str) -> None:
        if not self.serves(kind, kabupaten):
            raise DoesNotFit()

    def require_light(self, kabupaten: str) -> None:
        """Fit for a light referral, which names no need: the citizen and the volunteer find out together."""
        if not self.light:
            raise NotLight()
        if kabupaten not in self.areas:
            raise DoesNotFit()

    def stale(self, today: date) -> bool:
        return today - self.checked_on > STALE_AFTER

    def fits(self, kind: str | None, kabupaten: str | None, today: date) -> Words:
        """Why it was found: "Cocok karena ..."."""
        because, why = [], []
        if kind:
            need = codes.words(codes.NEEDS, kind)
            because.append(f"melayani {need.id}")
            why.append(f"serves {need.en}")
        if kabupaten:
            because.append(f"menjangkau {area.name(kabupaten)}")
            why.append(f"covers {area.name(kabupaten)}")
        if self.light:
            because.append("tanpa surat")
            why.append("needs no letter")
        ago = _ago((today - self.checked_on).days)
        old = self.stale(today)
        because.append(f"terakhir diperiksa {ago.id}" + (", periksa lagi" if old else ""))
        why.append(f"was last checked {ago.en}" + (", check again" if old else ""))
        return Words("Cocok karena " + "; ".join(because) + ".", "Fits because it " + "; ".join(why) + ".")


def _ago(days: int) -> Words:
    if days == 0:
        return Words("hari ini", "today")
    return Words(f"{days} hari lalu", "yesterday" if days == 1 else f"{days} days ago")


def register(service: Service, *, organisations: Collection[str], by: str, today: date) -> Service:
    """The entry as it is kept. `by` is the registering office: a kabupaten lists what serves it, so it is among the
    areas; an organisation lists what is its own."""
    kept = replace(
        service,
        name=" ".join(service.name.split()),
        kinds=tuple(sorted(set(service.kinds))),
        areas=tuple(sorted({area.require(code, Level.KABUPATEN) for code in service.areas})),
        eligibility=service.eligibility.strip(),
        hours=service.hours.strip(),
    )
    wrong: dict[str, Words] = {}
    if not ids.is_organisation(kept.office) or kept.office not in organisations:
        wrong["office"] = Words("Lembaga ini belum terdaftar.", "This organisation is not registered.")
    if not 3 <= len(kept.name) <= 150:
        wrong["name"] = Words("Tulis nama layanan (3-150 huruf).", "Write the service's name (3-150 letters).")
    if not kept.kinds or not set(kept.kinds) <= set(codes.listed(codes.NEEDS, office=by, on=today)):
        wrong["kinds"] = Words("Pilih kebutuhan dari daftar.", "Choose needs from the list.")
    if not kept.areas or (area.find(by) and len(by) == 4 and by not in kept.areas):
        wrong["areas"] = Words(
            "Pilih kabupaten/kota yang dilayani, termasuk milik Anda.", "Choose the kabupaten served, yours among them."
        )
    if not 3 <= len(kept.eligibility) <= 1000:
        wrong["eligibility"] = Words("Tulis syaratnya (3-1.000 huruf).", "Write who is eligible (3-1,000 letters).")
    if len(kept.hours) > 200:
        wrong["hours"] = Words("Jam layanan paling panjang 200 huruf.", "Hours have at most 200 letters.")
    if kept.capacity is not None and not 0 <= kept.capacity <= 100_000:
        wrong["capacity"] = Words("Kuota 0 sampai 100.000 tempat.", "Capacity is 0 to 100,000 places.")
    if kept.checked_on > today:
        wrong["checked_on"] = Words("Tanggal pemeriksaan belum terjadi.", "The date of the check lies ahead.")
    if wrong:
        raise Invalid(fields=wrong)
    return kept
