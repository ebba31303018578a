"""Where a marker may stand unsealed, each with its reason (DESIGN §7). Nothing beyond this list, in any table."""

import re
from typing import Final

from deploy.local.plan import SERVICES
from tests.proofs.leaks.markers import Marker

STATISTICS: Final = "pg_stats of "  # what the planner remembers of a table's values

_MONTH: Final = re.compile(r"_(?:\d{6}|rest)$")  # a part of a table that is kept by month

PUBLICLY: Final = "volunteers and officers act publicly: name and post are ordinary columns"
DID_IT: Final = "who did it: the name of somebody who acts publicly"
FOUND_BY: Final = "the words of a name, by which it is found inside the office; they go at erasure"
IDENTITY: Final = "what tells who somebody is stands here and is nulled at erasure"
DECISION: Final = "why somebody who acts publicly was suspended, let go or covered for; shown to the own office"
DECREE: Final = "number and issuer of an SK are public"
ON_PAPER: Final = "whatever an office writes into its own letterhead stands on its letters"
FACTS: Final = "facts about those who act publicly carry their post"
TRAINED: Final = "who takes part is or wants to be a volunteer, who acts publicly; a certificate names its holder"
REPORT: Final = "what the office says of its own training: no person in need is in it"
PRAISE: Final = "what the office commends somebody for who acts publicly"
PAPER: Final = "number or name of a paper of the office about who acts publicly: receipt, budget, decree, award"
THANKS: Final = "what the office thanks a volunteer for, in a letter that she shows to anybody"
APPLIED: Final = "who applies wants to be a volunteer, who acts publicly; what she is and brings lies sealed"
ACCOUNT: Final = "the account of somebody who acts publicly"

# (database, table, column) → (kinds of markers, reason).
ALLOWED: dict[tuple[str, str, str], tuple[set[str], str]] = {
    ("cases", "identities", "name"): ({"name"}, IDENTITY),
    ("cases", "name_tokens", "token"): ({"name"}, FOUND_BY),
    ("registry", "volunteers", "sk_number"): ({"decree"}, DECREE),
    ("registry", "volunteers", "sk_issuer"): ({"decree"}, DECREE),
    ("registry", "volunteers", "reason"): ({"decision"}, DECISION),
    ("registry", "officers", "reason"): ({"decision"}, DECISION),
    ("registry", "volunteers", "leave_reason"): ({"decision"}, DECISION),
    ("registry", "covers", "reason"): ({"decision"}, DECISION),
    ("registry", "covers", "decided_by"): ({"volunteer"}, PUBLICLY),
    ("registry", "decrees", "number"): ({"decree"}, DECREE),
    ("registry", "decrees", "issuer"): ({"decree"}, DECREE),
    ("registry", "trainings", "reason"): ({"decision"}, DECISION),
    ("registry", "trainings", "reports"): ({"report"}, REPORT),
    ("registry", "participants", "name"): ({"volunteer"}, TRAINED),
    ("registry", "participants", "reason"): ({"decision"}, DECISION),
    ("registry", "participants", "failed"): ({"decision"}, DECISION),
    ("registry", "certificates", "name"): ({"volunteer"}, TRAINED),
    ("registry", "certificates", "reason"): ({"decision"}, DECISION),
    ("registry", "evidence", "title"): ({"report"}, PRAISE),
    ("registry", "evidence", "attested_name"): ({"volunteer"}, DID_IT),
    ("registry", "statements", "name"): ({"volunteer"}, TRAINED),
    ("registry", "monthly_reports", "name"): ({"volunteer"}, PUBLICLY),
    ("registry", "monthly_reports", "moved_by"): ({"volunteer"}, DID_IT),
    ("registry", "monthly_reports", "reason"): ({"decision"}, DECISION),
    ("registry", "meetings", "invited"): ({"volunteer"}, PUBLICLY),
    ("registry", "meetings", "reason"): ({"decision"}, DECISION),
    ("registry", "decisions", "owner"): ({"volunteer"}, PUBLICLY),
    ("registry", "programmes", "agreed_by"): ({"volunteer"}, DID_IT),
    ("registry", "materials", "released_by"): ({"volunteer"}, DID_IT),
    ("registry", "materials", "reason"): ({"decision"}, DECISION),
    ("registry", "lessons", "writer"): ({"volunteer"}, DID_IT),
    ("registry", "lessons", "released_by"): ({"volunteer"}, DID_IT),
    ("registry", "lessons", "reason"): ({"decision"}, DECISION),
    ("registry", "risk_events", "owner_name"): ({"volunteer"}, PUBLICLY),
    ("registry", "dossiers", "steps"): ({"decision", "decree", "volunteer"}, DECISION),
    ("registry", "dossiers", "coach_name"): ({"volunteer"}, PUBLICLY),
    ("registry", "dossier_comments", "by_name"): ({"volunteer"}, DID_IT),
    ("registry", "coachings", "by_name"): ({"volunteer"}, DID_IT),
    ("registry", "officers", "bidang"): ({"volunteer"}, PUBLICLY),
    ("registry", "outbox", "payload"): ({"volunteer"}, FACTS),
    ("registry", "usernames", "username"): ({"volunteer"}, ACCOUNT),
    ("keycloak", "user_entity", "first_name"): ({"volunteer"}, ACCOUNT),
    ("keycloak", "user_entity", "username"): ({"volunteer"}, ACCOUNT),
    ("keycloak", "admin_event_entity", "details_json"): ({"volunteer"}, ACCOUNT),
    ("referral", "steps", "by_name"): ({"volunteer"}, DID_IT),
}
ALLOWED |= {
    ("registry", table, column): ({"decision"}, DECISION)
    for table, column in (
        ("care_entries", "reason"), ("stipends", "reason"), ("payments", "reason"), ("awards", "withdrawn"),
        ("service_letters", "revoked"),
    )
}  # fmt: skip
ALLOWED |= {
    ("registry", table, column): ({"decree"}, PAPER)
    for table, column in (
        ("care_entries", "paper"), ("stipends", "rates"), ("payments", "proof"), ("insurances", "evidence"),
        ("awards", "title"), ("awards", "giver"), ("awards", "number"), ("educations", "field"),
    )
}  # fmt: skip
ALLOWED |= {("registry", table, "name"): ({"volunteer"}, PUBLICLY) for table in ("entitlements", "service_letters")}
ALLOWED |= {("registry", "service_letters", "text"): ({"report"}, THANKS)}
ALLOWED |= {("registry", table, "name"): ({"volunteer"}, APPLIED) for table in ("applications", "proposals")}
ALLOWED |= {
    ("registry", table, column): ({"decision"}, DECISION)
    for table, column in (
        ("applications", "reason"), ("applications", "appeal"), ("applications", "marks"), ("selections", "reason"),
        ("selections", "appeal"),
    )
}  # fmt: skip
ALLOWED |= {
    ("registry", table, column): ({"decree"}, DECREE)
    for table, column in (("applications", "taken"), ("applications", "decree"), ("proposals", "letters"))
}
ALLOWED |= {("registry", "officers", column): ({"decree"}, DECREE) for column in ("title", "decree")}
ALLOWED |= {
    ("registry", "profiles", column): ({"volunteer", "stray"}, ON_PAPER)
    for column in ("name", "city", "address", "phone", "short", "bidang", "signatories")
}
ALLOWED |= {("registry", table, "name"): ({"volunteer"}, PUBLICLY) for table in ("volunteers", "officers")}
ALLOWED |= {("registry", table, "username"): ({"volunteer"}, ACCOUNT) for table in ("volunteers", "officers")}
ALLOWED |= {
    (service, "actors", column): ({"volunteer"}, PUBLICLY) for service in SERVICES for column in ("name", "bidang")
}
ALLOWED |= {
    ("cases", table, f"{did}_name"): ({"volunteer"}, DID_IT)
    for table, did in (
        ("cases", "recorded_by"), ("cases", "verified_by"), ("cases", "assigned_to"), ("steps", "done_by"),
        ("erasures", "done_by"),
    )
}  # fmt: skip


def may_stand(database: str, table: str, column: str, marker: Marker) -> bool:
    """What stands in a column the planner may remember too, but for what erasure must reach. What an organisation
    offers is no person's matter."""
    whose = _MONTH.sub("", table.removeprefix(STATISTICS))
    kinds, reason = ALLOWED.get((database, whose, column), ((), ""))
    remembered = table != whose and reason in (IDENTITY, FOUND_BY)
    return marker.kind == "directory" or (marker.kind in kinds and not remembered)


def may_be_told(place: str, marker: Marker) -> bool:
    """Outside of tables: facts, and so the broker's store, name who acts publicly; so do pages and their titles."""
    return marker.public and place.startswith(("nats", "addresses", "browser's"))
