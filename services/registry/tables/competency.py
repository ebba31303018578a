"""The tables of the certification of competency: dossiers, papers, comments, coaching."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from services.kit import walls
from services.registry.tables.metadata import metadata

# Texts and comments are sealed under the candidate's own key.
dossiers = walls.held(
    "dossiers",
    metadata,
    sa.Column("dossier_id", sa.Uuid, nullable=False),
    sa.Column("volunteer_id", sa.Uuid, nullable=False),
    sa.Column("route", sa.Text, nullable=False),
    sa.Column("edition", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("coach_sub", sa.Text),
    sa.Column("coach_name", sa.Text),
    sa.Column("written", JSONB, nullable=False),  # letters of each text
    sa.Column("texts", JSONB, nullable=False),  # each sealed
    sa.Column("steps", JSONB, nullable=False),
    sa.Column("valid_until", sa.Date),  # of what was certified, as are the two below
    sa.Column("reminded", sa.SmallInteger),
    sa.Column("renewed", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    key=("dossier_id",),
)
dossier_comments = walls.held(
    "dossier_comments",
    metadata,
    sa.Column("dossier_id", sa.Uuid, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("comment_id", sa.Uuid, nullable=False),
    sa.Column("item", sa.Text, nullable=False),
    sa.Column("comment", sa.LargeBinary, nullable=False),  # sealed
    sa.Column("due_on", sa.Date),
    sa.Column("by_name", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("done_at", sa.DateTime(timezone=True)),
    key=("dossier_id", "number"),
)
coachings = walls.held(
    "coachings",
    metadata,
    sa.Column("coaching_id", sa.Uuid, nullable=False),
    sa.Column("held_on", sa.Date, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("by_sub", sa.Text, nullable=False),
    sa.Column("by_name", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    key=("coaching_id",),
)
coaching_seats = walls.held(
    "coaching_seats",
    metadata,
    sa.Column("coaching_id", sa.Uuid, nullable=False),
    sa.Column("dossier_id", sa.Uuid, nullable=False),
    sa.Column("came", sa.Boolean),  # none while nobody has said
    key=("coaching_id", "dossier_id"),
)
