"""Kit's tables as every service has them now."""

from services.kit import baseline

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    baseline.operations("portal")
