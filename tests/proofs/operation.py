"""What an operation of the platform is to the proofs, and how its words are filled in."""

from dataclasses import dataclass
from typing import Any

from tests.proofs.who_may import Outcome

Json = dict[str, Any]

WITH_SENSITIVITY = frozenset(
    {"case", "openings", "referral", "connection", "handup", "packet", "notice", "village"}
)  # fmt: skip
WITH_ASSIGNMENT = frozenset({"case", "openings", "referral", "connection", "notice"})


@dataclass(frozen=True, eq=False)
class Operation:
    """`kind` is what it is about, as `who_may.SIGHT` names it. `route` is method and path; words in braces stand for
    the thing's own."""

    service: str
    name: str
    kind: str
    route: str
    yes: str
    body: Json | None = None
    missed: Outcome = Outcome.NOT_FOUND

    @property
    def sensitivities(self) -> tuple[str | None, ...]:
        return ("S2", "S3") if self.kind in WITH_SENSITIVITY else (None,)

    @property
    def over_grpc(self) -> bool:
        return self.route.startswith("rpc ")


def registry(name: str, kind: str, route: str, yes: str, body: Json | None = None, **other: Any) -> Operation:
    return Operation("registry", name, kind, route, yes, body, **other)


def cases(name: str, kind: str, route: str, yes: str, body: Json | None = None, **other: Any) -> Operation:
    return Operation("cases", name, kind, route, yes, body, **other)


def referral(name: str, kind: str, route: str, yes: str, body: Json | None = None, **other: Any) -> Operation:
    return Operation("referral", name, kind, route, yes, body, **other)


def filled(told: Any, words: Json) -> Any:
    """With the thing's own words in place of those in braces; a text that is one such word becomes its value."""
    if isinstance(told, dict):
        return {name: filled(part, words) for name, part in told.items()}
    if isinstance(told, list):
        return [filled(part, words) for part in told]
    if isinstance(told, str) and told.startswith("{") and told.endswith("}") and told[1:-1] in words:
        return words[told[1:-1]]
    return told.format_map(words) if isinstance(told, str) else told
