"""The tables of what volunteers bear and get: hours, costs, risks; tali asih, insurance, awards, letters."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.kit import walls
from services.registry.tables.metadata import metadata

care_entries = walls.held(
    "care_entries",
    metadata,
    sa.Column("entry_id", sa.Uuid, nullable=False),
    sa.Column("volunteer_id", sa.Uuid, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("amount", sa.Integer, nullable=False),  # minutes, or rupiah
    sa.Column("paper", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("decided_by", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    key=("entry_id",),
)
risk_events = walls.held(
    "risk_events",
    metadata,
    sa.Column("event_id", sa.Uuid, nullable=False),
    sa.Column("volunteer_id", sa.Uuid, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("harm", sa.Text, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("village", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("owner_sub", sa.Text),
    sa.Column("owner_name", sa.Text, nullable=False),
    sa.Column("owner_role", sa.Text, nullable=False),
    sa.Column("due_on", sa.Date),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("note", sa.LargeBinary, nullable=False),  # sealed under the event's own key, as is the next
    sa.Column("outcome", sa.LargeBinary),
    key=("event_id",),
)
rests = walls.held(
    "rests",
    metadata,
    sa.Column("rest_id", sa.Uuid, nullable=False),
    sa.Column("volunteer_id", sa.Uuid, nullable=False),
    sa.Column("since_on", sa.Date, nullable=False),
    sa.Column("returns_on", sa.Date, nullable=False),
    sa.Column("begun_by", sa.Text, nullable=False),
    sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
    key=("rest_id",),
)
stipends = walls.held(
    "stipends",
    metadata,
    sa.Column("stipend_id", sa.Uuid, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("first", sa.Date, nullable=False),
    sa.Column("last", sa.Date, nullable=False),
    sa.Column("rates", JSONB, nullable=False),  # [role, amount, budget, basis]
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("proposed_by", sa.Text, nullable=False),
    sa.Column("proposed_by_name", sa.Text, nullable=False),
    sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("decided_by_name", sa.Text, nullable=False),
    sa.Column("decided_at", sa.DateTime(timezone=True)),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    key=("stipend_id",),
)
entitlements = walls.held(
    "entitlements",
    metadata,
    sa.Column("entitlement_id", sa.Uuid, nullable=False),
    sa.Column("stipend_id", sa.Uuid, nullable=False),
    sa.Column("volunteer_id", sa.Uuid),  # none once she was erased, and the name is empty
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("months", sa.Integer, nullable=False),
    sa.Column("amount", sa.Integer, nullable=False),
    key=("entitlement_id",),
)
payments = walls.held(
    "payments",
    metadata,
    sa.Column("payment_id", sa.Uuid, nullable=False),
    sa.Column("stipend_id", sa.Uuid, nullable=False),
    sa.Column("entitlement_id", sa.Uuid, nullable=False),
    sa.Column("amount", sa.Integer, nullable=False),
    sa.Column("paid_on", sa.Date, nullable=False),
    sa.Column("proof", sa.Text, nullable=False),
    sa.Column("by_name", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("counters", sa.Uuid),
    sa.Column("reason", sa.Text, nullable=False),
    key=("payment_id",),
)
insurances = walls.held(
    "insurances",
    metadata,
    sa.Column("volunteer_id", sa.Uuid, nullable=False),
    sa.Column("tail", sa.Text, nullable=False),
    sa.Column("number", sa.LargeBinary, nullable=False),  # sealed
    sa.Column("programmes", ARRAY(sa.Text), nullable=False),
    sa.Column("complete", sa.Boolean, nullable=False),  # both programmes that make somebody insured
    sa.Column("paid_until", sa.Date, nullable=False),
    sa.Column("evidence", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    key=("volunteer_id",),
)
awards = walls.held(
    "awards",
    metadata,
    sa.Column("award_id", sa.Uuid, nullable=False),
    sa.Column("volunteer_id", sa.Uuid, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("giver", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("awarded_on", sa.Date, nullable=False),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("withdrawn", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    key=("award_id",),
)
service_letters = walls.held(
    "service_letters",
    metadata,
    sa.Column("letter_id", sa.Uuid, nullable=False),
    sa.Column("volunteer_id", sa.Uuid, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("since_on", sa.Date, nullable=False),
    sa.Column("until_on", sa.Date),
    sa.Column("months", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("issued_on", sa.Date, nullable=False),
    sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("revoked", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    key=("letter_id",),
)
educations = walls.held(
    "educations",
    metadata,
    sa.Column("volunteer_id", sa.Uuid, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("year", sa.Integer),
    sa.Column("version", sa.Integer, nullable=False),
    key=("volunteer_id",),
)
# Why somebody left, by a code of the list; her own row keeps the reason in words.
departures = walls.held(
    "departures",
    metadata,
    sa.Column("volunteer_id", sa.Uuid, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    key=("volunteer_id",),
)
# How many of a kabupaten serve since which year, and left in which for what; counted anew by whatever changes it.
retention_counts = walls.open(
    "retention_counts",
    metadata,
    sa.Column("area", sa.Text, primary_key=True),
    sa.Column("serving", JSONB, nullable=False),  # [role, year, count]
    sa.Column("gone", JSONB, nullable=False),  # [role, year, reason, count]
)
