"""What a door shows of a noun, as JSON."""

from services.registry.views.applications import (
    applicant,
    application,
    application_whole,
    asked,
    proposal,
    selection,
    selection_whole,
    state,
    whys,
)
from services.registry.views.coverage import counts, coverage, forecast, places
from services.registry.views.imports import brought_in, staged_row
from services.registry.views.offices import office, profile
from services.registry.views.parts import account, decree, engagement, place, place_head, standing, status, village
from services.registry.views.people import (
    COVERED,
    EXPORTED,
    cover,
    engagement_codes,
    exported,
    leave,
    letter,
    me,
    officer,
    on_leave,
    particulars,
    recorded,
    seat,
    slip,
    volunteer,
    warnings,
)
from services.registry.views.trainings import (
    certificate,
    checked,
    participant,
    participation,
    tier,
    tier_shown,
    training,
    training_whole,
)

__all__ = [
    "COVERED", "EXPORTED", "account", "applicant", "application", "application_whole", "asked", "brought_in",
    "certificate", "checked", "counts", "cover", "coverage", "decree", "engagement", "engagement_codes", "exported",
    "forecast", "leave", "letter", "me", "office", "officer", "on_leave", "participant", "participation",
    "particulars", "place", "place_head", "places", "profile", "proposal", "recorded", "seat", "selection",
    "selection_whole", "slip", "staged_row", "standing", "state", "status", "tier", "tier_shown", "training",
    "training_whole", "village", "volunteer", "warnings", "whys",
]  # fmt: skip
