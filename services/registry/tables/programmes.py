"""The tables of meetings, programmes and the shelf of practice."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.kit import walls
from services.registry.tables.metadata import metadata

# Who serves there and who came stand with the meeting: they are asked for with it alone.
meetings = walls.held(
    "meetings",
    metadata,
    sa.Column("meeting_id", sa.Uuid, nullable=False),
    sa.Column("kec", sa.Text, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("begins", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("agenda", ARRAY(sa.Text), nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("invited", JSONB, nullable=False),  # [id, name, role, place], once it was held
    sa.Column("present", ARRAY(sa.Uuid), nullable=False),
    sa.Column("guests", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    key=("meeting_id",),
)
decisions = walls.held(
    "decisions",
    metadata,
    sa.Column("decision_id", sa.Uuid, nullable=False),
    sa.Column("meeting_id", sa.Uuid, nullable=False),
    sa.Column("kec", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("owner_id", sa.Uuid, nullable=False),  # a volunteer, or the Kasi Kesra
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("word", sa.Text, nullable=False),
    sa.Column("reminded_on", sa.Date),
    sa.Column("version", sa.Integer, nullable=False),
    key=("decision_id",),
)
programmes = walls.held(
    "programmes",
    metadata,
    sa.Column("programme_id", sa.Uuid, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("kec", sa.Text),  # none where it is the kabupaten's
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("figures", JSONB, nullable=False),
    sa.Column("analysis", sa.Text, nullable=False),
    sa.Column("aims", ARRAY(sa.Text), nullable=False),
    sa.Column("activities", JSONB, nullable=False),
    sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("agreed_by", sa.Text, nullable=False),
    sa.Column("agreed_at", sa.DateTime(timezone=True)),
    sa.Column("version", sa.Integer, nullable=False),
    key=("programme_id",),
)
materials = walls.held(
    "materials",
    metadata,
    sa.Column("material_id", sa.Uuid, nullable=False),
    sa.Column("sub", sa.Text, nullable=False),  # who brought it
    sa.Column("media", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("content", sa.LargeBinary),  # open; NULL once it was withdrawn
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("course", sa.Text, nullable=False),
    sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("released_by", sa.Text, nullable=False),
    sa.Column("released_at", sa.DateTime(timezone=True)),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    key=("material_id",),
)
lessons = walls.held(
    "lessons",
    metadata,
    sa.Column("lesson_id", sa.Uuid, nullable=False),
    sa.Column("sub", sa.Text, nullable=False),  # whose it is
    sa.Column("writer", sa.Text, nullable=False),
    sa.Column("kec", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("released_by", sa.Text, nullable=False),
    sa.Column("released_at", sa.DateTime(timezone=True)),
    sa.Column("version", sa.Integer, nullable=False),
    key=("lesson_id",),
)
