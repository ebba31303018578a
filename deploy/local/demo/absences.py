"""Who is on leave, and who covers meanwhile: through the same doors as everything else."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Final

from deploy.local.demo.cast import NAMED, Member
from deploy.local.demo.doors import Caller, Json

IN_STORIES: Final = (("marwan", "lela"),)  # who is on leave in Dendang, and who covers from Gantung
LEAVE: Final = 60  # days
_REASONS: Final = ("Melahirkan.", "Sakit dan dirawat.", "Ibadah haji.", "Merawat orang tua yang sakit.")


async def in_stories(head: Caller, today: date) -> None:
    for away, covering in IN_STORIES:
        await on_leave(head, NAMED[away], NAMED[covering], today)


async def some(head: Caller, psm: Sequence[Member], today: date) -> None:
    """Three in a hundred, each covered by the next one in the list who is at work."""
    for number, away in enumerate(psm[19::33]):
        covering = psm[(psm.index(away) + 1) % len(psm)]
        await on_leave(head, away, covering, today, _REASONS[number % len(_REASONS)])


async def on_leave(head: Caller, away: Member, covering: Member, today: date, reason: str = _REASONS[0]) -> None:
    """Cover begins with the leave and ends the day before she is back."""
    back = today + timedelta(days=LEAVE)
    leave = {"reason": reason, "returns_on": back.isoformat()}
    await head.change(await _at(head, away), "leave", leave, key=f"demo.leave.{away.username}")
    cover = {
        "villages": list(away.villages), "ends_on": (back - timedelta(days=1)).isoformat(),
        "reason": f"Menggantikan PSM yang cuti: {reason}", "decided_by": "Kepala Bidang Pemberdayaan Sosial",
    }  # fmt: skip
    await head.change(await _at(head, covering), "cover", cover, key=f"demo.cover.{away.username}")


async def _at(head: Caller, member: Member) -> str:
    found = await head.find(f"registry/v1/volunteers?role=psm&kec={member.villages[0][:6]}", partial(_is_of, member))
    return f"registry/v1/volunteers/{found['id']}"


def _is_of(member: Member, shown: Json) -> bool:
    return bool(shown["username"] == member.username)
