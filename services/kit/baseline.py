"""The tables of kit as SQL, in numbered steps: a service's migration calls the step it needs and stays as it was."""

from datetime import date

import sqlalchemy as sa
from alembic import op

from services.kit import clock, walls

MONTHS_AHEAD = 18


def first(service: str) -> None:
    """Step 1 (migration 0001 of every service): the wall's function and all tables of kit."""
    for sql in (
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "CREATE SCHEMA titian",
        "GRANT USAGE ON SCHEMA titian TO PUBLIC",
        walls.OFFICE_FUNCTION,
        """CREATE TABLE outbox (
             id uuid NOT NULL, made_at timestamptz NOT NULL, pos bigint, noun text NOT NULL, past text NOT NULL,
             version smallint NOT NULL, subject_id uuid NOT NULL, seq bigint NOT NULL, office text NOT NULL,
             for_office text NOT NULL, area text NOT NULL, at timestamptz NOT NULL, payload bytea NOT NULL,
             traceparent text NOT NULL, PRIMARY KEY (made_at, id)
           ) PARTITION BY RANGE (made_at)""",
        "CREATE INDEX outbox_unnumbered ON outbox (made_at, id) WHERE pos IS NULL",
        "CREATE INDEX outbox_pos ON outbox (pos)",
        "CREATE TABLE lane (name text PRIMARY KEY, epoch uuid NOT NULL, pos bigint NOT NULL, mark bigint NOT NULL)",
        "INSERT INTO lane VALUES ('facts', gen_random_uuid(), 0, 0)",
        "CREATE TABLE sequences (subject_id uuid PRIMARY KEY, last bigint NOT NULL)",
        """CREATE TABLE inbox (owner text NOT NULL, fact_id uuid NOT NULL, pos bigint NOT NULL,
             PRIMARY KEY (owner, fact_id))""",
        "CREATE INDEX inbox_pos ON inbox (owner, pos)",
        """CREATE TABLE inbox_order (owner text NOT NULL, subject_id uuid NOT NULL, seq bigint NOT NULL,
             PRIMARY KEY (owner, subject_id))""",
        """CREATE TABLE marks (owner text PRIMARY KEY, epoch text NOT NULL, mark bigint NOT NULL, head bigint NOT NULL,
             swept_at timestamptz, repaired bigint NOT NULL)""",
        """CREATE TABLE dead_letters (owner text NOT NULL, fact_id uuid NOT NULL, type text NOT NULL,
             subject_id uuid NOT NULL, pos bigint NOT NULL, reason text NOT NULL, died_at timestamptz NOT NULL,
             PRIMARY KEY (owner, fact_id))""",
        """CREATE TABLE due (id uuid PRIMARY KEY, office text NOT NULL, kind text NOT NULL, subject_id uuid NOT NULL,
             due_at timestamptz NOT NULL, done_at timestamptz, tries int NOT NULL, trouble text)""",
        "CREATE INDEX due_open ON due (due_at) WHERE done_at IS NULL",
        "CREATE INDEX due_subject ON due (subject_id) WHERE done_at IS NULL",
        """CREATE TABLE keys (caller text NOT NULL, key text NOT NULL, operation text NOT NULL, body bytea NOT NULL,
             status smallint NOT NULL, resource text NOT NULL, version int, at timestamptz NOT NULL,
             PRIMARY KEY (caller, key))""",
        "CREATE INDEX keys_at ON keys (at)",
        """CREATE TABLE ledger (office text NOT NULL, at timestamptz NOT NULL, id uuid NOT NULL, actor text NOT NULL,
             subject_id uuid NOT NULL, noun text NOT NULL, noun_id uuid NOT NULL, fields text[] NOT NULL,
             purpose text NOT NULL, seq bigint, hash bytea, PRIMARY KEY (office, at, id)
           ) PARTITION BY RANGE (at)""",
        "CREATE INDEX ledger_unsealed ON ledger (at, id) WHERE seq IS NULL",
        "CREATE INDEX ledger_sealed ON ledger (office, seq) WHERE seq IS NOT NULL",
        "CREATE INDEX ledger_subject ON ledger (office, subject_id, at DESC, id DESC)",
        """CREATE TABLE ledger_heads (office text PRIMARY KEY, seq bigint NOT NULL, hash bytea NOT NULL,
             told_at timestamptz, told_seq bigint NOT NULL)""",
        "INSERT INTO ledger_heads VALUES ('', 0, '', NULL, 0)",  # the row that sealers queue at
        """CREATE TABLE listed (office text NOT NULL, day date NOT NULL, actor text NOT NULL, subject_id uuid NOT NULL,
             PRIMARY KEY (office, day, actor, subject_id))""",
        """CREATE TABLE actors (office text NOT NULL, sub text NOT NULL, name text NOT NULL, roles text[] NOT NULL,
             villages text[] NOT NULL, kec text, bidang text, desks text[] NOT NULL, status text NOT NULL,
             not_before timestamptz, seq bigint NOT NULL, PRIMARY KEY (office, sub))""",
        """CREATE TABLE subject_keys (office text NOT NULL, subject_id uuid NOT NULL, version text NOT NULL,
             wrapped bytea NOT NULL, keepers text[], PRIMARY KEY (office, subject_id))""",
    ):
        op.execute(sql)
    change = "SELECT, INSERT, UPDATE"
    for sql in (
        *walls.raise_plumbing(service, "outbox", app="INSERT", consume="INSERT", relay="SELECT, INSERT, UPDATE (pos)"),
        *walls.raise_plumbing(service, "lane", relay="SELECT, UPDATE"),
        *walls.raise_plumbing(service, "sequences", app=change, consume=change, relay=change),
        *walls.raise_plumbing(service, "inbox", consume="SELECT, INSERT, DELETE"),
        *walls.raise_plumbing(service, "inbox_order", consume=change),
        *walls.raise_plumbing(service, "marks", consume=change),
        *walls.raise_plumbing(service, "dead_letters", consume="SELECT, INSERT, DELETE"),
        *walls.raise_plumbing(service, "due", app=change, consume=f"{change}, DELETE"),
        *walls.raise_plumbing(service, "keys", app="SELECT, INSERT", consume="SELECT, DELETE"),
        *walls.raise_held(service, "ledger", sealer=True),
        *walls.raise_plumbing(service, "ledger_heads", relay=change, app="SELECT"),
        *walls.raise_held(service, "listed", delete=True),
        *walls.raise_held(service, "actors"),
        *walls.raise_held(service, "subject_keys", delete=True),
        f"REVOKE UPDATE ON ledger FROM {service}_app, {service}_consume",
    ):
        op.execute(sql)


def operations(service: str) -> None:
    """Step 2: what keepers may see of dead letters, duties and ledgers, and ask for."""
    for sql in (
        "ALTER TABLE dead_letters ADD asked_at timestamptz",
        "ALTER TABLE ledger_heads ADD asked_at timestamptz, ADD checked_at timestamptz, ADD broken_seq bigint",
        f"GRANT SELECT ON marks, dead_letters, due TO {service}_relay",
        f"GRANT SELECT, UPDATE (asked_at) ON dead_letters TO {service}_app",
        f"GRANT UPDATE (asked_at, reason, died_at) ON dead_letters TO {service}_consume",
        f"GRANT UPDATE (asked_at) ON ledger_heads TO {service}_app",
    ):
        op.execute(sql)


def ahead(connection: sa.Connection, *, start: date | None = None) -> None:
    """Partitions by month from `start` (this month) on, and one for what no month takes. Run at each migrate."""
    begin = start or clock.now().date()
    for table in ("outbox", "ledger"):
        year, month = begin.year, begin.month
        for _ in range(MONTHS_AHEAD):
            next_year, next_month = year + month // 12, month % 12 + 1
            connection.exec_driver_sql(
                f"CREATE TABLE IF NOT EXISTS {table}_{year}{month:02d} PARTITION OF {table}"
                f" FOR VALUES FROM ('{year}-{month:02d}-01 00:00Z') TO ('{next_year}-{next_month:02d}-01 00:00Z')"
            )
            year, month = next_year, next_month
        connection.exec_driver_sql(f"CREATE TABLE IF NOT EXISTS {table}_rest PARTITION OF {table} DEFAULT")
