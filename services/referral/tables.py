"""The tables of referral, each with its kind (DESIGN law 3).

A referral is held by the sender's office, the packet's row by the organisation's. Between them lie two posted tables:
`envelopes` (chosen data, to the organisation) and `slips` (its notes, back to the sender).
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.kit import walls

metadata = sa.MetaData()


def _at(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _place() -> list[sa.Column[object]]:
    """The case as sight needs it, kept in step with `matters`."""
    return [
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("case_code", sa.Text, nullable=False),
        sa.Column("village", sa.Text, nullable=False),
        sa.Column("kec", sa.Text, nullable=False),
        sa.Column("sensitivity", sa.SmallInteger, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("assigned_to", sa.Text, nullable=False),
        sa.Column("case_status", sa.Text, nullable=False),
        sa.Column("erased", sa.Boolean, nullable=False),
    ]


# Every case of the office that facts told of: the newest word about its place and protection.
matters = walls.held("matters", metadata, *_place(), key=("case_id",))

referrals = walls.held(
    "referrals",
    metadata,
    sa.Column("referral_id", sa.Uuid, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    *_place(),
    sa.Column("need_id", sa.Uuid, nullable=False),
    sa.Column("need_kind", sa.Text, nullable=False),
    sa.Column("service_id", sa.Uuid, nullable=False),
    sa.Column("service_name", sa.Text, nullable=False),
    sa.Column("to_office", sa.Text, nullable=False),
    sa.Column("packet_id", sa.Uuid, nullable=False),
    sa.Column("fields", ARRAY(sa.Text), nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("word", sa.Text),
    sa.Column("sent_by", sa.Text, nullable=False),
    _at("sent_at"),
    _at("at"),
    sa.Column("answer_by", sa.Date, nullable=False),
    sa.Column("expires_on", sa.Date, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("purpose", sa.LargeBinary),  # sealed; None once the person's data were erased
    key=("referral_id",),
)

connections = walls.held(
    "connections",
    metadata,
    sa.Column("connection_id", sa.Uuid, nullable=False),
    *_place(),
    sa.Column("service_id", sa.Uuid, nullable=False),
    sa.Column("service_name", sa.Text, nullable=False),
    sa.Column("to_office", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("suggested_by", sa.Text, nullable=False),
    _at("suggested_at"),
    _at("at"),
    sa.Column("version", sa.Integer, nullable=False),
    key=("connection_id",),
)

# What happened to a referral or a connection, step by step; a note is sealed under the key of that subject.
steps = walls.held(
    "steps",
    metadata,
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("step_id", sa.Uuid, nullable=False),
    _at("at"),
    sa.Column("verb", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("by_name", sa.Text, nullable=False),
    sa.Column("by_role", sa.Text, nullable=False),
    sa.Column("note", sa.LargeBinary),
    sa.Column("slip_id", sa.Uuid),  # the partner's note, in `slips`
    key=("subject_id", "step_id"),
)

packets = walls.held(
    "packets",
    metadata,
    sa.Column("packet_id", sa.Uuid, nullable=False),
    sa.Column("from_office", sa.Text, nullable=False),
    sa.Column("referral_id", sa.Uuid, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("service_id", sa.Uuid, nullable=False),
    sa.Column("service_name", sa.Text, nullable=False),
    sa.Column("need_kind", sa.Text, nullable=False),
    sa.Column("fields", ARRAY(sa.Text), nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    _at("sent_at"),
    _at("at"),
    sa.Column("answer_by", sa.Date, nullable=False),
    sa.Column("until_on", sa.Date, nullable=False),
    sa.Column("empty", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    key=("packet_id",),
)

envelopes = walls.posted(
    "envelopes",
    metadata,
    sa.Column("packet_id", sa.Uuid, nullable=False),
    sa.Column("referral_id", sa.Uuid, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("service_id", sa.Uuid, nullable=False),
    sa.Column("service_name", sa.Text, nullable=False),
    sa.Column("need_kind", sa.Text, nullable=False),
    sa.Column("fields", ARRAY(sa.Text), nullable=False),
    _at("sent_at"),
    sa.Column("answer_by", sa.Date, nullable=False),
    sa.Column("until_on", sa.Date, nullable=False),
    sa.Column("wrapped", sa.LargeBinary),  # the packet's key, wrapped by the receiver's; None: emptied
    sa.Column("sealed", JSONB),  # field -> base64 of its sealed value, the purpose among them
    key=("packet_id",),
)

slips = walls.posted(
    "slips",
    metadata,
    sa.Column("slip_id", sa.Uuid, nullable=False),
    sa.Column("referral_id", sa.Uuid, nullable=False),
    sa.Column("wrapped", sa.LargeBinary),
    sa.Column("note", sa.LargeBinary),
    key=("slip_id",),
)

services = walls.open(
    "services",
    metadata,
    sa.Column("service_id", sa.Uuid, primary_key=True),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kinds", ARRAY(sa.Text), nullable=False),
    sa.Column("areas", ARRAY(sa.Text), nullable=False),
    sa.Column("eligibility", sa.Text, nullable=False),
    sa.Column("hours", sa.Text, nullable=False),
    sa.Column("capacity", sa.Integer),
    sa.Column("light", sa.Boolean, nullable=False),
    sa.Column("checked_on", sa.Date, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)

organisations = walls.open(
    "organisations",
    metadata,
    sa.Column("office", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("areas", ARRAY(sa.Text), nullable=False),
)
