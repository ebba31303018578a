"""SQL in, dataclasses out; `save_...` writes rows, facts and duties of one change, never one without the others.

Every read takes `within`, which only `policy` makes; the office itself is the wall of the database. A row is written
only where the version is still the one that was read.
"""

from dataclasses import dataclass

from services.kit.db import Tx
from services.registry.officers import Officer
from services.registry.offices import Office
from services.registry.store.certificates import (
    Checked,
    add_certificates,
    certificate,
    certificates,
    certificates_of,
    find_checked,
    save_certificate,
)
from services.registry.store.officers import (
    find_officer,
    find_officer_of,
    letter,
    letter_sent,
    officer,
    officers,
    save_letter,
    save_officer,
)
from services.registry.store.offices import (
    find_organisation,
    office,
    organisation,
    organisations,
    save_office,
)
from services.registry.store.participants import (
    add_participants,
    attend,
    find_participant_of,
    nominees,
    participant,
    participants,
    participations,
    participations_of,
    printed,
    save_participants,
    strike,
)
from services.registry.store.people import take_username
from services.registry.store.trainings import (
    save_training,
    take_numbers,
    training,
    trainings,
    trainings_named,
)
from services.registry.store.volunteers import (
    find_tksk,
    find_volunteer_of,
    particulars,
    save_volunteer,
    volunteer,
    volunteers,
    who_serves,
)
from services.registry.volunteers import Volunteer

__all__ = [
    "Checked", "Me", "add_certificates", "add_participants", "attend", "certificate", "certificates", "certificates_of",
    "find_checked", "find_officer", "find_officer_of", "find_organisation", "find_participant_of", "find_tksk",
    "find_volunteer_of", "letter", "letter_sent", "me", "nominees", "office", "officer", "officers", "organisation",
    "organisations", "participant", "participants", "participations", "participations_of", "particulars", "printed",
    "save_certificate", "save_letter", "save_office", "save_officer", "save_participants", "save_training",
    "save_volunteer", "strike", "take_numbers", "take_username", "training", "trainings", "trainings_named",
    "volunteer", "volunteers", "who_serves",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Me:
    """What is known about who asks; `noun` is None for whom the registry did not appoint (the first administrator)."""

    office: Office
    noun: Volunteer | Officer | None


async def me(tx: Tx, sub: str) -> Me:
    return Me(await office(tx, tx.office), await find_volunteer_of(tx, sub) or await find_officer_of(tx, sub))
