"""The town of referral's tests: everybody whom a case and a referral pass, in a kabupaten of its own."""

from tests.referral.conftest import town

__all__ = ["town"]
