"""The figures: matters counted by the kabupaten that holds them, by type and by status, one table for each province.

A kabupaten is the smallest place that is counted, for every type, so that a protected type is never counted below it.
The files that a province or the nation holds are no figures: they began in a kabupaten and are counted there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import NAMESPACE_URL, UUID, uuid5

from services.kit.errors import Words
from services.oversight import suppression
from services.oversight.labels import labels
from services.oversight.suppression import Cell, Shown

ALL = "*"  # every type, or every status


class Kind(StrEnum):
    CASES = "cases"
    REFERRALS = "referrals"


@dataclass(frozen=True, slots=True)
class Step:
    """A matter held by `office` went from one place among the figures, (type, status), to another; `old` is None where
    it begins."""

    kind: Kind
    office: str
    old: tuple[str, str] | None
    new: tuple[str, str]

    @property
    def counts(self) -> bool:
        """Only what a kabupaten holds, and only what moved."""
        return len(self.office) == 4 and self.office.isdigit() and self.old != self.new

    @property
    def changes(self) -> dict[tuple[str, str], int]:
        """By type and status; steps add up in any order."""
        return ({self.old: -1} if self.old else {}) | {self.new: 1}


@dataclass(frozen=True, slots=True)
class Table:
    """One province's figures of one kind. `edition` is the number of steps that they have seen."""

    kind: Kind
    province: str
    edition: int

    @property
    def subject_id(self) -> UUID:
        return uuid5(NAMESPACE_URL, f"titian:figures:{self.kind}:{self.province}")


@dataclass(frozen=True, slots=True)
class FiguresPublished:
    table: Table


def shown(table: Table, files: Mapping[Cell, int]) -> dict[Cell, Shown]:
    """What of the counts (kabupaten, type, status) may be shown, with every sum. A large province takes seconds."""
    group_of = labels(table.kind).group_of
    places = {place: table.province for place, _, _ in files}
    types = {type_: ALL for _, type_, _ in files}
    statuses = {status: group_of.get(status, ALL) for _, _, status in files}
    groups = dict.fromkeys(group_of.values(), ALL)
    return suppression.publish(
        {cell: count for cell, count in files.items() if count > 0}, (places, types, groups | statuses)
    )


DEFINITIONS: dict[str, Words] = {
    "cases": Words(
        "Kasus: berkas satu warga pada satu kabupaten/kota, dihitung menurut jenis PPKS dan statusnya sekarang."
        " Berkas yang dinaikkan tetap dihitung di kabupaten/kota asalnya.",
        "Case: one person's file in one kabupaten, counted by PPKS type and present status. What was handed up is still"
        " counted where it began.",
    ),
    "referrals": Words(
        "Rujukan: satu kebutuhan yang diteruskan kepada satu lembaga, dihitung menurut kebutuhan dan statusnya"
        " sekarang. Terkirim belum berarti dilayani.",
        "Referral: one need passed on to one organisation, counted by need and present status. Sent is not served.",
    ),
    "open": Words(
        "Kasus terbuka: semua kasus yang belum selesai, belum selesai di desa, dan tidak ditolak.",
        "Open cases: all that are neither closed, nor solved in the village, nor declined.",
    ),
    "zero": Words("Sel yang tidak tercantum berarti 0.", "A cell that is not listed is 0."),
    "small": Words("Angka di bawah 5 disamarkan.", "Figures below 5 are hidden."),
    "secondary": Words(
        "Angka lain ikut disamarkan bila jumlah atau selisih dapat mengungkap angka di bawah 5.",
        "Another figure is hidden too where a sum or difference would give a figure below 5 back.",
    ),
    "nation": Words(
        "Angka nasional menjumlahkan angka provinsi yang diterbitkan; yang disamarkan tidak ikut.",
        "A national figure adds up the provinces' published figures; hidden ones are left out.",
    ),
}
