"""What a second reading found: one acts for a kecamatan at a time, a candidate's NIK is kept for nobody, and
who shows no token reads certificates only.

Where two act already this step stops, and changes nothing: which of the two covers ends is for the office to say.
"""

from alembic import op

revision = "0006"
down_revision = "0005"

BEFORE_THEIR_WALL = ("participants", "subject_keys")  # their owner too, but for the length of this step


def upgrade() -> None:
    for sql in (
        "CREATE UNIQUE INDEX covers_seat ON covers (office, kec) WHERE ended_at IS NULL AND kec IS NOT NULL",
        *(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in BEFORE_THEIR_WALL),
        # Its fingerprint is what knows her again. The column goes with the landing after this one.
        """DELETE FROM subject_keys AS k USING participants AS p
             WHERE k.office = p.office AND k.subject_id = p.participant_id""",
        "UPDATE participants SET nik = NULL WHERE nik IS NOT NULL",
        *(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in BEFORE_THEIR_WALL),
        "REVOKE SELECT ON offices, village_states, seat_states FROM registry_public",
    ):
        op.execute(sql)
