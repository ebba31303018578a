"""The tables of what volunteers do: portfolio, journal, monthly reports."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.kit import walls
from services.registry.tables.metadata import metadata

# Written by the facts alone: the log-in that serves adds only commendations (a policy of the table).
evidence = walls.held(
    "evidence",
    metadata,
    sa.Column("evidence_id", sa.Uuid, nullable=False),
    sa.Column("volunteer_id", sa.Uuid, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("on_day", sa.Date, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("print", sa.LargeBinary, nullable=False),  # keyed fingerprints of the deed and of the case
    sa.Column("matter", sa.LargeBinary),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ppks", sa.SmallInteger),
    sa.Column("hours", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("note", sa.LargeBinary),  # her own words, sealed
    sa.Column("hidden", sa.Boolean, nullable=False),
    sa.Column("attested_by", sa.Text, nullable=False),
    sa.Column("attested_name", sa.Text, nullable=False),
    sa.Column("attested_at", sa.DateTime(timezone=True)),
    sa.Column("version", sa.Integer, nullable=False),
    key=("evidence_id",),
)
statements = walls.held(
    "statements",
    metadata,
    sa.Column("statement_id", sa.Uuid, nullable=False),
    sa.Column("volunteer_id", sa.Uuid, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("first_on", sa.Date, nullable=False),
    sa.Column("last_on", sa.Date, nullable=False),
    sa.Column("figures", JSONB, nullable=False),
    sa.Column("issued_on", sa.Date, nullable=False),
    sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
    key=("statement_id",),
)
journal = walls.held(
    "journal",
    metadata,
    sa.Column("line_id", sa.Uuid, nullable=False),
    sa.Column("volunteer_id", sa.Uuid, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("function", sa.Text, nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("village", sa.Text, nullable=False),
    sa.Column("companions", ARRAY(sa.Text), nullable=False),
    sa.Column("note", sa.LargeBinary),  # sealed
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("print", sa.LargeBinary),  # of the deed that it came of
    sa.Column("draft", sa.Boolean, nullable=False),
    sa.Column("removed", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    key=("line_id",),
)
monthly_reports = walls.held(
    "monthly_reports",
    metadata,
    sa.Column("report_id", sa.Uuid, nullable=False),
    sa.Column("volunteer_id", sa.Uuid, nullable=False),
    sa.Column("month", sa.Date, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("kec", sa.Text, nullable=False),
    sa.Column("places", ARRAY(sa.Text), nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("entries", sa.Integer, nullable=False),
    sa.Column("active_days", sa.Integer, nullable=False),
    sa.Column("lines", sa.LargeBinary),  # the journal as it was sent, sealed
    sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("moved_by", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    key=("report_id",),
)
