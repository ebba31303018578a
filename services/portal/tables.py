"""The portal's two tables, each with its kind (DESIGN law 3).

A session belongs to a browser and is found before anybody's office is known: plumbing. A draft is what a person typed
about people in need: held by the person's office, content sealed.
"""

import sqlalchemy as sa

from services.kit import walls

METADATA = sa.MetaData()

sessions = walls.plumbing(
    "sessions",
    METADATA,
    sa.Column("id", sa.LargeBinary, primary_key=True),  # keyed fingerprint of the cookie, never the cookie
    sa.Column("sub", sa.Text, nullable=False),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),  # sealed: tokens, what the registry said, the CSRF secret
    sa.Column("ended", sa.Boolean, nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
)

drafts = walls.held(
    "drafts",
    METADATA,
    sa.Column("sub", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),  # sealed
    sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
    key=("sub", "name"),
)
