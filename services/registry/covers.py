"""Cover: a volunteer serves further places for a time: a PSM villages, a TKSK the kecamatan of another as acting TKSK.

Cover is no appointment: it has an end, somebody decided it for a reason, and on the last day it ends by itself. Until
then she sees those places as if they were her own. A seat that is covered stays vacant, and can be filled any day.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from services.kit.errors import Conflict, Invalid, NotFound, Words
from services.registry.standings import require_reason

LONGEST = timedelta(days=366)


class CoverStands(Conflict):
    code = "cover-stands"
    words = Words(
        "Ia sedang menggantikan di wilayah lain. Akhiri penggantian itu lebih dahulu.",
        "She covers other places now. End that cover first.",
    )


class SeatServed(Conflict):
    code = "seat-served"
    words = Words(
        "Kecamatan itu dilayani TKSK-nya sendiri atau sudah ada penggantinya.",
        "That kecamatan is served by its own TKSK, or by one who acts already.",
    )


class NoSuchCover(NotFound):
    code = "no-such-cover"
    words = Words("Penggantian ini sudah berakhir. Muat ulang halamannya.", "This cover has ended. Reload the page.")


@dataclass(frozen=True, slots=True)
class Cover:
    """`villages` are all that it opens; `kec` is said of a TKSK's, whose villages are those of the whole kecamatan.
    `ends_on` is the last day."""

    cover_id: UUID
    villages: tuple[str, ...]
    kec: str | None
    ends_on: date
    reason: str
    decided_by: str
    begun_at: datetime


def require_cover(cover: Cover, *, today: date) -> Cover:
    """With its places already checked: what was typed beside them, all at once."""
    wrong: dict[str, Words] = {}
    decided_by = " ".join(cover.decided_by.split())
    if not today <= cover.ends_on <= today + LONGEST:
        wrong["ends_on"] = Words(
            "Tulis hari terakhir penggantian, mulai hari ini dan paling lama satu tahun lagi.",
            "Write the last day of the cover, from today to a year from now.",
        )
    if not 3 <= len(decided_by) <= 200:
        wrong["decided_by"] = Words("Tulis siapa yang memutuskan.", "Write who decided it.")
    try:
        reason = require_reason(cover.reason)
    except Invalid as refusal:
        raise Invalid(fields={**refusal.fields, **wrong}) from None
    if wrong:
        raise Invalid(fields=wrong)
    return replace(cover, reason=reason, decided_by=decided_by)
