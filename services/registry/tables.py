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
    sa.Column("employment", sa.Text, nullable=False),  # as `engagements` has it; empty: not on paper
    sa.Column("qualification", sa.Text, nullable=False),
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
