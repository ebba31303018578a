"""What was begun for a case knows whether the case is over, and whether the person was erased."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    for table in ("matters", "referrals", "connections"):
        op.execute(
            f"ALTER TABLE {table} ADD case_status text NOT NULL DEFAULT '', ADD erased boolean NOT NULL DEFAULT false"
        )
