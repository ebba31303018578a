"""The office's profile, how people are employed, and volunteers that come many at once."""

from alembic import op

from services.kit import walls

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    for sql in (
        """ALTER TABLE volunteers ADD employment text NOT NULL DEFAULT 'volunteer',
             ADD qualification text NOT NULL DEFAULT ''""",
        """ALTER TABLE officers ADD employment text NOT NULL DEFAULT '', ADD qualification text NOT NULL DEFAULT '',
             ADD title text NOT NULL DEFAULT '', ADD decree text NOT NULL DEFAULT '', ADD decreed_on date""",
        """CREATE TABLE profiles (office text PRIMARY KEY, name text NOT NULL, city text NOT NULL,
             address text NOT NULL, phone text NOT NULL, mail text NOT NULL, web text NOT NULL, short text NOT NULL,
             scheme text NOT NULL, bidang jsonb NOT NULL, signatories jsonb NOT NULL, version int NOT NULL)""",
        """CREATE TABLE imports (office text NOT NULL, import_id uuid NOT NULL, status text NOT NULL, file bytea,
             file_print bytea NOT NULL, received_at timestamptz NOT NULL, received_by text NOT NULL,
             confirmed_at timestamptz, ended_at timestamptz, refusal jsonb, ignored text[] NOT NULL,
             counts jsonb NOT NULL, version int NOT NULL, PRIMARY KEY (office, import_id))""",
        "CREATE INDEX imports_listed ON imports (office, received_at DESC, import_id)",
        """CREATE UNIQUE INDEX imports_file ON imports (office, file_print)
             WHERE status IN ('received', 'checked', 'applying', 'applied')""",
        "CREATE UNIQUE INDEX imports_one ON imports (office) WHERE status = 'applying'",
        """CREATE TABLE import_rows (office text NOT NULL, import_id uuid NOT NULL, line int NOT NULL,
             row_id uuid NOT NULL, fate text NOT NULL, remarks jsonb NOT NULL, told bytea,
             PRIMARY KEY (office, import_id, line))""",
        "CREATE INDEX import_rows_fate ON import_rows (office, import_id, fate, line)",
        *walls.raise_held("registry", "profiles"),
        *walls.raise_held("registry", "imports"),
        *walls.raise_held("registry", "import_rows", delete=True),
        # A serving process still cannot read which names there are; the one that works through an import asks for many.
        "GRANT SELECT, INSERT ON usernames TO registry_consume",
    ):
        op.execute(sql)
