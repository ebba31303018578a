"""The care ledger: hours, costs, risks, rest, money, insurance, awards, letters; and how long volunteers stay."""

from alembic import op

from services.kit import walls

revision = "0009"
down_revision = "0008"

# What the public check of a letter tells, and what finds it; nothing else of any table.
CHECKED = "office, letter_id, kind, number, name, role, place, since_on, until_on, issued_on, revoked"

# Who serves already, by role and year of the first SK, and who left.
COUNTED_FROM = ("volunteers", "decrees")
_COUNTED = """WITH v AS (
    SELECT v.office, v.role, v.status, v.since_at, coalesce((SELECT min(d.starts_on) FROM decrees d
      WHERE d.office = v.office AND d.volunteer_id = v.volunteer_id), v.sk_starts_on) AS starts_on FROM volunteers v
  ), serving AS (
    SELECT office, jsonb_agg(jsonb_build_array(role, year, n)) AS rows FROM (
      SELECT office, role, extract(year FROM starts_on)::int AS year, count(*) AS n FROM v WHERE status <> 'ended'
      GROUP BY 1, 2, 3) AS s GROUP BY 1
  ), gone AS (
    SELECT office, jsonb_agg(jsonb_build_array(role, year, 'unsaid', n)) AS rows FROM (
      SELECT office, role, extract(year FROM since_at)::int AS year, count(*) AS n FROM v WHERE status = 'ended'
      GROUP BY 1, 2, 3) AS g GROUP BY 1
  ) INSERT INTO retention_counts SELECT o.office, coalesce(serving.rows, '[]'), coalesce(gone.rows, '[]')
  FROM (SELECT DISTINCT office FROM v) AS o LEFT JOIN serving USING (office) LEFT JOIN gone USING (office)"""
CHANGE = "SELECT, INSERT, UPDATE"
WRITERS = "registry_app, registry_consume"
HELD = (
    "care_entries", "risk_events", "rests", "insurances", "awards", "service_letters", "educations", "departures",
)  # fmt: skip


def upgrade() -> None:
    for sql in (
        """CREATE TABLE care_entries (office text NOT NULL, entry_id uuid NOT NULL, volunteer_id uuid NOT NULL,
             kind text NOT NULL, code text NOT NULL, day date NOT NULL, amount int NOT NULL, paper text NOT NULL,
             status text NOT NULL, entered_at timestamptz NOT NULL, reason text NOT NULL, decided_by text NOT NULL,
             version int NOT NULL, PRIMARY KEY (office, entry_id))""",
        "CREATE INDEX care_entries_volunteer ON care_entries (office, volunteer_id, day DESC, entry_id DESC)",
        "CREATE INDEX care_entries_listed ON care_entries (office, status, day DESC, entry_id DESC)",
        """CREATE TABLE risk_events (office text NOT NULL, event_id uuid NOT NULL, volunteer_id uuid NOT NULL,
             kind text NOT NULL, harm text NOT NULL, day date NOT NULL, village text NOT NULL, status text NOT NULL,
             reported_at timestamptz NOT NULL, owner_sub text, owner_name text NOT NULL, owner_role text NOT NULL,
             due_on date, version int NOT NULL, note bytea NOT NULL, outcome bytea, PRIMARY KEY (office, event_id))""",
        "CREATE INDEX risk_events_listed ON risk_events (office, reported_at DESC, event_id DESC)",
        """CREATE TABLE rests (office text NOT NULL, rest_id uuid NOT NULL, volunteer_id uuid NOT NULL,
             since_on date NOT NULL, returns_on date NOT NULL, begun_by text NOT NULL, begun_at timestamptz NOT NULL,
             PRIMARY KEY (office, rest_id))""",
        "CREATE INDEX rests_volunteer ON rests (office, volunteer_id, since_on DESC)",
        """CREATE TABLE stipends (office text NOT NULL, stipend_id uuid NOT NULL, number int NOT NULL,
             first date NOT NULL, last date NOT NULL, rates jsonb NOT NULL, status text NOT NULL,
             proposed_by text NOT NULL, proposed_by_name text NOT NULL, proposed_at timestamptz NOT NULL,
             decided_by_name text NOT NULL, decided_at timestamptz, reason text NOT NULL, version int NOT NULL,
             PRIMARY KEY (office, stipend_id))""",
        "CREATE UNIQUE INDEX stipends_number ON stipends (office, number)",
        """CREATE TABLE entitlements (office text NOT NULL, entitlement_id uuid NOT NULL, stipend_id uuid NOT NULL,
             volunteer_id uuid, name text COLLATE "C" NOT NULL, role text NOT NULL, months int NOT NULL,
             amount int NOT NULL, PRIMARY KEY (office, entitlement_id))""",
        "CREATE UNIQUE INDEX entitlements_person ON entitlements (office, stipend_id, volunteer_id)",
        "CREATE INDEX entitlements_volunteer ON entitlements (office, volunteer_id)",
        """CREATE TABLE payments (office text NOT NULL, payment_id uuid NOT NULL, stipend_id uuid NOT NULL,
             entitlement_id uuid NOT NULL, amount int NOT NULL, paid_on date NOT NULL, proof text NOT NULL,
             by_name text NOT NULL, at timestamptz NOT NULL, counters uuid, reason text NOT NULL,
             PRIMARY KEY (office, payment_id))""",
        "CREATE INDEX payments_stipend ON payments (office, stipend_id, at)",
        "CREATE UNIQUE INDEX payments_countered ON payments (office, counters) WHERE counters IS NOT NULL",
        """CREATE TABLE insurances (office text NOT NULL, volunteer_id uuid NOT NULL, tail text NOT NULL,
             number bytea NOT NULL, programmes text[] NOT NULL, complete boolean NOT NULL, paid_until date NOT NULL,
             evidence text NOT NULL, version int NOT NULL, PRIMARY KEY (office, volunteer_id))""",
        """CREATE TABLE awards (office text NOT NULL, award_id uuid NOT NULL, volunteer_id uuid NOT NULL,
             title text NOT NULL, level text NOT NULL, giver text NOT NULL, number text NOT NULL,
             awarded_on date NOT NULL, recorded_at timestamptz NOT NULL, withdrawn text NOT NULL, version int NOT NULL,
             PRIMARY KEY (office, award_id))""",
        "CREATE INDEX awards_volunteer ON awards (office, volunteer_id, awarded_on DESC)",
        """CREATE TABLE service_letters (office text NOT NULL, letter_id uuid NOT NULL, volunteer_id uuid NOT NULL,
             kind text NOT NULL, number text NOT NULL, name text NOT NULL, role text NOT NULL, place text NOT NULL,
             since_on date NOT NULL, until_on date, months int NOT NULL, text text NOT NULL, issued_on date NOT NULL,
             issued_at timestamptz NOT NULL, revoked text NOT NULL, version int NOT NULL,
             PRIMARY KEY (office, letter_id))""",
        "CREATE INDEX service_letters_volunteer ON service_letters (office, volunteer_id, issued_on DESC)",
        """CREATE TABLE educations (office text NOT NULL, volunteer_id uuid NOT NULL, code text NOT NULL,
             field text NOT NULL, year int, version int NOT NULL, PRIMARY KEY (office, volunteer_id))""",
        """CREATE TABLE departures (office text NOT NULL, volunteer_id uuid NOT NULL, reason text NOT NULL,
             PRIMARY KEY (office, volunteer_id))""",
        "CREATE TABLE retention_counts (area text PRIMARY KEY, serving jsonb NOT NULL, gone jsonb NOT NULL)",
        *(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in COUNTED_FROM),
        _COUNTED,
        *(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in COUNTED_FROM),
        *(sql for table in HELD for sql in walls.raise_held("registry", table, delete=True)),
        *walls.raise_held("registry", "stipends"),
        *walls.raise_held("registry", "entitlements"),
        *walls.raise_held("registry", "payments"),
        "REVOKE UPDATE ON payments FROM registry_app, registry_consume",  # a mistake is undone by a counter entry
        "CREATE POLICY looked_up ON service_letters FOR SELECT TO registry_public USING (office = titian.office())",
        f"GRANT SELECT ({CHECKED}) ON service_letters TO registry_public",
        *walls.raise_open("registry", "retention_counts", app=CHANGE, consume=CHANGE),
        "ALTER TABLE retention_counts ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY reads ON retention_counts FOR SELECT USING (true)",
        f"CREATE POLICY adds ON retention_counts FOR INSERT TO {WRITERS} WITH CHECK (area = titian.office())",
        f"""CREATE POLICY changes ON retention_counts FOR UPDATE TO {WRITERS}
              USING (area = titian.office()) WITH CHECK (area = titian.office())""",
    ):
        op.execute(sql)
