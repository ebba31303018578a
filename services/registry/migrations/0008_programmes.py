"""Meetings of the kecamatan and what they decide, yearly programmes, and the shelf of practice."""

from alembic import op

from services.kit import walls

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    for sql in (
        """CREATE TABLE meetings (office text NOT NULL, meeting_id uuid NOT NULL, kec text NOT NULL, day date NOT NULL,
             begins text NOT NULL, place text NOT NULL, agenda text[] NOT NULL, status text NOT NULL,
             invited jsonb NOT NULL, present uuid[] NOT NULL, guests text NOT NULL, reason text NOT NULL,
             planned_at timestamptz NOT NULL, version int NOT NULL, PRIMARY KEY (office, meeting_id))""",
        "CREATE INDEX meetings_listed ON meetings (office, day DESC, meeting_id DESC)",
        """CREATE TABLE decisions (office text NOT NULL, decision_id uuid NOT NULL, meeting_id uuid NOT NULL,
             kec text NOT NULL, what text NOT NULL, owner_id uuid NOT NULL, owner text NOT NULL, due_on date NOT NULL,
             decided_at timestamptz NOT NULL, outcome text NOT NULL, word text NOT NULL, reminded_on date,
             version int NOT NULL, PRIMARY KEY (office, decision_id))""",
        "CREATE INDEX decisions_meeting ON decisions (office, meeting_id, decided_at)",
        "CREATE INDEX decisions_owner ON decisions (office, owner_id, due_on)",
        """CREATE TABLE programmes (office text NOT NULL, programme_id uuid NOT NULL, place text NOT NULL, kec text,
             year int NOT NULL, status text NOT NULL, figures jsonb NOT NULL, analysis text NOT NULL,
             aims text[] NOT NULL, activities jsonb NOT NULL, begun_at timestamptz NOT NULL, agreed_by text NOT NULL,
             agreed_at timestamptz, version int NOT NULL, PRIMARY KEY (office, programme_id))""",
        "CREATE UNIQUE INDEX programmes_of_a_year ON programmes (office, year, place)",
        """CREATE TABLE materials (office text NOT NULL, material_id uuid NOT NULL, sub text NOT NULL,
             media text NOT NULL, size int NOT NULL, content bytea, status text NOT NULL, title text NOT NULL,
             topic text NOT NULL, course text NOT NULL, brought_at timestamptz NOT NULL, released_by text NOT NULL,
             released_at timestamptz, reason text NOT NULL, version int NOT NULL,
             PRIMARY KEY (office, material_id))""",
        "CREATE INDEX materials_listed ON materials (office, brought_at DESC, material_id DESC)",
        """CREATE TABLE lessons (office text NOT NULL, lesson_id uuid NOT NULL, sub text NOT NULL, writer text NOT NULL,
             kec text NOT NULL, status text NOT NULL, title text NOT NULL, topic text NOT NULL, text text NOT NULL,
             reason text NOT NULL, written_at timestamptz NOT NULL, released_by text NOT NULL,
             released_at timestamptz, version int NOT NULL, PRIMARY KEY (office, lesson_id))""",
        "CREATE INDEX lessons_listed ON lessons (office, written_at DESC, lesson_id DESC)",
        *walls.raise_held("registry", "meetings"),
        *walls.raise_held("registry", "decisions"),
        *walls.raise_held("registry", "programmes"),
        *walls.raise_held("registry", "materials"),
        *walls.raise_held("registry", "lessons"),
    ):
        op.execute(sql)
