"""Whoever keeps the platform running sees what waits and what died, and may have it done again."""

from services.kit import baseline

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    baseline.operations("referral")
