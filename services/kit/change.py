"""What a rule answers: the noun as it is now, and what became true with it.

A rule never writes. It returns a `Change`; the service's `store.save` writes rows, facts, duties and openings in one
transaction, never one without the others.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that must happen later (DESIGN law 11): `kind` names the action that `ticks` will call."""

    kind: str
    subject_id: UUID
    due_at: datetime


T = TypeVar("T")


@dataclass(frozen=True)
class Change(Generic[T]):
    """`facts` are the service's own frozen dataclasses; its `wire` gives them their form outside.
    `duties` are written as due rows; `discharged` names kinds of duty of this subject that no longer stand."""

    now: T
    facts: list[Any] = field(default_factory=list)  # each service has its own union of facts; `wire` checks it
    duties: list[Duty] = field(default_factory=list)
    discharged: list[str] = field(default_factory=list)
