"""Every fact has a schema and a listener or a stated reason; every charter says what is so (DESIGN law 9)."""

import re

import pytest

from tests.street.sources import ROOT, SERVICES, WITH_FACTS, charter, hears, schemas, words

# Facts that nobody in the street listens to, and why they are announced all the same.
UNHEARD = {
    ("oversight", "figures", "published"): "outsiders may listen; the portal asks when a page is opened",
    ("registry", "training", "completed"): "the registry reads its own rows; figures of training will listen",
    ("registry", "competency", "decided"): "the registry reads its own rows; figures of training will listen",
    ("registry", "selection", "decided"): "applicants for each vacancy are counted by who listens to the street",
    ("registry", "proposal", "sent"): "the province reads what was posted to it",
}
SEALED = ("ledger", "sealed")  # kit's, announced by each service whose ledger has openings
HEARERS_OF_ALL = {"oversight"}  # keeps the heads of every ledger

LISTENERS = [service for service in WITH_FACTS if hears(service)]


def test_every_fact_is_heard_by_somebody_or_says_why_not() -> None:
    heard = {fact for service in SERVICES for fact, handler in hears(service).items() if handler is not None}
    unheard = set(schemas()) - heard
    assert unheard == set(UNHEARD)


@pytest.mark.parametrize("service", LISTENERS)
def test_whoever_listens_hears_facts_that_exist(service: str) -> None:
    strangers = {fact for fact in hears(service) if fact not in schemas() and fact[1:] != SEALED}
    assert not strangers


@pytest.mark.parametrize("service", LISTENERS)
def test_whoever_listens_to_a_noun_names_all_its_facts(service: str) -> None:
    """A fact that nobody named would be a dead letter on the day that it is first announced."""
    nouns = {(owner, noun) for owner, noun, _ in hears(service)}
    unnamed = {fact for fact in schemas() if fact[:2] in nouns and fact not in hears(service)}
    assert not unnamed


def test_the_heads_of_ledgers_are_heard() -> None:
    """Of each service that opens files; the others have no ledger that could be rewritten."""
    openers = {
        service
        for service in WITH_FACTS
        for file in (ROOT / "services" / service).rglob("*.py")
        if re.search(r"\bledger\.(opened|shown)\(|\bvault\.(open|unpack)\(", file.read_text())
    }
    for listener in HEARERS_OF_ALL:
        assert {owner for owner, noun, past in hears(listener) if (noun, past) == SEALED} == openers


@pytest.mark.parametrize("service", [service for service in WITH_FACTS if any(f[0] == service for f in schemas())])
def test_every_schema_is_made_by_its_service(service: str) -> None:
    """`wire` names the message; a schema that nothing makes would be a promise."""
    said = (ROOT / "services" / service / "wire.py").read_text()
    for fact, message in schemas().items():
        if fact[0] == service:
            assert message.name in said, f"{message.name} stands in facts.proto and not in wire.py"


@pytest.mark.parametrize("service", SERVICES)
def test_a_charter_names_the_facts_that_are_announced(service: str) -> None:
    said = charter(service)["announces"]
    announced: set[tuple[str, str]] = set()
    before: list[str] = []
    for part in re.sub(r"\([^()]*\)", lambda found: found[0] if "same" in found[0] else "", said).split("·"):
        if named := re.match(r"\s*(\w+)\.\s*\(the same\)", part):
            announced |= {(named[1], past) for past in before}
        elif named := re.match(r"\s*(\w+)\.([\w ]+)", part):
            before = named[2].split()
            announced |= {(named[1], past) for past in before}
    announced.discard(SEALED)
    assert announced == {fact[1:] for fact in schemas() if fact[0] == service}


@pytest.mark.parametrize("service", SERVICES)
def test_a_charter_names_what_is_listened_to(service: str) -> None:
    said = re.sub(r"\([^()]*\)", "", charter(service)["listens"])
    named = set()
    for part in said.split("·"):
        owner, _, nouns = part.partition(":")
        named |= {(owner.strip(), noun) for noun in nouns.split()}
    assert named == {fact[:2] for fact in hears(service)}


def test_no_fact_carries_a_field_that_could_name_a_person() -> None:
    """Volunteers and officers act publicly: their post is the one exception (DESIGN §7)."""
    personal = {"name", "nik", "phone", "address", "birth", "note", "notes", "email", "kk", "sex", "photo"}
    public = {"Post", "OfficeRegistered"}
    for fact, message in schemas().items():
        parts = [message, *(field.message_type for field in message.fields if field.message_type)]
        for part in parts:
            if part.name not in public and part.file.name.startswith("proto/"):
                named = {word for field in part.fields for word in words(field.name)}
                assert not named & personal, f"{'.'.join(fact)}: {part.name}"


def test_every_message_says_what_it_is_about_first() -> None:
    for fact, message in schemas().items():
        assert message.fields[0].number == 1
        assert message.fields[0].name.endswith("_id") or fact[1:] == ("figures", "published"), message.name
