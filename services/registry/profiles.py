"""The profile of an office: what stands at the head and at the foot of its papers, and how its letters are numbered.

Full name, letterhead, place of the date line, bidang with who heads them, signatories and the scheme of numbers are the
office's own data: they differ from kabupaten to kabupaten and change with every regent. Papers ask for `letterhead`,
`dateline` and `letter_number`; what an office has not written down yet is told by the list of areas.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from services.kit import area, ids
from services.kit.area import Level
from services.kit.change import Change
from services.kit.errors import Invalid, Stale, Words
from services.registry import days
from services.registry.offices import Office

MOST = 20  # bidang, and signatories
SCHEME = "{no}/{code}/{office}/{roman_month}/{year}"
BLANKS = frozenset({"no", "code", "office", "roman_month", "month", "year"})
_PLAIN = re.compile(r"[A-Za-z0-9 ./-]*")  # what may stand between the blanks
_BLANK = re.compile(r"\{([a-z_]*)\}")
_LENGTHS = {"name": 200, "address": 200, "phone": 50, "mail": 100, "web": 100, "city": 60, "short": 30}
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_WEB = re.compile(r"(?:https?://)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:/\S*)?")
_PHONE = re.compile(r"[0-9 ()+./-]*")


@dataclass(frozen=True, slots=True)
class Bidang:
    name: str
    head: str = ""  # who heads it; empty while nobody does


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs papers. The NIP is text: 18 digits, some of them leading zeros; empty for who has none."""

    name: str
    title: str
    nip: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """At its first version nobody has written it yet. `short` is how letter numbers call the office."""

    office: str
    name: str
    city: str
    address: str = ""
    phone: str = ""
    mail: str = ""
    web: str = ""
    short: str = "DINSOS"
    scheme: str = SCHEME
    bidang: tuple[Bidang, ...] = ()
    signatories: tuple[Signatory, ...] = ()
    version: int = 1

    def rewrite(
        self, *, name: str, city: str, address: str, phone: str, mail: str, web: str, short: str, scheme: str,
        bidang: tuple[Bidang, ...], signatories: tuple[Signatory, ...], was: int,
    ) -> Change["Profile"]:  # fmt: skip
        """All of it at once, as the form shows it."""
        if was != self.version:
            raise Stale()
        told = {
            "name": name, "city": city, "address": address, "phone": phone, "mail": mail, "web": web, "short": short,
        }  # fmt: skip
        lines = {field: " ".join(text.split()) for field, text in told.items()}
        scheme = "".join(scheme.split(" "))
        bidang = tuple(Bidang(_line(one.name), _line(one.head)) for one in bidang)
        signatories = tuple(
            Signatory(_line(one.name), _line(one.title), re.sub(r"\s", "", one.nip)) for one in signatories
        )
        wrong = _wrong_lines(lines) | _wrong_scheme(scheme) | _wrong_people(bidang, signatories)
        if wrong:
            raise Invalid(fields=wrong)
        return Change(
            replace(
                self, **lines, scheme=scheme, bidang=bidang, signatories=signatories, version=self.version + 1
            )
        )  # fmt: skip


def unwritten(office: Office) -> Profile:
    """What is known of an office that has not written its profile."""
    place = area.name(office.areas[0]) if office.areas else ""
    return Profile(office.office, office.name, re.sub(r"^(Kabupaten|Kota|Provinsi) ", "", place))


def letterhead(profile: Profile) -> tuple[str, ...]:
    """The head of a paper, line by line: `above` it, and how the office is `reached`."""
    return (*above(profile), *reached(profile))


def above(profile: Profile) -> tuple[str, ...]:
    """The government, where the office belongs to one, and the office."""
    return tuple(line for line in (_government(profile.office), profile.name) if line)


def reached(profile: Profile) -> tuple[str, ...]:
    """Its address and how it is called; what the office has not written is left out."""
    ways = [
        f"Telepon {profile.phone}" if profile.phone else "", f"Surel {profile.mail}" if profile.mail else "",
        f"Laman {profile.web}" if profile.web else "",
    ]  # fmt: skip
    return tuple(line for line in (profile.address, " · ".join(way for way in ways if way)) if line)


def signatory(profile: Profile) -> Signatory:
    """Who signs a paper that names nobody: the first of the office's list."""
    return profile.signatories[0] if profile.signatories else Signatory("", "Kepala Dinas")


def dateline(profile: Profile, on: date) -> str:
    """`Manggar, 17 Mei 2023`."""
    return f"{profile.city}, {days.written(on)}" if profile.city else days.written(on)


def letter_number(profile: Profile, *, no: int, code: str, on: date) -> str:
    """The number of a letter by the office's scheme; `code` says what kind of letter it is."""
    return profile.scheme.format(
        no=no, code=code, office=profile.short, roman_month=days.ROMAN[on.month - 1], month=f"{on.month:02}",
        year=on.year,
    )  # fmt: skip


def _government(office: str) -> str:
    if ids.is_organisation(office) or area.level(office) is Level.NATION:
        return ""
    return f"Pemerintah {area.name(office) if area.level(office) is not Level.PROVINCE else _of_province(office)}"


def _of_province(office: str) -> str:
    name = area.name(office)
    return name if name.startswith("Provinsi ") else f"Provinsi {name}"


def _line(text: str) -> str:
    return " ".join(text.split())


def _wrong_lines(lines: dict[str, str]) -> dict[str, Words]:
    wrong: dict[str, Words] = {}
    for field, most in _LENGTHS.items():
        if len(lines[field]) > most:
            wrong[field] = Words(f"Paling panjang {most} huruf.", f"At most {most} letters.")
    if len(lines["name"]) < 3:
        wrong["name"] = Words("Tulis nama lengkap kantor.", "Write the full name of the office.")
    if not lines["city"]:
        wrong["city"] = Words("Tulis kota untuk baris tanggal.", "Write the place for the date line.")
    if not _PLAIN.fullmatch(lines["short"]) or not lines["short"]:
        wrong["short"] = Words(
            "Tulis singkatan kantor: huruf, angka, titik, garis.", "Write the short name: letters, digits, points."
        )
    if lines["phone"] and not _PHONE.fullmatch(lines["phone"]):
        wrong["phone"] = Words("Tulis nomor telepon dengan angka.", "Write the telephone number in digits.")
    if lines["mail"] and not _MAIL.fullmatch(lines["mail"]):
        wrong["mail"] = Words("Tulis alamat surel, misalnya dinsos@contoh.example.", "Write an e-mail address.")
    if lines["web"] and not _WEB.fullmatch(lines["web"]):
        wrong["web"] = Words("Tulis alamat laman, misalnya dinsos.contoh.example.", "Write the address of a web page.")
    return wrong


def _wrong_scheme(scheme: str) -> dict[str, Words]:
    """Without a running number or a year two letters would bear one number."""
    blanks = _BLANK.findall(scheme)
    plain = _PLAIN.fullmatch(_BLANK.sub("", scheme)) is not None
    if plain and set(blanks) <= BLANKS and {"no", "year"} <= set(blanks) and len(scheme) <= 100:
        return {}
    return {
        "scheme": Words(
            "Pola nomor memuat {no} dan {year}, boleh juga {code}, {office}, {month}, {roman_month}; selebihnya huruf,"
            " angka, titik, garis.",
            "The scheme holds {no} and {year}, perhaps {code}, {office}, {month}, {roman_month}; otherwise letters,"
            " digits, points, strokes.",
        )
    }


def _wrong_people(bidang: tuple[Bidang, ...], signatories: tuple[Signatory, ...]) -> dict[str, Words]:
    wrong: dict[str, Words] = {}
    names = [one.name.lower() for one in bidang]
    if len(bidang) > MOST or len(set(names)) != len(names) or not all(_fits(one.name, one.head) for one in bidang):
        wrong["bidang"] = Words(
            "Tulis tiap bidang sekali, dengan namanya (paling banyak 20).",
            "Write each bidang once, with its name (20 at most).",
        )
    if len(signatories) > MOST or not all(_fits(one.name, one.title) and one.title for one in signatories):
        wrong["signatories"] = Words(
            "Tulis nama dan jabatan setiap penanda tangan (paling banyak 20).",
            "Write name and title of each signatory (20 at most).",
        )
    elif any(one.nip and not re.fullmatch(r"[0-9]{18}", one.nip) for one in signatories):
        wrong["signatories"] = Words("NIP harus 18 angka. Tidak punya? Kosongkan.", "A NIP has 18 digits.")
    return wrong


def _fits(name: str, beside: str) -> bool:
    return 2 <= len(name) <= 100 and len(beside) <= 100
