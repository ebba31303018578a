"""Who wants to become a volunteer: applications, their papers, selections, proposals to the province.

Whoever applies from a page without a log-in is served by the log-in of the public: it may add an application and its
papers, look at the state of one, and change that state; it reads no name and nothing that is sealed.
"""

from alembic import op

from services.kit import walls

revision = "0011"
down_revision = "0010"

WALL = "office = titian.office()"
STATE = "status, reason, decided_by, at, version"
SEEN = f"office, application_id, role, place, edition, received_at, appeal, scores, selection_id, code_print, {STATE}"
DECIDED = "office, selection_id, role, place, edition, opened_at, status, decided_at, reason, appeal, version"
PAPER = "EXISTS (SELECT FROM applications a WHERE a.office = documents.office AND a.application_id = subject_id)"
OPEN = "status IN ('received', 'returned', 'selection', 'chosen', 'proposed')"


def upgrade() -> None:
    for sql in (
        """CREATE TABLE applications (office text NOT NULL, application_id uuid NOT NULL, role text NOT NULL,
             name text COLLATE "C" NOT NULL, place text NOT NULL, kec text NOT NULL, edition text NOT NULL,
             via text NOT NULL, received_at timestamptz NOT NULL, status text NOT NULL, at timestamptz NOT NULL,
             reason text NOT NULL, decided_by text NOT NULL, appeal text NOT NULL, marks jsonb NOT NULL,
             scores jsonb NOT NULL, selection_id uuid, taken jsonb NOT NULL, proposal_id uuid, volunteer_id uuid,
             decree jsonb, nik bytea, phone bytea, address bytea, birth_on bytea, nik_print bytea,
             code_print bytea NOT NULL, sent_print bytea, version int NOT NULL,
             PRIMARY KEY (office, application_id))""",
        "CREATE INDEX applications_listed ON applications (office, received_at DESC, application_id DESC)",
        "CREATE UNIQUE INDEX applications_code ON applications (office, code_print)",
        "CREATE INDEX applications_selection ON applications (office, selection_id)",
        f"CREATE INDEX applications_nik ON applications (office, nik_print) WHERE {OPEN}",
        """CREATE TABLE selections (office text NOT NULL, selection_id uuid NOT NULL, role text NOT NULL,
             place text NOT NULL, edition text NOT NULL, opened_at timestamptz NOT NULL, status text NOT NULL,
             decided_at timestamptz, decided_by text NOT NULL, reason text NOT NULL, appeal text NOT NULL,
             version int NOT NULL, PRIMARY KEY (office, selection_id))""",
        "CREATE UNIQUE INDEX selections_open ON selections (office, role, place) WHERE status = 'open'",
        "CREATE INDEX selections_listed ON selections (office, opened_at DESC, selection_id DESC)",
        """CREATE TABLE proposals (office text NOT NULL, from_office text NOT NULL, proposal_id uuid NOT NULL,
             application_id uuid NOT NULL, role text NOT NULL, name text NOT NULL, place text NOT NULL, total int,
             letters jsonb NOT NULL, sent_at timestamptz NOT NULL, status text NOT NULL, why text NOT NULL,
             number text NOT NULL, dated date, answered_at timestamptz, paper text, version int NOT NULL,
             PRIMARY KEY (office, proposal_id))""",
        "CREATE INDEX proposals_listed ON proposals (office, sent_at DESC, proposal_id DESC)",
        *walls.raise_held("registry", "applications"),
        *walls.raise_held("registry", "selections"),
        *walls.raise_posted("registry", "proposals"),
        f"CREATE POLICY looked_up ON applications FOR SELECT TO registry_public USING ({WALL})",
        f"""CREATE POLICY sent ON applications FOR INSERT TO registry_public
             WITH CHECK ({WALL} AND via = 'public' AND status = 'received')""",
        f"""CREATE POLICY moved ON applications FOR UPDATE TO registry_public
             USING ({WALL} AND {OPEN}) WITH CHECK ({WALL} AND status IN ('received', 'withdrawn'))""",
        f"GRANT SELECT ({SEEN}, sent_print), INSERT, UPDATE ({STATE}) ON applications TO registry_public",
        f"CREATE POLICY looked_up ON documents FOR SELECT TO registry_public USING ({WALL} AND {PAPER})",
        f"CREATE POLICY sent ON documents FOR INSERT TO registry_public WITH CHECK ({WALL} AND {PAPER})",
        "GRANT SELECT (office, document_id, subject_id, item), INSERT ON documents TO registry_public",
        f"CREATE POLICY looked_up ON selections FOR SELECT TO registry_public USING ({WALL})",
        f"GRANT SELECT ({DECIDED}) ON selections TO registry_public",
        # What it seals it cannot open again: it adds keys and reads none.
        f"CREATE POLICY made ON subject_keys FOR INSERT TO registry_public WITH CHECK ({WALL})",
        "GRANT INSERT ON subject_keys TO registry_public",
    ):
        op.execute(sql)
