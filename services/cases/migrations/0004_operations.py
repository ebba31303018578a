"""Whoever keeps the platform running sees what waits and what died, and may have it done again."""

from services.kit import baseline

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    baseline.operations("cases")
