"""Whoever keeps the platform running sees what waits and what died, and may have it done again."""

from services.kit import baseline

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    baseline.operations("notify")
