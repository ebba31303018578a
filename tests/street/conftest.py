"""The town of referral's tests and a kabupaten elsewhere, for what is asked of all doors alike."""

from tests.referral.conftest import elsewhere, town

__all__ = ["elsewhere", "town"]
