"""What cases offers on a file and another service does is offered to those alone whom that service lets do it."""

import pytest

from services.cases import policy as of_cases
from services.referral import policy as of_referral

# Operation of cases → the operation of referral that it leads to.
OFFERS = {
    of_cases.REFER_CASE: of_referral.SEND_REFERRAL,
    of_cases.CONNECT_CASE: of_referral.SUGGEST_CONNECTION,
}


@pytest.mark.parametrize(("offered", "done"), OFFERS.items())
def test_whoever_is_offered_a_verb_may_do_it_next_door(offered: str, done: str) -> None:
    assert of_cases.OPERATIONS[offered] == of_referral.OPERATIONS[done]
