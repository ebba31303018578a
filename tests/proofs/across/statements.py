"""The functions of stores and of kit that send statements: what an attack has to reach."""

import ast
from typing import Final

from tests.proofs.across.offices import SERVICES
from tests.street.sources import name_of, ours, tree

KIT: Final = ("actor", "handout", "ledger", "vault")
ELSEWHERE: Final = {
    # the sealer's and the verifier's, who chain and check the rows of all offices
    *(("services.kit.ledger", name) for name in ("verify", "offices", "step", "_tell")),
    # after a restore
    ("services.kit.ledger", "broken"),
    ("services.kit.vault", "adopt"),
    # asked by an errand, of a table without persons
    ("services.registry.store.offices", "organisation"),
}


def all_of_them() -> set[tuple[str, str]]:
    """(module, function)"""
    found = set()
    for file in ours("services"):
        module = name_of(file).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        service, floor = [*module.split("."), "", ""][1:3]
        if (service in SERVICES and floor == "store") or (service == "kit" and floor in KIT):
            for part in ast.walk(tree(file)):
                if isinstance(part, ast.AsyncFunctionDef) and _sends(part):
                    found.add((module, part.name))
    return found - ELSEWHERE


def _sends(function: ast.AsyncFunctionDef) -> bool:
    """Whether it says `tx.execute(...)` or `tx.scalar(...)`."""
    calls = (part.func for part in ast.walk(function) if isinstance(part, ast.Call))
    return any(
        isinstance(call, ast.Attribute)
        and call.attr in ("execute", "scalar")
        and isinstance(call.value, ast.Name)
        and call.value.id == "tx"
        for call in calls
    )
