"""The tables of notify, each with its kind (DESIGN law 3)."""

import sqlalchemy as sa

from services.kit import walls

metadata = sa.MetaData()

notices = walls.held(
    "notices",
    metadata,
    sa.Column("notice_id", sa.Uuid, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject_id", sa.Uuid, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("turn", sa.Text, nullable=False),
    sa.Column("protected", sa.Boolean, nullable=False),
    sa.Column("seat", sa.Text, nullable=False),
    sa.Column("village", sa.Text, nullable=False),
    sa.Column("kec", sa.Text, nullable=False),
    sa.Column("sub", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    key=("notice_id",),
)
# Who has read a notice that several people have before them.
readings = walls.held(
    "readings",
    metadata,
    sa.Column("notice_id", sa.Uuid, nullable=False),
    sa.Column("sub", sa.Text, nullable=False),
    sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
    key=("notice_id", "sub"),
)
