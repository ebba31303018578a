"""The first tables of referral: what both offices hold, what lies between them, and the directory."""

from alembic import op

from services.kit import baseline, walls

revision = "0001"
down_revision = None

PLACE = """case_id uuid NOT NULL, case_code text NOT NULL, village text NOT NULL, kec text NOT NULL,
  sensitivity smallint NOT NULL, recorded_by text NOT NULL, assigned_to text NOT NULL"""
SERVICE = "service_id uuid NOT NULL, service_name text NOT NULL"


def upgrade() -> None:
    baseline.first("referral")
    for sql in (
        f"CREATE TABLE matters (office text NOT NULL, {PLACE}, PRIMARY KEY (office, case_id))",
        f"""CREATE TABLE referrals (office text NOT NULL, referral_id uuid NOT NULL, code text NOT NULL, {PLACE},
              need_id uuid NOT NULL, need_kind text NOT NULL, {SERVICE}, to_office text NOT NULL,
              packet_id uuid NOT NULL, fields text[] NOT NULL, status text NOT NULL, reason text NOT NULL, word text,
              sent_by text NOT NULL, sent_at timestamptz NOT NULL, at timestamptz NOT NULL, answer_by date NOT NULL,
              expires_on date NOT NULL, version int NOT NULL, purpose bytea, PRIMARY KEY (office, referral_id))""",
        "CREATE UNIQUE INDEX referrals_code ON referrals (office, code)",
        "CREATE INDEX referrals_case ON referrals (office, case_id)",
        "CREATE INDEX referrals_listed ON referrals (office, at DESC, referral_id DESC)",
        "CREATE INDEX referrals_kec ON referrals (office, kec, status, at DESC, referral_id DESC)",
        f"""CREATE TABLE connections (office text NOT NULL, connection_id uuid NOT NULL, {PLACE}, {SERVICE},
              to_office text NOT NULL, status text NOT NULL, reason text NOT NULL, suggested_by text NOT NULL,
              suggested_at timestamptz NOT NULL, at timestamptz NOT NULL, version int NOT NULL,
              PRIMARY KEY (office, connection_id))""",
        "CREATE INDEX connections_case ON connections (office, case_id)",
        "CREATE INDEX connections_listed ON connections (office, at DESC, connection_id DESC)",
        """CREATE TABLE steps (office text NOT NULL, subject_id uuid NOT NULL, step_id uuid NOT NULL,
             at timestamptz NOT NULL, verb text NOT NULL, status text NOT NULL, reason text NOT NULL,
             by_name text NOT NULL, by_role text NOT NULL, note bytea, slip_id uuid,
             PRIMARY KEY (office, subject_id, step_id))""",
        f"""CREATE TABLE packets (office text NOT NULL, packet_id uuid NOT NULL, from_office text NOT NULL,
              referral_id uuid NOT NULL, code text NOT NULL, {SERVICE}, need_kind text NOT NULL, fields text[] NOT NULL,
              status text NOT NULL, reason text NOT NULL, sent_at timestamptz NOT NULL, at timestamptz NOT NULL,
              answer_by date NOT NULL, until_on date NOT NULL, empty boolean NOT NULL, version int NOT NULL,
              PRIMARY KEY (office, packet_id))""",
        "CREATE INDEX packets_listed ON packets (office, at DESC, packet_id DESC)",
        f"""CREATE TABLE envelopes (office text NOT NULL, from_office text NOT NULL, packet_id uuid NOT NULL,
              referral_id uuid NOT NULL, code text NOT NULL, {SERVICE}, need_kind text NOT NULL, fields text[] NOT NULL,
              sent_at timestamptz NOT NULL, answer_by date NOT NULL, until_on date NOT NULL, wrapped bytea,
              sealed jsonb, PRIMARY KEY (office, packet_id))""",
        """CREATE TABLE slips (office text NOT NULL, from_office text NOT NULL, slip_id uuid NOT NULL,
             referral_id uuid NOT NULL, wrapped bytea, note bytea, PRIMARY KEY (office, slip_id))""",
        "CREATE INDEX slips_referral ON slips (office, referral_id)",
        """CREATE TABLE services (service_id uuid PRIMARY KEY, office text NOT NULL, name text COLLATE "C" NOT NULL,
             kinds text[] NOT NULL, areas text[] NOT NULL, eligibility text NOT NULL, hours text NOT NULL, capacity int,
             light boolean NOT NULL, checked_on date NOT NULL, version int NOT NULL)""",
        "CREATE INDEX services_listed ON services (name, service_id)",
        "CREATE INDEX services_areas ON services USING gin (areas)",
        "CREATE TABLE organisations (office text PRIMARY KEY, name text NOT NULL, areas text[] NOT NULL)",
        *walls.raise_held("referral", "matters"),
        *walls.raise_held("referral", "referrals"),
        *walls.raise_held("referral", "connections"),
        *walls.raise_held("referral", "steps"),
        *walls.raise_held("referral", "packets"),
        *walls.raise_posted("referral", "envelopes"),
        *walls.raise_posted("referral", "slips"),
        *walls.raise_open("referral", "services", app="SELECT, INSERT"),
        *walls.raise_open("referral", "organisations", consume="SELECT, INSERT, UPDATE"),
    ):
        op.execute(sql)
