"""The tables of who wants to become a volunteer: applications, selections, what goes to the province."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from services.kit import walls
from services.registry.tables.metadata import metadata

_MOMENT = sa.DateTime(timezone=True)


def _of(kind: Any, *names: str, empty: bool = False) -> list[sa.Column[Any]]:
    """Columns of a kind; NULL only where they may be `empty`."""
    return [sa.Column(name, kind, nullable=empty) for name in names]


# `place` is a village or a kecamatan, `edition` that of the requirements it was begun under, `marks` by requirement,
# `taken` the papers on the way to the SK. The code is kept as its fingerprint, `sent_print` is of what the public form
# sent: told again it is the same application.
applications = walls.held(
    "applications",
    metadata,
    *_of(sa.Uuid, "application_id"),
    *_of(sa.Text, "role", "name", "place", "kec", "edition", "via", "status", "reason", "decided_by", "appeal"),
    *_of(_MOMENT, "received_at", "at"),
    *_of(JSONB, "marks", "scores", "taken"),
    *_of(sa.Uuid, "selection_id", "proposal_id", "volunteer_id", empty=True),
    *_of(JSONB(none_as_null=True), "decree", empty=True),
    *_of(sa.LargeBinary, "nik", "phone", "address", "birth_on", empty=True),  # sealed
    *_of(sa.LargeBinary, "nik_print", "sent_print", empty=True),
    *_of(sa.LargeBinary, "code_print"),
    *_of(sa.Integer, "version"),
    key=("application_id",),
)
selections = walls.held(
    "selections",
    metadata,
    *_of(sa.Uuid, "selection_id"),
    *_of(sa.Text, "role", "place", "edition", "status", "decided_by", "reason", "appeal"),
    *_of(_MOMENT, "opened_at"),
    *_of(_MOMENT, "decided_at", empty=True),
    *_of(sa.Integer, "version"),
    key=("selection_id",),
)
# From a Dinas to its province, which writes its answer beside; back it travels as a fact.
proposals = walls.posted(
    "proposals",
    metadata,
    *_of(sa.Uuid, "proposal_id", "application_id"),
    *_of(sa.Text, "role", "name", "place", "status", "why", "number"),
    *_of(sa.Integer, "total", empty=True),
    *_of(JSONB, "letters"),
    *_of(_MOMENT, "sent_at"),
    *_of(sa.Date, "dated", empty=True),
    *_of(_MOMENT, "answered_at", empty=True),
    *_of(sa.Text, "paper", empty=True),
    *_of(sa.Integer, "version"),
    key=("proposal_id",),
)
