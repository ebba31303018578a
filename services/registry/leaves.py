"""Leave: a volunteer is away until a day and keeps office, account and sight; others cover for her meanwhile.

It ends by itself on the day that was planned, or earlier when she is back. Who stays away longer goes on leave anew:
each leave has its own reason. A leave is no suspension: nobody is locked out for having a child.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from services.kit.errors import Conflict, Invalid, Words
from services.registry.standings import require_reason

ON_LEAVE = "on_leave"
LONGEST = timedelta(days=366)

# Whether somebody is in each of her places meanwhile → words on the page, whose move is next.
STATUSES: dict[bool, tuple[Words, str]] = {
    True: (Words("Cuti, digantikan", "On leave, covered"), "none"),
    False: (Words("Cuti, belum digantikan", "On leave, not covered yet"), "dinas"),
}


class AlreadyOnLeave(Conflict):
    code = "already-on-leave"
    words = Words(
        "Sedang cuti. Akhiri cuti yang ini sebelum mencatat yang baru.",
        "On leave already. End this leave before you record another.",
    )


class NotOnLeave(Conflict):
    code = "not-on-leave"
    words = Words("Ia sudah kembali bertugas. Muat ulang halamannya.", "She is back at work. Reload the page.")


@dataclass(frozen=True, slots=True)
class Leave:
    """`returns_on` is the first day of work again."""

    since_on: date
    returns_on: date
    reason: str


def begin(*, reason: str, returns_on: date, today: date) -> Leave:
    said = require_reason(reason)
    if not today < returns_on <= today + LONGEST:
        raise Invalid(
            fields={
                "returns_on": Words(
                    "Tulis tanggal kembali, mulai besok dan paling lama satu tahun lagi. Lebih lama dari itu: akhiri"
                    " masa tugasnya.",
                    "Write the day of return, from tomorrow to a year from now. For longer, end the service.",
                )
            }
        )
    return Leave(today, returns_on, said)
