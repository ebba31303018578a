"""Places of service inside a kabupaten: the villages of a PSM, the kecamatan of a TKSK."""

from services.kit import area
from services.kit.area import Level
from services.kit.errors import Invalid, Words

MOST_VILLAGES = 20


def require_villages(office: str, villages: tuple[str, ...]) -> tuple[str, ...]:
    """Each once, sorted."""
    if not 1 <= len(set(villages)) <= MOST_VILLAGES:
        raise Invalid(fields={"villages": Words("Pilih 1 sampai 20 desa/kelurahan.", "Choose 1 to 20 villages.")})
    for code in villages:
        _require_here(office, area.require(code, Level.DESA, field="villages"), "villages")
    return tuple(sorted(set(villages)))


def require_kecamatan(office: str, kec: str | None) -> str:
    if not kec:
        raise Invalid(fields={"kec": Words("Pilih kecamatan TKSK.", "Choose the kecamatan of the TKSK.")})
    _require_here(office, area.require(kec, Level.KECAMATAN, field="kec"), "kec")
    return kec


def _require_here(office: str, code: str, field: str) -> None:
    if not area.lies_in(code, office):
        raise Invalid(
            "outside-kabupaten",
            "Ada wilayah di luar kabupaten/kota Anda.",
            "An area lies outside your kabupaten.",
            fields={
                field: Words(
                    "Pilih wilayah di kabupaten/kota Anda.",
                    "Choose an area in your kabupaten.",
                )
            },
        )
