"""The tables of oversight, each with its kind (DESIGN law 3). No row is about a person: nothing here is held."""

import sqlalchemy as sa

from services.kit import walls

metadata = sa.MetaData()

# The true counts, before suppression: for the log-in that publishes, for nobody else.
tallies = walls.plumbing(
    "tallies",
    metadata,
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("files", sa.BigInteger, nullable=False),
    sa.PrimaryKeyConstraint("kind", "office", "type", "status"),
)
# How many steps a province's table has seen; what is ahead of its edition is to be published.
steps = walls.plumbing(
    "steps",
    metadata,
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("province", sa.Text, nullable=False),
    sa.Column("seen", sa.BigInteger, nullable=False),
    sa.PrimaryKeyConstraint("kind", "province"),
)
editions = walls.open(
    "editions",
    metadata,
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("province", sa.Text, nullable=False),
    sa.Column("edition", sa.BigInteger, nullable=False),
    sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint("kind", "province"),
)
# Every cell that is not zero. `area` is a kabupaten or, for the sums, the province; `*` stands for all.
figures = walls.open(
    "figures",
    metadata,
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("province", sa.Text, nullable=False),
    sa.Column("area", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("files", sa.BigInteger),
    sa.Column("why", sa.Text),
    sa.PrimaryKeyConstraint("kind", "province", "area", "type", "status"),
)
# Signed heads of the access ledgers of all services: who rewrites a ledger cannot rewrite this. Two of one number
# contradict one another, and both stay.
heads = walls.open(
    "heads",
    metadata,
    sa.Column("service", sa.Text, nullable=False),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    sa.Column("signature", sa.LargeBinary, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint("service", "office", "seq", "hash"),
)
