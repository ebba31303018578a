"""A post: where a person serves and how she stands, as every other service keeps it (its `actors` row).

A volunteer and an officer act publicly, so name and place travel; NIK, telephone and address never do.
"""

from dataclasses import dataclass

from services.kit import area, ids
from services.registry.standings import Standing


@dataclass(frozen=True, slots=True)
class Post:
    """`sub` is None until the account was made. `office` holds the person and is the one office the facts are for."""

    office: str
    sub: str | None
    name: str
    roles: tuple[str, ...]
    standing: Standing
    villages: tuple[str, ...] = ()
    kec: str | None = None
    bidang: str | None = None
    desks: tuple[str, ...] = ()

    @property
    def area(self) -> str:
        """The place of facts about it: the kabupaten or province; an organisation has none."""
        return "" if ids.is_organisation(self.office) else self.office

    @property
    def where(self) -> list[str]:
        """Names for paper: her villages, or the kecamatan, or nothing."""
        return [area.name(code) for code in self.villages or ((self.kec,) if self.kec else ())]
