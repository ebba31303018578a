"""A kecamatan's cases in the order of a list, whatever their status: what a TKSK and a PSM read first."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.get_context().autocommit_block():  # nobody who writes waits for it
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS cases_place")  # one that was left half made
        op.execute("CREATE INDEX CONCURRENTLY cases_place ON cases (office, kec, at DESC, case_id DESC)")
