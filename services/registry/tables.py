"""The tables of the registry, each with its kind (DESIGN law 3)."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.kit import walls

metadata = sa.MetaData()


def _standing() -> list[sa.Column[Any]]:
    return [
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True)),
    ]


def _officer() -> list[sa.Column[Any]]:
    return [
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("roles", ARRAY(sa.Text), nullable=False),
        sa.Column("villages", ARRAY(sa.Text), nullable=False),
        sa.Column("kec", sa.Text),
        sa.Column("bidang", sa.Text),
        sa.Column("desks", ARRAY(sa.Text), nullable=False),
        sa.Column("username", sa.Text, nullable=False),
    ]


volunteers = walls.held(
    "volunteers",
    metadata,
    sa.Column("volunteer_id", sa.Uuid, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kec", sa.Text, nullable=False),  # a TKSK's seat, a PSM's first village
    sa.Column("sk_number", sa.Text, nullable=False),
    sa.Column("sk_issuer", sa.Text, nullable=False),
    sa.Column("sk_issued_on", sa.Date, nullable=False),
    sa.Column("sk_starts_on", sa.Date, nullable=False),
    sa.Column("sk_ends_on", sa.Date),
    sa.Column("username", sa.Text, nullable=False),
    sa.Column("sub", sa.Text),
    *_standing(),
    sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("nik", sa.LargeBinary),  # sealed, as are the two below
    sa.Column("phone", sa.LargeBinary),
    sa.Column("address", sa.LargeBinary),
    sa.Column("nik_print", sa.LargeBinary),  # keyed fingerprint: nobody is appointed twice in one office
    key=("volunteer_id",),
)
# Who serves a village. A table, not an array: containment in an array loses its index under row-level security.
assignments = walls.held(
    "assignments",
    metadata,
    sa.Column("village", sa.Text, nullable=False),
    sa.Column("volunteer_id", sa.Uuid, nullable=False),
    key=("village", "volunteer_id"),
)
officers = walls.held(
    "officers",
    metadata,
    sa.Column("officer_id", sa.Uuid, nullable=False),
    *_officer(),
    sa.Column("sub", sa.Text),
    *_standing(),
    sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("letter_id", sa.Uuid),
    sa.Column("letter_from", sa.Text),
    sa.Column("version", sa.Integer, nullable=False),
    key=("officer_id",),
)
letters = walls.posted(
    "letters",
    metadata,
    sa.Column("letter_id", sa.Uuid, nullable=False),
    sa.Column("officer_id", sa.Uuid, nullable=False),
    *_officer(),
    sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    key=("letter_id",),
)
# The sender's own copy, with what the receiver has answered.
letters_sent = walls.held(
    "letters_sent",
    metadata,
    sa.Column("letter_id", sa.Uuid, nullable=False),
    sa.Column("officer_id", sa.Uuid, nullable=False),
    sa.Column("to_office", sa.Text, nullable=False),
    *_officer(),
    sa.Column("sub", sa.Text),
    sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    key=("letter_id",),
)
# Organisations only: the offices of the state are the list of areas.
offices = walls.open(
    "offices",
    metadata,
    sa.Column("office", sa.Text, primary_key=True),
    sa.Column("office_id", sa.Uuid, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("areas", ARRAY(sa.Text), nullable=False),
    sa.Column("phone", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("registered_by", sa.Text, nullable=False),
    sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)
# Names of accounts are unique in the whole realm: whether one is free is learnt by taking it. Never given twice.
usernames = walls.plumbing("usernames", metadata, sa.Column("username", sa.Text, primary_key=True))

# What nobody asks for by itself (days, modules, field practice, reports) stands with the training as one value each.
trainings = walls.held(
    "trainings",
    metadata,
    sa.Column("training_id", sa.Uuid, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("roles", ARRAY(sa.Text), nullable=False),
    sa.Column("tier", sa.Text),
    sa.Column("edition", sa.Text, nullable=False),
    sa.Column("starts_on", sa.Date, nullable=False),
    sa.Column("ends_on", sa.Date, nullable=False),
    sa.Column("days", JSONB, nullable=False),
    sa.Column("modules", JSONB, nullable=False),
    sa.Column("practice", JSONB(none_as_null=True)),
    sa.Column("reports", JSONB, nullable=False),
    sa.Column("opener", sa.Text, nullable=False),
    sa.Column("quota", sa.Integer, nullable=False),
    sa.Column("quota_per_kec", sa.Integer),
    sa.Column("pass_share", sa.Integer, nullable=False),
    sa.Column("pass_score", sa.Integer),
    sa.Column("valid_years", sa.Integer),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    key=("training_id",),
)
participants = walls.held(
    "participants",
    metadata,
    sa.Column("participant_id", sa.Uuid, nullable=False),
    sa.Column("training_id", sa.Uuid, nullable=False),
    sa.Column("volunteer_id", sa.Uuid),  # none for who is no volunteer of this office
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("seat", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("pre", sa.Integer),
    sa.Column("post", sa.Integer),
    sa.Column("failed", sa.Text, nullable=False),
    sa.Column("passed", sa.Boolean),
    sa.Column("nominated_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("nik", sa.LargeBinary),  # sealed; of a candidate
    sa.Column("nik_print", sa.LargeBinary),  # as of volunteers: whoever is appointed later brings her trainings along
    key=("participant_id",),
)
attendances = walls.held(
    "attendances",
    metadata,
    sa.Column("training_id", sa.Uuid, nullable=False),
    sa.Column("participant_id", sa.Uuid, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("how", sa.Text, nullable=False),  # list, or code
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    key=("training_id", "participant_id", "day"),
)
certificates = walls.held(
    "certificates",
    metadata,
    sa.Column("certificate_id", sa.Uuid, nullable=False),
    sa.Column("training_id", sa.Uuid, nullable=False),
    sa.Column("participant_id", sa.Uuid, nullable=False),
    sa.Column("volunteer_id", sa.Uuid),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("tier", sa.Text, nullable=False),
    sa.Column("tier_id", sa.Text, nullable=False),  # the tier with its authority, in both languages
    sa.Column("tier_en", sa.Text, nullable=False),
    sa.Column("hours", sa.Integer, nullable=False),
    sa.Column("kec", sa.Text, nullable=False),
    sa.Column("issued_on", sa.Date, nullable=False),
    sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("valid_until", sa.Date),
    sa.Column("revoked_at", sa.DateTime(timezone=True)),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    key=("certificate_id",),
)
# The last number of each series of papers in a year.
numbers = walls.held(
    "numbers",
    metadata,
    sa.Column("series", sa.Text, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("last", sa.Integer, nullable=False),
    key=("series", "year"),
)
