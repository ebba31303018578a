"""The tables of the registry, each with its kind (DESIGN law 3)."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

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
    sa.Column("leave_since_on", sa.Date),  # on leave where it is set, as are the two below
    sa.Column("leave_returns_on", sa.Date),
    sa.Column("leave_reason", sa.Text),
    key=("volunteer_id",),
)
# Who serves a village. A table, not an array: containment in an array loses its index under row-level security.
assignments = walls.held(
    "assignments",
    metadata,
    sa.Column("village", sa.Text, nullable=False),
    sa.Column("volunteer_id", sa.Uuid, nullable=False),
    sa.Column("cover_id", sa.Uuid),  # where she only covers it
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

# --- SK life, cover, coverage ---

# Every SK of a volunteer; `version` is hers, at which it was recorded. Rows are added and never changed.
decrees = walls.held(
    "decrees",
    metadata,
    sa.Column("volunteer_id", sa.Uuid, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("issuer", sa.Text, nullable=False),
    sa.Column("issued_on", sa.Date, nullable=False),
    sa.Column("starts_on", sa.Date, nullable=False),
    sa.Column("ends_on", sa.Date),
    sa.Column("villages", ARRAY(sa.Text), nullable=False),
    sa.Column("kec", sa.Text, nullable=False),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    key=("volunteer_id", "version"),
)
covers = walls.held(
    "covers",
    metadata,
    sa.Column("cover_id", sa.Uuid, nullable=False),
    sa.Column("volunteer_id", sa.Uuid, nullable=False),
    sa.Column("villages", ARRAY(sa.Text), nullable=False),
    sa.Column("kec", sa.Text),  # where a TKSK acts
    sa.Column("ends_on", sa.Date, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("decided_by", sa.Text, nullable=False),
    sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ended_at", sa.DateTime(timezone=True)),
    key=("cover_id",),
)
# What cases told of who recorded: the last day, and which open cases. Of a protected case nobody is told.
activity = walls.held(
    "activity",
    metadata,
    sa.Column("sub", sa.Text, nullable=False),
    sa.Column("active_on", sa.Date, nullable=False),
    key=("sub",),
)
caseloads = walls.held(
    "caseloads",
    metadata,
    sa.Column("case_id", sa.Uuid, nullable=False),
    sa.Column("sub", sa.Text, nullable=False),
    key=("case_id",),
)
# How a village stands, without a person: as the best off of those who serve it (latest end of SK, last day of activity;
# overloaded only where all are). A village without a row has nobody. Everybody reads it, an office writes its own.
village_states = walls.open(
    "village_states",
    metadata,
    sa.Column("area", sa.Text, primary_key=True),
    sa.Column("psm", sa.SmallInteger, nullable=False),
    sa.Column("away", sa.SmallInteger, nullable=False),  # own, but on leave or suspended
    sa.Column("covering", sa.SmallInteger, nullable=False),
    sa.Column("sk_ends_on", sa.Date),
    sa.Column("active_on", sa.Date),
    sa.Column("overloaded", sa.Boolean, nullable=False),
    sa.Column("cover_ends_on", sa.Date),
    sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
)
# The same of the seats of TKSK, by kecamatan.
seat_states = walls.open(
    "seat_states",
    metadata,
    sa.Column("area", sa.Text, primary_key=True),
    sa.Column("tksk", sa.SmallInteger, nullable=False),
    sa.Column("away", sa.SmallInteger, nullable=False),
    sa.Column("acting", sa.SmallInteger, nullable=False),
    sa.Column("sk_ends_on", sa.Date),
    sa.Column("acting_ends_on", sa.Date),
    sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
)
