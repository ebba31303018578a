"""The life of an SK, cover, and how every village stands.

Decrees that stand already begin the history. The owner of the tables stands before their wall like everybody else, so
for the length of this step it is taken out of its own way.
"""

from alembic import op

from services.kit import walls

revision = "0003"
down_revision = "0002"

STATE = 'area text COLLATE "C" PRIMARY KEY'
CHANGE = "SELECT, INSERT, UPDATE"

_HISTORY = """INSERT INTO decrees
  SELECT office, volunteer_id, 1, 'appointment', sk_number, sk_issuer, sk_issued_on, sk_starts_on, sk_ends_on,
    ARRAY(SELECT a.village FROM assignments a WHERE a.office = v.office AND a.volunteer_id = v.volunteer_id ORDER BY 1),
    kec, appointed_at
  FROM volunteers v"""
# As `store/coverage.py` counts them; nobody was on leave and nobody covered before.
_VILLAGES = """INSERT INTO village_states
  SELECT a.village, count(*) FILTER (WHERE v.status = 'active'), count(*) FILTER (WHERE v.status <> 'active'), 0,
    CASE WHEN bool_or(v.sk_ends_on IS NULL) FILTER (WHERE v.status = 'active') THEN NULL
      ELSE max(v.sk_ends_on) FILTER (WHERE v.status = 'active') END,
    max((v.since_at AT TIME ZONE 'UTC')::date) FILTER (WHERE v.status = 'active'), false, NULL, now()
  FROM assignments a JOIN volunteers v USING (office, volunteer_id)
  WHERE v.role = 'psm' AND v.status <> 'ended' GROUP BY a.village"""
_SEATS = """INSERT INTO seat_states
  SELECT kec, count(*) FILTER (WHERE status = 'active'), count(*) FILTER (WHERE status <> 'active'), 0,
    max(sk_ends_on) FILTER (WHERE status = 'active'), NULL, now()
  FROM volunteers WHERE role = 'tksk' AND status <> 'ended' GROUP BY kec"""


def upgrade() -> None:
    for sql in (
        "ALTER TABLE volunteers ADD leave_since_on date, ADD leave_returns_on date, ADD leave_reason text",
        "ALTER TABLE assignments ADD cover_id uuid",
        """CREATE TABLE decrees (office text NOT NULL, volunteer_id uuid NOT NULL, version int NOT NULL,
             kind text NOT NULL, number text NOT NULL, issuer text NOT NULL, issued_on date NOT NULL,
             starts_on date NOT NULL, ends_on date, villages text[] NOT NULL, kec text NOT NULL,
             recorded_at timestamptz NOT NULL, PRIMARY KEY (office, volunteer_id, version))""",
        """CREATE TABLE covers (office text NOT NULL, cover_id uuid NOT NULL, volunteer_id uuid NOT NULL,
             villages text[] NOT NULL, kec text, ends_on date NOT NULL, reason text NOT NULL, decided_by text NOT NULL,
             begun_at timestamptz NOT NULL, ended_at timestamptz, PRIMARY KEY (office, cover_id))""",
        "CREATE INDEX covers_volunteer ON covers (office, volunteer_id) WHERE ended_at IS NULL",
        """CREATE TABLE activity (office text NOT NULL, sub text NOT NULL, active_on date NOT NULL,
             PRIMARY KEY (office, sub))""",
        """CREATE TABLE caseloads (office text NOT NULL, case_id uuid NOT NULL, sub text NOT NULL,
             PRIMARY KEY (office, case_id))""",
        "CREATE INDEX caseloads_sub ON caseloads (office, sub)",
        f"""CREATE TABLE village_states ({STATE}, psm smallint NOT NULL, away smallint NOT NULL,
              covering smallint NOT NULL, sk_ends_on date, active_on date, overloaded boolean NOT NULL,
              cover_ends_on date, as_of timestamptz NOT NULL)""",
        f"""CREATE TABLE seat_states ({STATE}, tksk smallint NOT NULL, away smallint NOT NULL, acting smallint NOT NULL,
              sk_ends_on date, acting_ends_on date, as_of timestamptz NOT NULL)""",
        *(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in ("volunteers", "assignments")),
        _HISTORY,
        _VILLAGES,
        _SEATS,
        *(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in ("volunteers", "assignments")),
        *walls.raise_held("registry", "decrees"),
        *walls.raise_held("registry", "covers"),
        *walls.raise_held("registry", "activity"),
        *walls.raise_held("registry", "caseloads", delete=True),
        *(sql for table in ("village_states", "seat_states") for sql in _own_rows(table)),
    ):
        op.execute(sql)


def _own_rows(table: str) -> list[str]:
    """Open to every reader; a row is written by the kabupaten that it lies in."""
    writers, own = "registry_app, registry_consume", "left(area, 4) = titian.office()"
    return [
        *walls.raise_open("registry", table, app=CHANGE, consume=CHANGE),
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"CREATE POLICY reads ON {table} FOR SELECT USING (true)",
        f"CREATE POLICY adds ON {table} FOR INSERT TO {writers} WITH CHECK ({own})",
        f"CREATE POLICY changes ON {table} FOR UPDATE TO {writers} USING ({own}) WITH CHECK ({own})",
    ]
