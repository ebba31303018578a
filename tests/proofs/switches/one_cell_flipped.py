"""A permission flipped in two services: a PSM may verify cases and acknowledge hours. The policy proof and the
sentences must notice."""

from services.cases import policy
from services.registry import policy as of_registry

SHORT = True


def break_it() -> None:
    policy.OPERATIONS[policy.VERIFY_CASE] |= {"psm"}
    of_registry.OPERATIONS[of_registry.JUDGE_CARE_ENTRY] |= {"psm"}
