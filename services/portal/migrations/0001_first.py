"""The portal's first tables: sessions and drafts."""

from alembic import op

from services.kit import baseline, walls

revision = "0001"
down_revision = None


def upgrade() -> None:
    baseline.first("portal")
    for sql in (
        """CREATE TABLE sessions (id bytea PRIMARY KEY, sub text NOT NULL, office text NOT NULL, content text NOT NULL,
             ended boolean NOT NULL, expires_at timestamptz NOT NULL)""",
        "CREATE INDEX sessions_expires ON sessions (expires_at)",
        """CREATE TABLE drafts (office text NOT NULL, sub text NOT NULL, name text NOT NULL, content text NOT NULL,
             saved_at timestamptz NOT NULL, PRIMARY KEY (office, sub, name))""",
        "CREATE INDEX drafts_saved ON drafts (office, saved_at)",
        *walls.raise_plumbing("portal", "sessions", app="SELECT, INSERT, UPDATE, DELETE"),
        *walls.raise_held("portal", "drafts", delete=True),
    ):
        op.execute(sql)
