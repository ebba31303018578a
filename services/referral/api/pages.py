"""What the routes share: forms of what is sent, and lists."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, Field

from services.kit import web
from services.kit.errors import Refusal
from services.referral import policy, statuses
from services.referral.statuses import Status

Long = Annotated[str, Field(max_length=5000)]
Coded = Annotated[str, Field(max_length=30)]  # the code of a list, an area or an office
_blank = BeforeValidator(lambda told: "" if told is None else told)  # null is as good as nothing said
_null = Field(json_schema_extra={"type": ["string", "null"]})
Told = TypeVar("Told")


async def ask(question: Awaitable[Told]) -> Callable[[], Told]:
    """A neighbour's answer, to be taken inside the transaction: a repeated key is looked up before a refusal is told,
    also where we or the neighbour refuse by now, or it cannot be reached."""
    try:
        told = await question
    except Refusal as refusal:
        refused = refusal
    else:
        return lambda: told

    def refuse() -> Told:
        raise refused

    return refuse


class Noted(BaseModel):
    note: Annotated[Long, _blank, _null] = ""


class Reasoned(Noted):
    """A reason is the code of a list; which list, and whether one is needed, the rules say."""

    reason: Annotated[Coded, _blank, _null] = ""


def wanted(call: web.Call, status: Status | None, queue: str) -> list[str] | None:
    """The statuses that were asked for; None for all. `mine`: where it is the caller's move."""
    if status:
        return [status]
    if queue == "mine":
        return [one for one in Status if statuses.turn(one) in policy.turns(call.actor)]
    return None
