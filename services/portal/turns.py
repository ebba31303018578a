"""How a status looks. The words and whose move it is come from the service that owns the noun; only the tone of the
chip is decided here, and whether the reader is the one to move where the owner does not say so."""

from typing import Any

STUCK = frozenset({"rejected", "not_served", "expired", "disputed", "suspended", "refused"})
# Over, though not accomplished.
WITHOUT_END = frozenset({
    "revoked", "declined", "transferred", "ended", "erased", "cancelled", "withdrawn", "not_done", "not_yet",
    "passed_over",
})  # fmt: skip

# Whose moves are the role's; "sender" is the office that sent a referral, "citizen" is asked by the volunteer.
_MOVES: dict[str, frozenset[str]] = {
    "psm": frozenset({"psm", "citizen", "participant"}),
    "tksk": frozenset({"tksk", "participant"}),
    "dinas": frozenset({"dinas", "sender"}),
    "dinas_supervisor": frozenset({"dinas", "sender", "protected"}),
    "kasi_kesra": frozenset({"kasi_kesra"}),
    "partner": frozenset({"partner"}),
    "province": frozenset({"province", "sender"}),
    "national": frozenset({"national", "sender"}),
}


def tone(thing: dict[str, Any], mine: bool) -> str:
    """The class of a chip: `stop` stuck, `you` the reader's move, `done` nobody's move any more, else plain."""
    if thing["status"] in STUCK:
        return "stop"
    if mine:
        return "you"
    return "done" if thing.get("turn") == "none" and thing["status"] not in WITHOUT_END else ""


def mine(thing: dict[str, Any], role: str) -> bool:
    """Whether the reader may move it: as its owner says, else by the role."""
    said = thing.get("mine")
    return bool(said) if said is not None else thing.get("turn") in _MOVES.get(role, frozenset())
