"""What a second reading found: one acts for a kecamatan at a time.

Where two act already this step stops, and changes nothing: which of the two covers ends is for the office to say.
"""

from alembic import op

revision = "0012"
down_revision = "0005"


def upgrade() -> None:
    op.execute("CREATE UNIQUE INDEX covers_seat ON covers (office, kec) WHERE ended_at IS NULL AND kec IS NOT NULL")
