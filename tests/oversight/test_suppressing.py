"""What is published gives no small number back: an attacker who knows everything that is shown, and why the rest is
hidden, tries all tables that agree with it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.oversight import suppression
from services.oversight.suppression import Cell, Shown, Tree, Why

PROVINCE: Tree = {"a": "P", "b": "P", "c": "P"}
TYPES: Tree = {"8": "*", "9": "*", "2": "*"}
STATUSES: Tree = {"awaiting": "open", "verified": "open", "closed": "ended", "open": "*", "ended": "*"}
CUBE = (PROVINCE, TYPES, STATUSES)
LEAVES = list(product(PROVINCE, TYPES, ("awaiting", "verified", "closed")))
REACH = 3  # how far above the truth the attacker looks for a second table; finding one is enough


FEW = st.integers(min_value=0, max_value=6)
COUNTS = st.one_of(FEW, FEW, st.integers(min_value=5, max_value=40))


@st.composite
def tables(draw: st.DrawFn, most: int = 7) -> dict[Cell, int]:
    chosen = draw(st.lists(st.sampled_from(LEAVES), min_size=1, max_size=most, unique=True))
    return {leaf: draw(COUNTS) for leaf in chosen}


def second_tables(
    leaves: Mapping[Cell, int], shown: Mapping[Cell, Shown], trees: Sequence[Tree]
) -> Iterator[dict[Cell, int]]:
    """Every table that agrees with what is shown, up to REACH above the truth: brute force with the sums as checks."""
    order = sorted(leaf for leaf in leaves if leaves[leaf])
    above = {
        leaf: list(product(*(suppression.line(node, tree) for node, tree in zip(leaf, trees, strict=True))))
        for leaf in order
    }
    last = {cell: leaf for leaf in order for cell in above[leaf]}  # after this leaf the sum must be right
    so_far = dict.fromkeys(shown, 0)
    chosen: dict[Cell, int] = {}

    def values(leaf: Cell) -> Sequence[int]:
        said = shown[leaf]
        if said.count is not None:
            return (said.count,)
        return range(1, 5) if said.why is Why.SMALL else range(5, leaves[leaf] + REACH + 1)

    def fill(n: int) -> Iterator[dict[Cell, int]]:
        if n == len(order):
            yield dict(so_far)
            return
        leaf = order[n]
        for value in values(leaf):
            chosen[leaf] = value
            for cell in above[leaf]:
                so_far[cell] += value
            if all(fits(cell, last[cell] == leaf) for cell in above[leaf]):
                yield from fill(n + 1)
            for cell in above[leaf]:
                so_far[cell] -= value

    def fits(cell: Cell, whole: bool) -> bool:
        count = shown[cell].count
        return count is None or (so_far[cell] == count if whole else so_far[cell] <= count)

    return fill(0)


def pinned(leaves: Mapping[Cell, int], shown: Mapping[Cell, Shown], trees: Sequence[Tree]) -> set[Cell]:
    """The hidden cells of which the attacker knows the number."""
    truth = suppression.sums({leaf: count for leaf, count in leaves.items() if count}, trees)
    left = {cell for cell, said in shown.items() if said.count is None}
    for other in second_tables(leaves, shown, trees):
        left -= {cell for cell in left if other[cell] != truth[cell]}
        if not left:
            break
    return left


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables())
def test_no_hidden_figure_can_be_told_from_all_that_is_shown(leaves: dict[Cell, int]) -> None:
    assert not pinned(leaves, suppression.publish(leaves, CUBE), CUBE)


@settings(max_examples=300, deadline=None)
@given(tables(most=20))
def test_what_is_shown_is_true_and_never_small(leaves: dict[Cell, int]) -> None:
    shown = suppression.publish(leaves, CUBE)
    truth = suppression.sums({leaf: count for leaf, count in leaves.items() if count}, CUBE)
    assert shown.keys() == truth.keys(), "zero is shown by being absent; whatever is not zero has its cell"
    for cell, said in shown.items():
        assert said.count in (None, truth[cell])
        assert said.count is None or said.count > 4
        assert (said.count is None) == (said.why is not None)


@settings(max_examples=200, deadline=None)
@given(tables(most=20))
def test_a_reason_is_told_of_leaves_only(leaves: dict[Cell, int]) -> None:
    for cell, said in suppression.publish(leaves, CUBE).items():
        small_leaf = 1 <= leaves.get(cell, 0) <= 4
        assert (said.why is Why.SMALL) == small_leaf


def test_a_table_without_small_figures_is_shown_whole() -> None:
    shown = suppression.publish({("a", "8", "awaiting"): 30, ("b", "8", "awaiting"): 12}, CUBE)
    assert all(said.why is None for said in shown.values())
    assert shown["P", "8", "awaiting"].count == 42


def test_one_small_figure_hides_a_second_one_and_no_total_above() -> None:
    shown = suppression.publish(
        {("a", "8", "awaiting"): 29, ("a", "8", "verified"): 1, ("b", "8", "awaiting"): 12}, CUBE
    )
    assert shown["a", "8", "verified"].why is Why.SMALL
    assert shown["a", "8", "awaiting"].why is Why.SECONDARY
    for total in (("a", "8", "open"), ("a", "8", "*"), ("a", "*", "*"), ("P", "8", "*"), ("P", "*", "*")):
        assert shown[total].count in (30, 42)


def test_four_cells_with_one_file_each_are_not_betrayed_by_a_sum_called_small() -> None:
    four = {("a", "8", "awaiting"): 1, ("a", "8", "verified"): 1, ("a", "8", "closed"): 1, ("a", "9", "closed"): 1}
    shown = suppression.publish(four, CUBE)
    assert shown["P", "*", "*"] == Shown(None, Why.SECONDARY)
    assert not pinned(four, shown, CUBE)


def test_a_small_sum_is_proven_by_a_move_that_changes_it_and_not_only_its_leaves() -> None:
    leaves = {("a", "8", "awaiting"): 1, ("a", "8", "verified"): 2, ("a", "8", "closed"): 5}
    assert not pinned(leaves, suppression.publish(leaves, CUBE), CUBE)


def test_the_attacker_of_these_tests_finds_what_plain_suppression_gives_back() -> None:
    """Two small cells in a diagonal: each row and column sum is shown, and rows less columns give one back."""
    flat = ({"a": "P", "b": "P", "c": "P"}, {"x": "*", "y": "*", "z": "*"})
    leaves = {("a", "x"): 7, ("a", "y"): 3, ("b", "x"): 9, ("b", "y"): 8, ("c", "z"): 6}
    naive = {
        cell: Shown(None, Why.SMALL) if count <= 4 else Shown(count)
        for cell, count in suppression.sums(leaves, flat).items()
    }
    assert pinned(leaves, naive, flat) == {("a", "y")}
    assert not pinned(leaves, suppression.publish(leaves, flat), flat)


@pytest.mark.parametrize("files", [{}, {("a", "8", "awaiting"): 0}])
def test_nothing_gives_nothing(files: dict[Cell, int]) -> None:
    assert suppression.publish(files, CUBE) == {}
