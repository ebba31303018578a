"""What happened to a referral or a connection, step by step, and who did it. People of an office act publicly."""

from dataclasses import dataclass
from datetime import datetime

from services.kit.actor import ROLES, Actor


@dataclass(frozen=True, slots=True)
class Author:
    """Of a partner's step only the organisation is known to the sender. `sub` is told and not kept."""

    name: str
    role: str
    sub: str = ""


TITIAN = Author("Titian", "machine")


@dataclass(frozen=True, slots=True)
class Entry:
    """`note` is plain text here; it is kept sealed."""

    at: datetime
    verb: str
    status: str
    reason: str
    by: Author
    note: str = ""


def author(actor: Actor) -> Author:
    """Who writes, with the first of her jobs."""
    role = min(actor.roles & set(ROLES), key=ROLES.index, default="machine")
    return Author(actor.name, role, "" if actor.has("machine") else actor.sub)
