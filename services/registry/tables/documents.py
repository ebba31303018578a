"""The table of papers that were brought as files: of an application, of a proposal, of a dossier."""

import sqlalchemy as sa

from services.kit import walls
from services.registry.tables.metadata import metadata

# `content` is sealed under the key of whose the paper is, or under one of its own.
documents = walls.held(
    "documents",
    metadata,
    sa.Column("document_id", sa.Uuid, nullable=False),
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("item", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    key=("document_id",),
)
