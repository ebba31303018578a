"""What a door shows of a noun, as JSON; `work` is asked by its own name."""

from services.registry.views import work
from services.registry.views.coverage import counts, coverage, forecast, places
from services.registry.views.imports import brought_in, staged_row
from services.registry.views.meetings import decision, meeting, meeting_whole
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
from services.registry.views.programmes import practice_code_lists, programme, programme_whole
from services.registry.views.shelf import lesson, material
from services.registry.views.trainings import (
    certificate,
    checked,
    outline,
    participant,
    participation,
    tier,
    tier_shown,
    training,
    training_whole,
)

__all__ = [
    "COVERED", "EXPORTED", "account", "brought_in", "certificate", "checked", "counts", "cover", "coverage",
    "decision", "decree", "engagement", "engagement_codes", "exported", "forecast", "leave", "lesson", "letter",
    "material", "me", "meeting", "meeting_whole", "office", "officer", "on_leave", "outline", "participant",
    "participation", "particulars", "place", "place_head", "places", "practice_code_lists", "profile", "programme",
    "programme_whole", "recorded", "seat", "slip", "staged_row", "standing", "status", "tier", "tier_shown",
    "training", "training_whole", "village", "volunteer", "warnings", "work",
]  # fmt: skip
