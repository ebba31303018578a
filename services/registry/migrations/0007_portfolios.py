"""What volunteers do: evidence of it, statements that anybody may check, the journal, monthly reports.

Evidence is written by the log-in that hears facts. The one that serves people adds commendations and nothing else, and
of what stands there it changes her note, whether it is hidden, and who attested it.
"""

from alembic import op

from services.kit import walls

revision = "0007"
down_revision = "0006"

# What the public check of a statement tells, and what finds it.
CHECKED = "office, statement_id, name, first_on, last_on, figures, issued_on"


def upgrade() -> None:
    for sql in (
        """CREATE TABLE evidence (office text NOT NULL, evidence_id uuid NOT NULL, volunteer_id uuid NOT NULL,
             kind text NOT NULL, on_day date NOT NULL, place text NOT NULL, print bytea NOT NULL, matter bytea,
             at timestamptz NOT NULL, ppks smallint, hours int NOT NULL, title text NOT NULL, note bytea,
             hidden boolean NOT NULL, attested_by text NOT NULL, attested_name text NOT NULL, attested_at timestamptz,
             version int NOT NULL, PRIMARY KEY (office, evidence_id))""",
        "CREATE INDEX evidence_listed ON evidence (office, volunteer_id, on_day DESC, evidence_id DESC)",
        "CREATE UNIQUE INDEX evidence_once ON evidence (office, print, volunteer_id)",
        "CREATE INDEX evidence_matter ON evidence (office, matter) WHERE matter IS NOT NULL",
        """CREATE TABLE statements (office text NOT NULL, statement_id uuid NOT NULL, volunteer_id uuid NOT NULL,
             name text NOT NULL, role text NOT NULL, first_on date NOT NULL, last_on date NOT NULL,
             figures jsonb NOT NULL, issued_on date NOT NULL, issued_at timestamptz NOT NULL,
             PRIMARY KEY (office, statement_id))""",
        "CREATE INDEX statements_volunteer ON statements (office, volunteer_id, issued_at DESC)",
        """CREATE TABLE journal (office text NOT NULL, line_id uuid NOT NULL, volunteer_id uuid NOT NULL,
             day date NOT NULL, kind text NOT NULL, function text NOT NULL, minutes int NOT NULL, village text NOT NULL,
             companions text[] NOT NULL, note bytea, at timestamptz NOT NULL, print bytea, draft boolean NOT NULL,
             removed boolean NOT NULL, version int NOT NULL, PRIMARY KEY (office, line_id))""",
        "CREATE INDEX journal_day ON journal (office, volunteer_id, day)",
        "CREATE UNIQUE INDEX journal_once ON journal (office, print, volunteer_id) WHERE print IS NOT NULL",
        """CREATE TABLE monthly_reports (office text NOT NULL, report_id uuid NOT NULL, volunteer_id uuid NOT NULL,
             month date NOT NULL, name text COLLATE "C" NOT NULL, role text NOT NULL, kec text NOT NULL,
             places text[] NOT NULL, status text NOT NULL, minutes int NOT NULL, entries int NOT NULL,
             active_days int NOT NULL, lines bytea, sent_at timestamptz NOT NULL, at timestamptz NOT NULL,
             moved_by text NOT NULL, reason text NOT NULL, version int NOT NULL, PRIMARY KEY (office, report_id))""",
        "CREATE UNIQUE INDEX monthly_reports_month ON monthly_reports (office, volunteer_id, month)",
        "CREATE INDEX monthly_reports_listed ON monthly_reports (office, month, kec, name, report_id)",
        *walls.raise_held("registry", "evidence", delete=True),
        "CREATE POLICY hand ON evidence AS RESTRICTIVE FOR INSERT TO registry_app WITH CHECK (kind = 'commended')",
        "REVOKE UPDATE ON evidence FROM registry_app",
        """GRANT UPDATE (note, hidden, attested_by, attested_name, attested_at, version) ON evidence
             TO registry_app""",
        *walls.raise_held("registry", "statements", delete=True),
        "CREATE POLICY looked_up ON statements FOR SELECT TO registry_public USING (office = titian.office())",
        f"GRANT SELECT ({CHECKED}) ON statements TO registry_public",
        *walls.raise_held("registry", "journal", delete=True),
        *walls.raise_held("registry", "monthly_reports", delete=True),
    ):
        op.execute(sql)
