"""Oversight's first tables: counts, published figures, heads of ledgers."""

from alembic import op

from services.kit import baseline, walls

revision = "0001"
down_revision = None

CHANGE = "SELECT, INSERT, UPDATE"


def upgrade() -> None:
    baseline.first("oversight")
    for sql in (
        """CREATE TABLE tallies (kind text NOT NULL, office text NOT NULL, type text NOT NULL, status text NOT NULL,
             files bigint NOT NULL, PRIMARY KEY (kind, office, type, status))""",
        """CREATE TABLE steps (kind text NOT NULL, province text NOT NULL, seen bigint NOT NULL,
             PRIMARY KEY (kind, province))""",
        """CREATE TABLE editions (kind text NOT NULL, province text NOT NULL, edition bigint NOT NULL,
             published_at timestamptz NOT NULL, PRIMARY KEY (kind, province))""",
        """CREATE TABLE figures (kind text NOT NULL, province text NOT NULL, area text COLLATE "C" NOT NULL,
             type text COLLATE "C" NOT NULL, status text COLLATE "C" NOT NULL, files bigint, why text,
             PRIMARY KEY (kind, province, area, type, status), CHECK ((files IS NULL) <> (why IS NULL)),
             CHECK (files NOT BETWEEN 0 AND 4))""",
        """CREATE TABLE heads (service text NOT NULL, office text COLLATE "C" NOT NULL, seq bigint NOT NULL,
             hash bytea NOT NULL, signature bytea NOT NULL, at timestamptz NOT NULL,
             PRIMARY KEY (service, office, seq, hash))""",
        "CREATE INDEX heads_listed ON heads (at DESC, service, office, seq, hash)",
        *walls.raise_plumbing("oversight", "tallies", consume=CHANGE),
        *walls.raise_plumbing("oversight", "steps", consume=CHANGE),
        *walls.raise_open("oversight", "editions", consume=CHANGE),
        *walls.raise_open("oversight", "figures", consume=CHANGE + ", DELETE"),
        *walls.raise_open("oversight", "heads", consume="SELECT, INSERT"),
    ):
        op.execute(sql)
