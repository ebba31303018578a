"""A post: where a person serves and how she stands, as every other service keeps it (its `actors` row).

A volunteer and an officer act publicly, so name and place travel; NIK, telephone and address never do.
"""

import re
from dataclasses import dataclass

from services.kit import ids
from services.kit.errors import Invalid, Words
from services.registry.standings import Standing

NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .,'’-])*")


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


def require_name(text: str) -> str:
    """The name as it is kept: trimmed, 3-100 letters, with titles (`H. Rahma Contoh, S.Sos.`). No digits: a number was
    typed into the wrong field."""
    name = " ".join(text.split())
    if not 3 <= len(name) <= 100 or not NAME.fullmatch(name):
        raise Invalid(
            fields={
                "name": Words(
                    "Tulis nama lengkap, tanpa angka.",
                    "Write the full name, without digits.",
                )
            }
        )
    return name
