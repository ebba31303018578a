"""The first tables of cases: people apart from their cases, hand-ups, erasures, and likeness behind one function."""

from alembic import op

from services.kit import baseline, walls

revision = "0001"
down_revision = None

HEAD = """handup_id uuid NOT NULL, case_code text NOT NULL, ppks smallint, sensitivity smallint NOT NULL,
  fields text[] NOT NULL, status text NOT NULL, sent_at timestamptz NOT NULL, expires_at timestamptz NOT NULL,
  case_id uuid"""
# Likeness is asked 300 times a day; beyond that the answer is no, so that nobody tries numbers.
ALIKE = """
CREATE FUNCTION titian.alike(asker text, wanted text, value bytea, besides uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO likeness_asked AS known VALUES (titian.office(), current_date, asker, 1)
    ON CONFLICT (office, day, actor) DO UPDATE SET times = known.times + 1 WHERE known.times < 300;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  RETURN EXISTS (SELECT FROM fingerprints AS f
    WHERE f.office = titian.office() AND f.purpose = wanted AND f.print = value AND f.person_id <> besides
      AND NOT f.protected);
END $$"""


def upgrade() -> None:
    baseline.first("cases")
    for sql in (
        """CREATE TABLE identities (office text NOT NULL, person_id uuid NOT NULL, name text, birth_on date, sex text,
             village text, nik bytea, kk bytea, phone bytea, address bytea, recorded_at timestamptz NOT NULL,
             erased_at timestamptz, PRIMARY KEY (office, person_id))""",
        "CREATE INDEX identities_village ON identities (office, village)",
        """CREATE TABLE name_tokens (office text NOT NULL, token text COLLATE "C" NOT NULL, person_id uuid NOT NULL,
             PRIMARY KEY (office, token, person_id))""",
        "CREATE INDEX name_tokens_person ON name_tokens (office, person_id)",
        """CREATE TABLE consents (office text NOT NULL, consent_id uuid NOT NULL, person_id uuid NOT NULL,
             basis text NOT NULL, text_edition text NOT NULL, language text NOT NULL, witness bytea, guardian bytea,
             given_at timestamptz NOT NULL, PRIMARY KEY (office, consent_id))""",
        "CREATE INDEX consents_person ON consents (office, person_id, given_at DESC)",
        """CREATE TABLE cases (office text NOT NULL, case_id uuid NOT NULL, person_id uuid NOT NULL, code text NOT NULL,
             ppks smallint, edition text NOT NULL, sensitivity smallint NOT NULL, status text NOT NULL,
             turn text NOT NULL, kabupaten text NOT NULL, kec text, recorded_by text NOT NULL,
             recorded_by_name text NOT NULL, recorded_by_role text NOT NULL, verified_by text, verified_by_name text,
             verified_by_role text, assigned_to text, assigned_to_name text, assigned_to_role text,
             opened_at timestamptz NOT NULL, at timestamptz NOT NULL, due_at timestamptz, origin text, note bytea,
             version int NOT NULL, PRIMARY KEY (office, case_id))""",
        "CREATE UNIQUE INDEX cases_code ON cases (office, code)",
        "CREATE INDEX cases_listed ON cases (office, at DESC, case_id DESC)",
        "CREATE INDEX cases_kec ON cases (office, kec, status, at DESC, case_id DESC)",
        "CREATE INDEX cases_turn ON cases (office, turn, at DESC, case_id DESC)",
        "CREATE INDEX cases_person ON cases (office, person_id)",
        "CREATE INDEX cases_recorder ON cases (office, recorded_by, at DESC, case_id DESC)",
        """CREATE INDEX cases_assigned ON cases (office, assigned_to, at DESC, case_id DESC)
             WHERE assigned_to IS NOT NULL""",
        """CREATE TABLE steps (office text NOT NULL, case_id uuid NOT NULL, version int NOT NULL, step_id uuid NOT NULL,
             verb text NOT NULL, status text NOT NULL, at timestamptz NOT NULL, done_by text NOT NULL,
             done_by_name text NOT NULL, done_by_role text NOT NULL, reason text, note bytea,
             PRIMARY KEY (office, case_id, version))""",
        """CREATE TABLE needs (office text NOT NULL, need_id uuid NOT NULL, case_id uuid NOT NULL, kind text NOT NULL,
             status text NOT NULL, added_at timestamptz NOT NULL, note bytea, PRIMARY KEY (office, need_id))""",
        "CREATE INDEX needs_case ON needs (office, case_id)",
        """CREATE TABLE referrals (office text NOT NULL, referral_id uuid NOT NULL, case_id uuid NOT NULL,
             need_kind text NOT NULL, status text NOT NULL, PRIMARY KEY (office, referral_id))""",
        "CREATE INDEX referrals_case ON referrals (office, case_id)",
        f"""CREATE TABLE handups (office text NOT NULL, {HEAD}, to_office text NOT NULL, own_code text, reason text,
              PRIMARY KEY (office, handup_id))""",
        "CREATE INDEX handups_case ON handups (office, case_id)",
        f"""CREATE TABLE packets (office text NOT NULL, from_office text NOT NULL, {HEAD}, told text[] NOT NULL,
              wrapped bytea, sealed bytea[] NOT NULL, version int NOT NULL, PRIMARY KEY (office, handup_id))""",
        "CREATE INDEX packets_listed ON packets (office, sent_at DESC, handup_id DESC)",
        """CREATE TABLE erasures (office text NOT NULL, erasure_id uuid NOT NULL, person_id uuid NOT NULL,
             basis text NOT NULL, note bytea, done_by text NOT NULL, done_by_name text NOT NULL,
             done_by_role text NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (office, erasure_id))""",
        """CREATE TABLE fingerprints (office text NOT NULL, purpose text NOT NULL, print bytea NOT NULL,
             person_id uuid NOT NULL, protected boolean NOT NULL, PRIMARY KEY (office, purpose, print, person_id))""",
        "CREATE INDEX fingerprints_person ON fingerprints (office, person_id)",
        """CREATE TABLE likeness_asked (office text NOT NULL, day date NOT NULL, actor text NOT NULL,
             times int NOT NULL, PRIMARY KEY (office, day, actor))""",
        ALIKE,
        "REVOKE EXECUTE ON FUNCTION titian.alike FROM PUBLIC",
        "GRANT EXECUTE ON FUNCTION titian.alike TO cases_app",
        *walls.raise_held("cases", "identities"),
        *walls.raise_held("cases", "name_tokens", delete=True),
        *walls.raise_held("cases", "consents"),
        *walls.raise_held("cases", "cases"),
        *walls.raise_held("cases", "steps"),
        *walls.raise_held("cases", "needs"),
        *walls.raise_held("cases", "referrals"),
        *walls.raise_held("cases", "handups"),
        *walls.raise_posted("cases", "packets"),
        *walls.raise_held("cases", "erasures"),
        *walls.raise_plumbing("cases", "fingerprints", app="INSERT, DELETE, SELECT (office, person_id)"),
        *walls.raise_plumbing("cases", "likeness_asked"),
        "REVOKE UPDATE ON steps, erasures FROM cases_app, cases_consume",
    ):
        op.execute(sql)
