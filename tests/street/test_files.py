"""Facts about the files: names, lengths, and that nothing of this machine or of anybody's secrets is in them."""

import ast
import io
import re
import sys
import tokenize
from collections import Counter
from pathlib import Path

import pytest

from tests.street.sources import ROOT, SERVICES, name_of, ours, tracked, tree

CODE = ("services", "deploy", "tests")
LINES = 400
CLOSED = {
    "utils", "helpers", "common", "misc", "manager", "base", "core", "data", "info", "handle", "process", "util",
    "helper", "shared", "tools",
}  # fmt: skip

# Each exception has its reason beside it, and those in what runs are numbered: whoever adds one changes this line too.
KNOWN = {"noqa": 11, "type: ignore": 4, "broad except": 10}
IN_TESTS = 40  # at most
REASON = re.compile(r"reason: \S+")

MACHINE = re.compile(
    r"/(?:root|home|Users|work|tmp/t)/\w|\.\./shared/"  # a path of one machine
    r"|pypi\.org|pythonhosted|registry\.npmjs|npmjs\.org|repo1?\.maven|maven\.org|--(?:extra-)?index-url"
)
SECRET = re.compile(
    r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----|\beyJ[\w-]{20,}\.[\w-]{20,}|\bghp_\w{30,}|\bAKIA[A-Z0-9]{16}\b"
)
BINARY = {".xz", ".png", ".ico", ".woff2"}


@pytest.mark.parametrize("service", [*SERVICES, "kit"])
def test_a_module_has_a_name_of_its_own(service: str) -> None:
    """Not the standard library's, none of the closed words; a floor stands once: as a file or as a folder."""
    folder = ROOT / "services" / service
    for file in ours("services"):
        if file.is_relative_to(folder) and "migrations" not in file.parts and not file.stem.startswith("__"):
            assert file.stem not in sys.stdlib_module_names, name_of(file)
            assert not file.with_suffix("").is_dir(), f"{name_of(file)} stands beside a folder of its name"


def test_no_module_has_a_closed_word_for_a_name() -> None:
    for file in ours(*CODE):
        parts = file.relative_to(ROOT).with_suffix("").parts
        assert not CLOSED & {*parts, *file.stem.split("_")[:1]}, name_of(file)


def test_only_floors_are_folders() -> None:
    floors = {
        "api", "actions", "store", "rules", "views", "papers", "tables", "policy", "migrations", "templates", "static",
        "connectors",
    }  # fmt: skip
    for service in SERVICES:
        folders = {file.relative_to(ROOT / "services" / service).parts[0] for file in _below(service)}
        assert folders <= floors, service


def _below(service: str) -> list[Path]:
    folder = ROOT / "services" / service
    return [file for file in tracked() if file.is_relative_to(folder) and file.parent != folder]


def test_a_file_stays_readable() -> None:
    long = {name_of(file): len(file.read_text().splitlines()) for file in ours(*CODE)}
    assert {name: lines for name, lines in long.items() if lines > LINES} == {}


def test_every_module_says_what_it_is_for() -> None:
    for file in ours(*CODE):
        if file.name != "__init__.py" or file.read_text().strip():
            assert ast.get_docstring(tree(file)), name_of(file)


def test_nothing_of_a_machine_and_no_secret_is_in_the_repository() -> None:
    for file in tracked():
        if file.suffix in BINARY or file == Path(__file__):
            continue
        text = file.read_text(errors="replace")
        for pattern in (MACHINE, SECRET):
            found = pattern.search(text)
            assert not found, f"{name_of(file)}: {found and found[0]}"


def test_the_lock_names_no_host() -> None:
    for name in ("requirements.lock", "deploy/local/installer.lock"):
        assert "://" not in (ROOT / name).read_text(), name
        assert "--hash=sha256:" in (ROOT / name).read_text(), name
    assert '"resolved"' not in (ROOT / "tests" / "package-lock.json").read_text()


def test_every_exception_has_its_reason_and_is_counted() -> None:
    found: Counter[str] = Counter()
    in_tests = 0
    for file in ours(*CODE):
        for line, kind in _exceptions(file):
            assert REASON.search(line), f"{name_of(file)}: {line.strip()}"
            if name_of(file).startswith("tests/"):
                in_tests += 1
            else:
                found[kind] += 1
    assert dict(found) == KNOWN
    assert in_tests <= IN_TESTS


def _exceptions(file: Path) -> list[tuple[str, str]]:
    """Lines with a comment that silences a tool, and those that catch everything."""
    lines = file.read_text().splitlines()
    found = []
    for token in tokenize.generate_tokens(io.StringIO(file.read_text()).readline):
        if token.type == tokenize.COMMENT:
            found += [
                (lines[token.start[0] - 1], kind)
                for kind in ("type: ignore", "noqa", "pragma: no cover")
                if re.search(rf"#\s*{kind}\b", token.string)
            ]
    for part in ast.walk(tree(file)):
        if isinstance(part, ast.ExceptHandler) and _is_broad(part.type) and not _raises_again(part):
            found.append((lines[part.lineno - 1], "broad except"))
        if isinstance(part, ast.Call) and ast.unparse(part.func) == "contextlib.suppress":
            found += [(lines[part.lineno - 1], "broad except") for caught in part.args if _is_broad(caught)]
    return found


def _raises_again(handler: ast.ExceptHandler) -> bool:
    """It cleans up and lets the fault pass."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _is_broad(caught: ast.expr | None) -> bool:
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(
        name is None or (isinstance(name, ast.Name) and name.id in ("Exception", "BaseException")) for name in names
    )
