"""Kit is plumbing: it knows no noun of social work, stands on nothing above it, and registers nothing by import."""

import ast
from pathlib import Path

import pytest

from tests.street.sources import ROOT, name_of, ours, tree, words

KIT = [file for file in ours("services") if file.is_relative_to(ROOT / "services" / "kit")]
LINES = 4800  # of which ledger, vault, web and the modes are a quarter; more is a sign of a noun in hiding
# "The only nouns it knows are office, area and actor." A place has the names that its level has everywhere.
NOUNS = {
    "volunteer", "officer", "referral", "case", "cases", "visit", "consent", "notice", "figure",
    "training", "certificate", "citizen", "household", "ppks", "pmks", "handup", "assessment", "intervention",
    "organisations", "letter", "slip", "appointment", "elderly", "disability",
}  # fmt: skip


@pytest.mark.parametrize("file", KIT, ids=name_of)
def test_kit_has_no_domain_noun(file: Path) -> None:
    assert not {word for name in _names(tree(file)) for word in words(name)} & NOUNS


@pytest.mark.parametrize("file", KIT, ids=name_of)
def test_kit_stands_on_nothing_above_it(file: Path) -> None:
    for name in _imports(tree(file)):
        top, _, below = name.partition(".")
        if top in ("services", "proto"):
            assert below.split(".")[0] == "kit", name
        assert top not in ("deploy", "tests"), name


def test_kit_stays_small() -> None:
    lines = sum(len(file.read_text().splitlines()) for file in KIT if file.stem != "testing")
    assert lines <= LINES, f"{lines} lines: what has one user belongs to that user"


@pytest.mark.parametrize("file", [file for file in KIT if file.stem not in ("__init__", "env", "testing")], ids=name_of)
def test_a_kit_file_has_at_least_two_users(file: Path) -> None:
    """What another part of kit stands on counts for all that stand on that part."""
    users = {other for other in ours("services") if other != file and file.stem in _parts_of_kit(other)}
    assert len(users) >= 2 or any(user in KIT for user in users), users


def _names(told: ast.Module) -> set[str]:
    """Identifiers that kit gives: of functions, classes, arguments, variables."""
    found: set[str] = set()
    for part in ast.walk(told):
        match part:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                found.add(name)
            case ast.Attribute(attr=name, ctx=ast.Store()):
                found.add(name)
    return found


def _imports(told: ast.Module) -> set[str]:
    found: set[str] = set()
    for part in ast.walk(told):
        match part:
            case ast.Import(names=names):
                found |= {alias.name for alias in names}
            case ast.ImportFrom(module=str(name), level=0, names=names):
                found |= {f"{name}.{alias.name}" for alias in names}
            case ast.ImportFrom():
                raise AssertionError("a relative import")
    return found


def _parts_of_kit(file: Path) -> set[str]:
    return {name.split(".")[2] for name in _imports(tree(file)) if name.startswith("services.kit.")}
