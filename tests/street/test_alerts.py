"""Ten alerts, each about a metric that the running platform tells, with what happened and what to do, in Bahasa."""

import re
import urllib.error
import urllib.request
from typing import Any

import pytest
import yaml

from deploy.local.plan import ROOT, SERVICES, WITH_FACTS
from deploy.local.running import Running
from tests.referral.town import NAME, NOTE, Town

RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((ROOT / "deploy" / "otel" / "alerts.yaml").read_text())["groups"]
    for rule in group["rules"]
]
OF_PROMETHEUS = {"up"}  # it says by itself who cannot be read


def names(expression: str) -> set[str]:
    """The metrics of an expression."""
    return {name for name in re.findall(r"\b(titian_\w+|up)\b", expression) if name != "titian"}


@pytest.fixture(scope="module")
def told(street: Running, town: Town) -> dict[str, str]:
    """What each service tells, once somebody has worked and something was refused."""
    town.sent()
    for service in SERVICES:
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"{street.url(service)}/v1/nothing-here", timeout=10)
    return {name: _read(street, name) for name in SERVICES}


def test_there_are_ten_and_each_has_a_name_of_its_own() -> None:
    assert len({rule["alert"] for rule in RULES}) == len(RULES) == 10


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_says_what_happened_and_what_to_do(rule: dict[str, Any]) -> None:
    for said in (rule["annotations"]["summary"], rule["annotations"]["step"]):
        assert len(said.split()) >= 7
        assert not re.search(r"\b(the|is|and|kamu|maaf)\b|!", said.lower())
    assert rule["labels"]["severity"] in ("page", "warn")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_every_metric_of_an_alert_is_told_by_a_service_that_runs(rule: dict[str, Any], told: dict[str, str]) -> None:
    wanted = names(rule["expr"]) - OF_PROMETHEUS
    assert wanted
    for name in wanted:
        assert any(re.search(rf"^{name}(?:\{{.*\}})? [\d.e+-]+$", text, re.M) for text in told.values()), name


@pytest.mark.parametrize("service", WITH_FACTS)
def test_every_service_tells_its_lag(service: str, told: dict[str, str]) -> None:
    for part in ("relay_age_seconds", "due_age_seconds", "ledger_age_seconds", "dead_letters"):
        name = f"titian_{part}"
        assert f"# TYPE {name} gauge" in told[service]


def test_metrics_name_routes_and_no_person(town: Town, told: dict[str, str]) -> None:
    assert 'route="/v1/referrals",' in told["referral"]
    ids = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|\d{10,}")
    for text in told.values():
        for value in (NAME, NOTE, town.psm.sub):
            assert value not in text
        assert not [line for line in text.splitlines() if ids.search(line.partition("} ")[0])]


@pytest.mark.parametrize("service", SERVICES)
def test_the_door_of_a_service_itself_tells_no_metrics(street: Running, service: str) -> None:
    """It is the one that a proxy publishes."""
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{street.url(service)}/metrics", timeout=10)
    assert refused.value.code == 404


def _read(street: Running, service: str) -> str:
    with urllib.request.urlopen(street.addresses["services"][service]["metrics"], timeout=10) as answer:
        return str(answer.read().decode())
