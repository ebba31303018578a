"""One permission flipped: a PSM may verify cases. The policy proof and its sentence must notice."""

from services.cases import policy

SHORT = True


def break_it() -> None:
    policy.OPERATIONS[policy.VERIFY_CASE] |= {"psm"}
