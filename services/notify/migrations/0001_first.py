"""Notify's first tables: notices and who has read them."""

from alembic import op

from services.kit import baseline, walls

revision = "0001"
down_revision = None


def upgrade() -> None:
    baseline.first("notify")
    for sql in (
        """CREATE TABLE notices (office text NOT NULL, notice_id uuid NOT NULL, kind text NOT NULL,
             subject_id uuid NOT NULL, code text NOT NULL, status text NOT NULL, turn text NOT NULL,
             protected boolean NOT NULL, seat text NOT NULL, village text NOT NULL, kec text NOT NULL,
             sub text NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (office, notice_id))""",
        "CREATE UNIQUE INDEX notices_subject ON notices (office, kind, subject_id)",
        "CREATE INDEX notices_listed ON notices (office, seat, kec, at DESC, notice_id DESC)",
        "CREATE INDEX notices_sub ON notices (office, sub, at DESC, notice_id DESC)",
        """CREATE TABLE readings (office text NOT NULL, notice_id uuid NOT NULL, sub text NOT NULL,
             read_at timestamptz NOT NULL, PRIMARY KEY (office, notice_id, sub))""",
        *walls.raise_held("notify", "notices", delete=True),
        *walls.raise_held("notify", "readings", delete=True),
    ):
        op.execute(sql)
