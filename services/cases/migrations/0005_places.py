"""Cases in the order of a list: of a kecamatan whatever their status, as TKSK and PSM read them, and by status."""

from alembic import op

revision = "0005"
down_revision = "0004"


INDEXES = {"cases_place": "office, kec, at DESC, case_id DESC", "cases_status": "office, status, at DESC, case_id DESC"}


def upgrade() -> None:
    with op.get_context().autocommit_block():  # nobody who writes waits for it
        for name, columns in INDEXES.items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")  # one that was left half made
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON cases ({columns})")
