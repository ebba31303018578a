"""How a status looks: which are stuck and which are over. The words and whose move it is come from the service that
owns the noun; only the tone of the chip is decided here."""

from typing import Any

STUCK = frozenset({"rejected", "not_served", "expired", "disputed", "declined", "revoked", "suspended", "gone"})
OVER = frozenset({"closed", "solved", "transferred", "confirmed", "ended", "none", "kept", "opened"})

# Whose move it may be by the role of the reader; "sender" is the Dinas that sent the referral.
_MOVES: dict[str, frozenset[str]] = {
    "psm": frozenset({"psm", "citizen"}),
    "tksk": frozenset({"tksk"}),
    "dinas": frozenset({"dinas", "sender"}),
    "dinas_supervisor": frozenset({"dinas", "sender", "protected"}),
    "partner": frozenset({"partner"}),
    "province": frozenset({"province", "dinas", "sender"}),
    "national": frozenset({"national", "dinas", "sender"}),
}


def tone(thing: dict[str, Any], mine: bool) -> str:
    """The class of a chip: `stop` stuck, `you` the reader's move, `done` nobody's move any more, else plain."""
    if thing["status"] in STUCK:
        return "stop"
    if mine:
        return "you"
    return "done" if thing["status"] in OVER or thing.get("turn") == "none" else ""


def mine(thing: dict[str, Any], role: str) -> bool:
    """Whether the reader may move it: as its owner says, else by the role."""
    said = thing.get("mine")
    return bool(said) if said is not None else thing.get("turn") in _MOVES.get(role, frozenset())
