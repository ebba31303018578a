"""SQL in, dataclasses out; `save_...` writes rows, facts and duties of one change, never one without the others.

Every read takes `within`, which only `policy` makes; the office itself is the wall of the database. A row is written
only where the version is still the one that was read. `coverage`, `serving` and `applicants` are asked by their own
names.
"""

from dataclasses import dataclass

from services.kit.db import Tx
from services.registry.officers import Officer
from services.registry.offices import Office
from services.registry.store.applications import (
    add_application,
    add_document,
    applicant,
    application,
    applications,
    candidates,
    certificates_by_tier,
    document,
    documents,
    has_twin,
    save_application,
    seal_of,
)
from services.registry.store.certificates import (
    Checked,
    add_certificates,
    certificate,
    certificates,
    certificates_of,
    find_checked,
    save_certificate,
)
from services.registry.store.imports import (
    destroy_import_rows,
    drop_import_file,
    import_file,
    import_rows,
    imports,
    mark_import_rows,
    one_import,
    save_import,
    save_import_file,
    save_import_rows,
    who_is_known,
)
from services.registry.store.officers import (
    find_officer,
    find_officer_of,
    letter,
    letter_sent,
    officer,
    officers,
    save_engaged_officer,
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
    save_participants,
    strike,
)
from services.registry.store.people import take_username, take_usernames
from services.registry.store.profiles import profile, save_profile
from services.registry.store.selections import (
    find_open_selection,
    post_proposal,
    proposal,
    proposals,
    save_proposal,
    save_selection,
    selection,
    selections,
)
from services.registry.store.tenures import decrees, seat_served
from services.registry.store.trainings import (
    save_training,
    take_numbers,
    training,
    trainings,
    trainings_named,
)
from services.registry.store.volunteers import (
    all_particulars,
    find_tksk,
    find_volunteer_of,
    particulars,
    printed,
    save_appointed,
    save_engagement,
    save_volunteer,
    volunteer,
    volunteers,
    who_serves,
)
from services.registry.store.workloads import note_case
from services.registry.volunteers import Volunteer

__all__ = [
    "Checked", "Me", "add_application", "add_certificates", "add_document", "add_participants", "all_particulars",
    "applicant", "application", "applications", "attend", "candidates", "certificate", "certificates",
    "certificates_by_tier", "certificates_of", "decrees", "destroy_import_rows", "document", "documents",
    "drop_import_file", "find_checked", "find_officer", "find_officer_of", "find_open_selection", "find_organisation",
    "find_participant_of", "find_tksk", "find_volunteer_of", "has_twin", "import_file", "import_rows", "imports",
    "letter", "letter_sent", "mark_import_rows", "me", "nominees", "note_case", "office", "officer", "officers",
    "one_import", "organisation", "organisations", "participant", "participants", "participations",
    "participations_of", "particulars", "post_proposal", "printed", "profile", "proposal", "proposals",
    "save_application", "save_appointed", "save_certificate", "save_engaged_officer", "save_engagement", "save_import",
    "save_import_file", "save_import_rows", "save_letter", "save_office", "save_officer", "save_participants",
    "save_profile", "save_proposal", "save_selection", "save_training", "save_volunteer", "seal_of", "seat_served",
    "selection", "selections", "strike", "take_numbers", "take_username", "take_usernames", "training", "trainings",
    "trainings_named", "volunteer", "volunteers", "who_is_known", "who_serves",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Me:
    """What is known about who asks; `noun` is None for whom the registry did not appoint (the first administrator)."""

    office: Office
    noun: Volunteer | Officer | None


async def me(tx: Tx, sub: str) -> Me:
    return Me(await office(tx, tx.office), await find_volunteer_of(tx, sub) or await find_officer_of(tx, sub))
