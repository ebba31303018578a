"""SQL in, dataclasses out; `save_...` writes rows, facts and duties of one change, never one without the others.

A read takes `within`, which only `policy` makes, unless it follows one that did and is about what that one found; the
office itself is the wall of the database. A row is written only where the version is still the one that was read.
`coverage`, `serving`, `portfolios`, `journals`, `reports` and `applicants` are asked by their own names.
"""

from dataclasses import dataclass

from services.kit.db import Tx
from services.registry.officers import Officer
from services.registry.offices import Office
from services.registry.store import journals, portfolios, reports
from services.registry.store.applications import (
    add_application,
    applicant,
    application,
    applications,
    candidates,
    certificates_by_tier,
    has_twin,
    paper,
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
from services.registry.store.coachings import coaching, coachings, coachings_of, save_coaching
from services.registry.store.documents import add_document, document, documents_of, drop_document
from services.registry.store.dossiers import (
    PURPOSE,
    add_comment,
    dossier,
    dossier_of_paper,
    dossiers,
    dossiers_begun,
    dossiers_of,
    open_dossier,
    records,
    save_dossier,
    settle_comment,
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
from services.registry.store.meetings import (
    decision,
    decisions,
    decisions_of,
    invitees,
    meeting,
    meetings,
    note_reminder,
    save_decision,
    save_meeting,
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
from services.registry.store.programmes import figures_of, find_programme, programme, programmes, save_programme
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
from services.registry.store.shelf import (
    lesson,
    lessons,
    material,
    material_file,
    materials,
    save_lesson,
    save_material,
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
    save_corrected,
    save_engagement,
    save_volunteer,
    volunteer,
    volunteers,
    who_serves,
)
from services.registry.store.workloads import note_case
from services.registry.volunteers import Volunteer

__all__ = [
    "PURPOSE",
    "Checked",
    "Me",
    "add_application",
    "add_certificates",
    "add_comment",
    "add_document",
    "add_participants",
    "all_particulars",
    "applicant",
    "application",
    "applications",
    "attend",
    "candidates",
    "certificate",
    "certificates",
    "certificates_by_tier",
    "certificates_of",
    "coaching",
    "coachings",
    "coachings_of",
    "decision",
    "decisions",
    "decisions_of",
    "decrees",
    "destroy_import_rows",
    "document",
    "documents_of",
    "dossier",
    "dossier_of_paper",
    "dossiers",
    "dossiers_begun",
    "dossiers_of",
    "drop_document",
    "drop_import_file",
    "figures_of",
    "find_checked",
    "find_officer",
    "find_officer_of",
    "find_open_selection",
    "find_organisation",
    "find_participant_of",
    "find_programme",
    "find_tksk",
    "find_volunteer_of",
    "has_twin",
    "import_file",
    "import_rows",
    "imports",
    "invitees",
    "journals",
    "lesson",
    "lessons",
    "letter",
    "letter_sent",
    "mark_import_rows",
    "material",
    "material_file",
    "materials",
    "me",
    "meeting",
    "meetings",
    "nominees",
    "note_case",
    "note_reminder",
    "office",
    "officer",
    "officers",
    "one_import",
    "open_dossier",
    "organisation",
    "organisations",
    "paper",
    "participant",
    "participants",
    "participations",
    "participations_of",
    "particulars",
    "portfolios",
    "post_proposal",
    "printed",
    "profile",
    "programme",
    "programmes",
    "proposal",
    "proposals",
    "records",
    "reports",
    "save_application",
    "save_appointed",
    "save_certificate",
    "save_coaching",
    "save_corrected",
    "save_decision",
    "save_dossier",
    "save_engaged_officer",
    "save_engagement",
    "save_import",
    "save_import_file",
    "save_import_rows",
    "save_lesson",
    "save_letter",
    "save_material",
    "save_meeting",
    "save_office",
    "save_officer",
    "save_participants",
    "save_profile",
    "save_programme",
    "save_proposal",
    "save_selection",
    "save_training",
    "save_volunteer",
    "seal_of",
    "seat_served",
    "selection",
    "selections",
    "settle_comment",
    "strike",
    "take_numbers",
    "take_username",
    "take_usernames",
    "training",
    "trainings",
    "trainings_named",
    "volunteer",
    "volunteers",
    "who_is_known",
    "who_serves",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Me:
    """What is known about who asks; `noun` is None for whom the registry did not appoint (the first administrator)."""

    office: Office
    noun: Volunteer | Officer | None


async def me(tx: Tx, sub: str) -> Me:
    return Me(await office(tx, tx.office), await find_volunteer_of(tx, sub) or await find_officer_of(tx, sub))
