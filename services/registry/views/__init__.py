"""What a door shows of a noun, as JSON; `work` is asked by its own name."""

from services.registry.views import work
from services.registry.views.coverage import counts, coverage, forecast, places
from services.registry.views.dossiers import coaching, dossier, dossier_whole, meter, routes, waiting
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
    "COVERED", "EXPORTED", "account", "brought_in", "certificate", "checked", "coaching", "counts", "cover",
    "coverage", "decision", "decree", "dossier", "dossier_whole", "engagement", "engagement_codes", "exported",
    "forecast", "leave", "lesson", "letter", "material", "me", "meeting", "meeting_whole", "meter", "office",
    "officer", "on_leave", "outline", "participant", "participation", "particulars", "place", "place_head", "places",
    "practice_code_lists", "profile", "programme", "programme_whole", "recorded", "routes", "seat", "slip",
    "staged_row", "standing", "status", "tier", "tier_shown", "training", "training_whole", "village", "volunteer",
    "waiting", "warnings", "work",
]  # fmt: skip
