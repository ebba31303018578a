"""A decree (SK) as a form asks for it, the same for an appointment and what follows it."""

from services.portal.formats import read_day
from services.portal.forms import Form, require_day
from services.portal.neighbours import Json
from services.portal.visits import Visit

# What the registry calls its fields, and a form.
RENAMED = {
    "sk.number": "sk_number",
    "sk.issuer": "sk_issuer",
    "sk.issued_on": "issued_on",
    "sk.starts_on": "starts_on",
    "sk.ends_on": "ends_on",
}
_DAYS = ("issued_on", "starts_on", "ends_on")


def missing(visit: Visit, form: Form, *names: str) -> dict[str, str]:
    return {name: visit.say(f"required.{name}") for name in names if not any(form.all(name))}


def wrong(visit: Visit, form: Form) -> dict[str, str]:
    """What of the decree is missing or no date, all at once; the rest is for the registry to say."""
    found = missing(visit, form, "sk_number", "sk_issuer", "issued_on", "starts_on") | no_days(visit, form, *_DAYS)
    starts, ends = read_day(form["starts_on"]), read_day(form["ends_on"])
    return found | ({"ends_on": visit.say("appoint.ends_early")} if starts and ends and ends < starts else {})


def no_days(visit: Visit, form: Form, *names: str) -> dict[str, str]:
    return {name: visit.say("appoint.no_day") for name in names if form[name] and read_day(form[name]) is None}


def told(form: Form) -> Json:
    """As the registry takes it."""
    decree: Json = {"number": form["sk_number"], "issuer": form["sk_issuer"]}
    for name in _DAYS:
        if form[name] or name != "ends_on":
            decree[name] = require_day(form[name], name).isoformat()
    return decree
