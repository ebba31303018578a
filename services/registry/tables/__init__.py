"""The tables of the registry, each with its kind (DESIGN law 3)."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.kit import walls
from services.registry.tables import applications as applications
from services.registry.tables import care as care
from services.registry.tables import competency as competency
from services.registry.tables import documents as documents
from services.registry.tables import programmes as programmes
from services.registry.tables import work as work
from services.registry.tables.metadata import metadata as metadata


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
    sa.Column("employment", sa.Text, nullable=False),  # as `engagements` has it; empty: not on paper
    sa.Column("qualification", sa.Text, nullable=False),
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
    sa.Column("employment", sa.Text, nullable=False),
    sa.Column("qualification", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("decree", sa.Text, nullable=False),
    sa.Column("decreed_on", sa.Date),
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
# Columns of participants that nobody reads or writes any more. Services of the landing before still write them while it
# is replaced, so they are dropped by the landing after this one.
LEAVING = frozenset({"nik", "passed"})
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
    sa.Column("passed", sa.Boolean),  # LEAVING, as is `nik`
    sa.Column("nominated_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("nik", sa.LargeBinary),
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


# --- the office itself, and what it brings in many at once ---

profiles = walls.held(
    "profiles",
    metadata,
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("city", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("phone", sa.Text, nullable=False),
    sa.Column("mail", sa.Text, nullable=False),
    sa.Column("web", sa.Text, nullable=False),
    sa.Column("short", sa.Text, nullable=False),
    sa.Column("scheme", sa.Text, nullable=False),
    sa.Column("bidang", JSONB, nullable=False),  # [name, head]
    sa.Column("signatories", JSONB, nullable=False),  # [name, title, nip]
    sa.Column("version", sa.Integer, nullable=False),
    key=(),
)
imports = walls.held(
    "imports",
    metadata,
    sa.Column("import_id", sa.Uuid, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("file", sa.LargeBinary),  # sealed; NULL once it was read
    sa.Column("file_print", sa.LargeBinary, nullable=False),  # keyed fingerprint: no file is brought in twice
    sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("received_by", sa.Text, nullable=False),
    sa.Column("confirmed_at", sa.DateTime(timezone=True)),
    sa.Column("ended_at", sa.DateTime(timezone=True)),
    sa.Column("refusal", JSONB),  # why the file could not be read: {id, en}
    sa.Column("ignored", ARRAY(sa.Text), nullable=False),  # letters of columns that were not read
    sa.Column("counts", JSONB, nullable=False),  # rows by fate
    sa.Column("version", sa.Integer, nullable=False),
    key=("import_id",),
)
import_rows = walls.held(
    "import_rows",
    metadata,
    sa.Column("import_id", sa.Uuid, nullable=False),
    sa.Column("line", sa.Integer, nullable=False),
    sa.Column("row_id", sa.Uuid, nullable=False),  # the volunteer's id, should she become one
    sa.Column("fate", sa.Text, nullable=False),
    sa.Column("remarks", JSONB, nullable=False),  # [column, id, en]: why, never what
    sa.Column("told", sa.LargeBinary),  # the row as it was typed, sealed under the import's key
    key=("import_id", "line"),
)
