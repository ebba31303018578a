"""Dossiers of who is to be certified: papers, comments of their coaches, meetings."""

from alembic import op

from services.kit import walls

revision = "0010"
down_revision = "0009"

OPEN = "WHERE status IN ('draft', 'coached', 'submitted', 'assessed')"


def upgrade() -> None:
    for sql in (
        """CREATE TABLE dossiers (office text NOT NULL, dossier_id uuid NOT NULL, volunteer_id uuid NOT NULL,
             route text NOT NULL, edition text NOT NULL, status text NOT NULL, begun_at timestamptz NOT NULL,
             at timestamptz NOT NULL, coach_sub text, coach_name text, written jsonb NOT NULL, texts jsonb NOT NULL,
             steps jsonb NOT NULL, valid_until date, reminded smallint, renewed boolean NOT NULL, version int NOT NULL,
             PRIMARY KEY (office, dossier_id))""",
        f"CREATE UNIQUE INDEX dossiers_open ON dossiers (office, volunteer_id) {OPEN}",
        "CREATE INDEX dossiers_volunteer ON dossiers (office, volunteer_id)",
        "CREATE INDEX dossiers_coach ON dossiers (office, coach_sub)",
        """CREATE TABLE documents (office text NOT NULL, document_id uuid NOT NULL, subject_id uuid NOT NULL,
             item text NOT NULL, kind text NOT NULL, size int NOT NULL, content bytea NOT NULL,
             at timestamptz NOT NULL, PRIMARY KEY (office, document_id))""",
        "CREATE INDEX documents_subject ON documents (office, subject_id, at)",
        """CREATE TABLE dossier_comments (office text NOT NULL, dossier_id uuid NOT NULL, number int NOT NULL,
             comment_id uuid NOT NULL, item text NOT NULL, comment bytea NOT NULL, due_on date, by_name text NOT NULL,
             at timestamptz NOT NULL, done_at timestamptz, PRIMARY KEY (office, dossier_id, number))""",
        """CREATE TABLE coachings (office text NOT NULL, coaching_id uuid NOT NULL, held_on date NOT NULL,
             place text NOT NULL, topic text NOT NULL, by_sub text NOT NULL, by_name text NOT NULL,
             version int NOT NULL, PRIMARY KEY (office, coaching_id))""",
        "CREATE INDEX coachings_listed ON coachings (office, held_on DESC, coaching_id DESC)",
        """CREATE TABLE coaching_seats (office text NOT NULL, coaching_id uuid NOT NULL, dossier_id uuid NOT NULL,
             came boolean, PRIMARY KEY (office, coaching_id, dossier_id))""",
        "CREATE INDEX coaching_seats_dossier ON coaching_seats (office, dossier_id)",
        *walls.raise_held("registry", "dossiers"),
        *walls.raise_held("registry", "documents", delete=True),
        *walls.raise_held("registry", "dossier_comments"),
        *walls.raise_held("registry", "coachings"),
        *walls.raise_held("registry", "coaching_seats"),
    ):
        op.execute(sql)
