"""The tables of cases, each with its kind (DESIGN law 3). What is sealed is bytes."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.kit import walls

metadata = sa.MetaData()


def _who(name: str, *, nullable: bool = True) -> list[sa.Column[object]]:
    """The three columns of a `By`."""
    return [sa.Column(f"{name}{part}", sa.Text, nullable=nullable) for part in ("", "_name", "_role")]


# Everything that tells who somebody is; nulled at erasure, when the row stays with `erased_at` alone.
identities = walls.held(
    "identities",
    metadata,
    sa.Column("person_id", sa.Uuid, nullable=False),
    sa.Column("name", sa.Text),
    sa.Column("birth_on", sa.Date),
    sa.Column("sex", sa.Text),
    sa.Column("village", sa.Text),
    sa.Column("nik", sa.LargeBinary),  # sealed, as are the three below
    sa.Column("kk", sa.LargeBinary),
    sa.Column("phone", sa.LargeBinary),
    sa.Column("address", sa.LargeBinary),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("erased_at", sa.DateTime(timezone=True)),
    key=("person_id",),
)

# The words of a name; a search is a range on them (COLLATE "C": LIKE would lose its index behind the wall).
name_tokens = walls.held(
    "name_tokens",
    metadata,
    sa.Column("token", sa.Text(collation="C"), nullable=False),
    sa.Column("person_id", sa.Uuid, nullable=False),
    key=("token", "person_id"),
)

consents = walls.held(
    "consents",
    metadata,
    sa.Column("consent_id", sa.Uuid, nullable=False),
    sa.Column("person_id", sa.Uuid, nullable=False),
    sa.Column("basis", sa.Text, nullable=False),
    sa.Column("text_edition", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("witness", sa.LargeBinary),  # sealed
    sa.Column("guardian", sa.LargeBinary),  # sealed
    sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
    key=("consent_id",),
)

cases = walls.held(
    "cases",
    metadata,
    sa.Column("case_id", sa.Uuid, nullable=False),
    sa.Column("person_id", sa.Uuid, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("ppks", sa.SmallInteger),
    sa.Column("edition", sa.Text, nullable=False),
    sa.Column("sensitivity", sa.SmallInteger, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("turn", sa.Text, nullable=False),
    sa.Column("kabupaten", sa.Text, nullable=False),
    sa.Column("kec", sa.Text),
    *_who("recorded_by", nullable=False),
    *_who("verified_by"),
    *_who("assigned_to"),
    sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("due_at", sa.DateTime(timezone=True)),
    sa.Column("origin", sa.Text),
    sa.Column("note", sa.LargeBinary),  # sealed
    sa.Column("version", sa.Integer, nullable=False),
    key=("case_id",),
)

# What happened, one row per verb: the timeline.
steps = walls.held(
    "steps",
    metadata,
    sa.Column("case_id", sa.Uuid, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("step_id", sa.Uuid, nullable=False),
    sa.Column("verb", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    *_who("done_by", nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("note", sa.LargeBinary),  # sealed
    key=("case_id", "version"),
)

needs = walls.held(
    "needs",
    metadata,
    sa.Column("need_id", sa.Uuid, nullable=False),
    sa.Column("case_id", sa.Uuid, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("note", sa.LargeBinary),  # sealed
    key=("need_id",),
)

# What referral announced: enough to know which cases still wait for an answer.
referrals = walls.held(
    "referrals",
    metadata,
    sa.Column("referral_id", sa.Uuid, nullable=False),
    sa.Column("case_id", sa.Uuid, nullable=False),
    sa.Column("need_id", sa.Uuid),  # None where the fact is older than this field: any need of the kind
    sa.Column("need_kind", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("result", sa.Text),  # what it made of its need so far
    key=("referral_id",),
)


def _head() -> list[sa.Column[object]]:
    """What sender and receiver of a hand-up both keep."""
    return [
        sa.Column("handup_id", sa.Uuid, nullable=False),
        sa.Column("case_code", sa.Text, nullable=False),
        sa.Column("ppks", sa.SmallInteger),
        sa.Column("sensitivity", sa.SmallInteger, nullable=False),
        sa.Column("fields", ARRAY(sa.Text), nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid),
    ]


handups = walls.held(
    "handups",
    metadata,
    *_head(),
    sa.Column("to_office", sa.Text, nullable=False),
    sa.Column("own_code", sa.Text),
    sa.Column("reason", sa.Text),
    key=("handup_id",),
)

# `sealed` holds the values of `told`, field by field; key and values go when the packet is answered or expires.
packets = walls.posted(
    "packets",
    metadata,
    *_head(),
    sa.Column("told", ARRAY(sa.Text), nullable=False),
    sa.Column("wrapped", sa.LargeBinary),
    sa.Column("sealed", ARRAY(sa.LargeBinary), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    key=("handup_id",),
)

# Replayed after every restore: what was erased stays erased.
erasures = walls.held(
    "erasures",
    metadata,
    sa.Column("erasure_id", sa.Uuid, nullable=False),
    sa.Column("person_id", sa.Uuid, nullable=False),
    sa.Column("basis", sa.Text, nullable=False),
    sa.Column("note", sa.LargeBinary),  # sealed under the erasure's own key
    *_who("done_by", nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    key=("erasure_id",),
)

# Keyed fingerprints of numbers. Nobody may read them: `titian.alike` answers yes or no, so often a day and no more.
fingerprints = walls.plumbing(
    "fingerprints",
    metadata,
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("print", sa.LargeBinary, nullable=False),
    sa.Column("person_id", sa.Uuid, nullable=False),
    sa.Column("protected", sa.Boolean, nullable=False),
    sa.PrimaryKeyConstraint("office", "purpose", "print", "person_id"),
)
likeness_asked = walls.plumbing(
    "likeness_asked",
    metadata,
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("times", sa.Integer, nullable=False),
    sa.PrimaryKeyConstraint("office", "day", "actor"),
)
