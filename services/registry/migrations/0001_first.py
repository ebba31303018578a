"""The registry's first tables: volunteers, officers, letters, offices."""

from alembic import op

from services.kit import baseline, walls

revision = "0001"
down_revision = None

STANDING = "status text NOT NULL, since_at timestamptz NOT NULL, reason text NOT NULL, not_before timestamptz"
OFFICER = """name text NOT NULL, roles text[] NOT NULL, villages text[] NOT NULL, kec text, bidang text,
  desks text[] NOT NULL, username text NOT NULL"""


def upgrade() -> None:
    baseline.first("registry")
    for sql in (
        f"""CREATE TABLE volunteers (office text NOT NULL, volunteer_id uuid NOT NULL, role text NOT NULL,
              name text COLLATE "C" NOT NULL, kec text NOT NULL, sk_number text NOT NULL, sk_issuer text NOT NULL,
              sk_issued_on date NOT NULL, sk_starts_on date NOT NULL, sk_ends_on date, username text NOT NULL, sub text,
              {STANDING}, appointed_at timestamptz NOT NULL, version int NOT NULL, nik bytea, phone bytea,
              address bytea, nik_print bytea, PRIMARY KEY (office, volunteer_id))""",
        "CREATE INDEX volunteers_listed ON volunteers (office, name, volunteer_id)",
        "CREATE UNIQUE INDEX volunteers_sub ON volunteers (office, sub)",
        "CREATE UNIQUE INDEX volunteers_seat ON volunteers (office, kec) WHERE role = 'tksk' AND status <> 'ended'",
        "CREATE UNIQUE INDEX volunteers_nik ON volunteers (office, nik_print) WHERE status <> 'ended'",
        """CREATE TABLE assignments (office text NOT NULL, village text NOT NULL, volunteer_id uuid NOT NULL,
             PRIMARY KEY (office, village, volunteer_id))""",
        "CREATE INDEX assignments_volunteer ON assignments (office, volunteer_id)",
        f"""CREATE TABLE officers (office text NOT NULL, officer_id uuid NOT NULL, {OFFICER}, sub text, {STANDING},
              appointed_at timestamptz NOT NULL, letter_id uuid, letter_from text, version int NOT NULL,
              PRIMARY KEY (office, officer_id))""",
        'ALTER TABLE officers ALTER name TYPE text COLLATE "C"',
        "CREATE INDEX officers_listed ON officers (office, name, officer_id)",
        "CREATE UNIQUE INDEX officers_sub ON officers (office, sub)",
        f"""CREATE TABLE letters (office text NOT NULL, from_office text NOT NULL, letter_id uuid NOT NULL,
              officer_id uuid NOT NULL, {OFFICER}, sent_at timestamptz NOT NULL, expires_at timestamptz NOT NULL,
              PRIMARY KEY (office, letter_id))""",
        f"""CREATE TABLE letters_sent (office text NOT NULL, letter_id uuid NOT NULL, officer_id uuid NOT NULL,
              to_office text NOT NULL, {OFFICER}, sub text, sent_at timestamptz NOT NULL,
              expires_at timestamptz NOT NULL, version int NOT NULL, PRIMARY KEY (office, letter_id))""",
        "CREATE UNIQUE INDEX letters_sent_officer ON letters_sent (office, officer_id)",
        """CREATE TABLE offices (office text PRIMARY KEY, office_id uuid NOT NULL UNIQUE,
             name text COLLATE "C" NOT NULL, areas text[] NOT NULL, phone text NOT NULL, address text NOT NULL,
             registered_by text NOT NULL, registered_at timestamptz NOT NULL, version int NOT NULL)""",
        "CREATE INDEX offices_listed ON offices (name, office)",
        "CREATE TABLE usernames (username text PRIMARY KEY)",
        "INSERT INTO usernames VALUES ('pengelola')",  # the first administrator, made with the realm (deploy/keycloak)
        *walls.raise_held("registry", "volunteers"),
        *walls.raise_held("registry", "assignments", delete=True),
        *walls.raise_held("registry", "officers"),
        *walls.raise_posted("registry", "letters"),
        *walls.raise_held("registry", "letters_sent"),
        *walls.raise_open("registry", "offices", app="SELECT, INSERT"),
        *walls.raise_plumbing("registry", "usernames", app="INSERT"),
    ):
        op.execute(sql)
