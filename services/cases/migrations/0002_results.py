"""A referral names the need that it is to meet, and what it has made of it."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("ALTER TABLE referrals ADD need_id uuid, ADD result text")
