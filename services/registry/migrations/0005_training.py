"""Trainings, who takes part in them, and the certificates that anybody may check."""

from alembic import op

from services.kit import walls

revision = "0005"
down_revision = "0004"

# What the public check of a certificate tells, and what finds it; nothing else of any table.
CHECKED = "office, certificate_id, name, title, tier_id, tier_en, issued_on, valid_until, revoked_at"

HERE = "WHERE seat <> 'withdrawn'"


def upgrade() -> None:
    for sql in (
        """CREATE TABLE trainings (office text NOT NULL, training_id uuid NOT NULL, title text NOT NULL,
             roles text[] NOT NULL, tier text, edition text NOT NULL, starts_on date NOT NULL, ends_on date NOT NULL,
             days jsonb NOT NULL, modules jsonb NOT NULL, practice jsonb, reports jsonb NOT NULL, opener text NOT NULL,
             quota int NOT NULL, quota_per_kec int, pass_share int NOT NULL, pass_score int, valid_years int,
             status text NOT NULL, reason text NOT NULL, planned_at timestamptz NOT NULL, at timestamptz NOT NULL,
             version int NOT NULL, PRIMARY KEY (office, training_id))""",
        "CREATE INDEX trainings_listed ON trainings (office, starts_on DESC, training_id DESC)",
        """CREATE TABLE participants (office text NOT NULL, participant_id uuid NOT NULL, training_id uuid NOT NULL,
             volunteer_id uuid, name text COLLATE "C" NOT NULL, role text NOT NULL, place text NOT NULL,
             number int NOT NULL, seat text NOT NULL, reason text NOT NULL, pre int, post int, failed text NOT NULL,
             passed boolean, nominated_at timestamptz NOT NULL, version int NOT NULL, nik bytea, nik_print bytea,
             PRIMARY KEY (office, participant_id))""",
        "CREATE INDEX participants_training ON participants (office, training_id, number)",
        f"CREATE UNIQUE INDEX participants_volunteer ON participants (office, volunteer_id, training_id) {HERE}",
        f"CREATE UNIQUE INDEX participants_nik ON participants (office, nik_print, training_id) {HERE}",
        """CREATE TABLE attendances (office text NOT NULL, training_id uuid NOT NULL, participant_id uuid NOT NULL,
             day date NOT NULL, how text NOT NULL, at timestamptz NOT NULL,
             PRIMARY KEY (office, training_id, participant_id, day))""",
        """CREATE TABLE certificates (office text NOT NULL, certificate_id uuid NOT NULL, training_id uuid NOT NULL,
             participant_id uuid NOT NULL, volunteer_id uuid, number text NOT NULL, name text NOT NULL,
             title text NOT NULL, tier text NOT NULL, tier_id text NOT NULL, tier_en text NOT NULL, hours int NOT NULL,
             kec text NOT NULL, issued_on date NOT NULL, issued_at timestamptz NOT NULL, valid_until date,
             revoked_at timestamptz, reason text NOT NULL, version int NOT NULL,
             PRIMARY KEY (office, certificate_id))""",
        "CREATE UNIQUE INDEX certificates_participant ON certificates (office, participant_id)",
        "CREATE UNIQUE INDEX certificates_number ON certificates (office, number)",
        "CREATE INDEX certificates_training ON certificates (office, training_id)",
        """CREATE TABLE numbers (office text NOT NULL, series text NOT NULL, year int NOT NULL, last int NOT NULL,
             PRIMARY KEY (office, series, year))""",
        *walls.raise_held("registry", "trainings"),
        *walls.raise_held("registry", "participants"),
        *walls.raise_held("registry", "attendances", delete=True),
        *walls.raise_held("registry", "certificates"),
        *walls.raise_held("registry", "numbers"),
        # Who shows no token is served by the log-in of the public: behind the same wall, and these columns alone.
        "CREATE POLICY looked_up ON certificates FOR SELECT TO registry_public USING (office = titian.office())",
        f"GRANT SELECT ({CHECKED}) ON certificates TO registry_public",
    ):
        op.execute(sql)
