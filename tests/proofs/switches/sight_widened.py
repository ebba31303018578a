"""A PSM sees the kecamatan and not her villages alone: the policy proof must notice."""

from dataclasses import replace

from services.cases import policy
from services.cases.policy import Sight
from services.kit import area
from services.kit.actor import Actor

SHORT = True
_narrow = policy.sight


def break_it() -> None:
    policy.sight = _wide


def _wide(actor: Actor) -> Sight:
    within = _narrow(actor)
    return replace(within, kec=area.kecamatan_of(min(within.villages))) if within.villages else within
