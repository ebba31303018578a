"""Which figures may be shown, so that neither a cell nor any sum of cells tells of one to four people.

A table is a cube: every cell has one node of each tree (kabupaten in its province, type, status in its group), and the
sums over every tree are published too. Zero is shown, 1-4 is hidden, and where sums would give it back more is hidden.
Of a hidden leaf the reason is told (SMALL or SECONDARY), of a hidden sum never: "small" on the sum of four leaves that
are not zero would say that each is 1.

The proof that a hidden cell is safe is a *move*: a second table that differs from the true one in this cell and yet
agrees with everything that is shown, also with the reasons (a small leaf is 1-4, a secondary one is more) and with the
zeros. Whoever knows all that is published cannot tell the two apart, by no arithmetic whatever. `publish` finds a move
for each small cell and hides whatever the move touches; what a move touches is proven by the same move, and hiding more
never undoes a proof. There always is one: one file more (or, beside four, one less) in a leaf and in all sums above it.

Cheaper moves are sought first: a file carried from one leaf to another, and boxes. The swing of one tree is a leaf up
alone, or one leaf up and another down; a box is the product of one swing for each tree (the hypercube method, Repsilber
1994). Which move is taken decides only how much is hidden: the fewest files, as far as a bounded search sees.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice, product

SMALL_TO = 4  # cells of 1 to 4 are hidden
Cell = tuple[str, ...]  # one node of each tree
Tree = Mapping[str, str]  # a node -> the node that it is part of; the topmost has none
Move = tuple[Sequence[int], Sequence[int]]  # cells by number, and +1 or -1 for each

_NEAR = 12  # partners in each tree that are weighed, those that cost least
_CARRIERS = 1500  # leaves that a file may be carried to or from, those of the same place first
_NEVER = 1 << 40  # the price of hiding a zero


class Why(StrEnum):
    SMALL = "small"
    SECONDARY = "secondary"


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as it may be seen: its count, or why it has none."""

    count: int | None
    why: Why | None = None


def publish(files: Mapping[Cell, int], trees: Sequence[Tree]) -> dict[Cell, Shown]:
    """Every cell of the cube that is not zero, as it may be shown. `files` counts the leaves; none is below zero."""
    table = _Table({leaf: count for leaf, count in sorted(files.items()) if count}, trees)
    small = [cell for cell in table.cells if table.counts[cell] <= SMALL_TO]
    table.hide(small)
    proven: set[int] = set()
    for free in (True, False):  # first whatever costs nothing, so that the dear ones find more hidden already
        for cell in small:
            if cell not in proven:
                touched, _ = table.move(cell, free=free)
                table.hide(touched)
                proven.update(touched)
    if not proven.issuperset(small):
        raise AssertionError("a hidden cell without its proof: nothing may be shown")
    return {name: table.shown(cell) for cell, name in table.cells.items()}


def sums(files: Mapping[Cell, int], trees: Sequence[Tree]) -> dict[Cell, int]:
    """The leaves and every sum above them."""
    counts: dict[Cell, int] = {}
    for leaf, count in files.items():
        for cell in product(*(line(node, tree) for node, tree in zip(leaf, trees, strict=True))):
            counts[cell] = counts.get(cell, 0) + count
    return counts


def line(node: str, tree: Tree) -> tuple[str, ...]:
    """A node and all that it is part of, from below."""
    found = [node]
    while found[-1] in tree:
        found.append(tree[found[-1]])
    return tuple(found)


class _Table:
    """The true table, what of it is still to be seen, and the moves that it allows. Nodes and cells are numbers: a cell
    is its nodes in mixed radix."""

    def __init__(self, leaves: Mapping[Cell, int], trees: Sequence[Tree]) -> None:
        counts = sums(leaves, trees)
        nodes = [sorted({cell[d] for cell in counts}) for d in range(len(trees))]
        number = [{node: n for n, node in enumerate(names)} for names in nodes]
        self._strides = [1] * len(trees)
        for d in reversed(range(len(trees) - 1)):
            self._strides[d] = self._strides[d + 1] * len(nodes[d + 1])
        numbered = {name: tuple(number[d][node] for d, node in enumerate(name)) for name in sorted(counts)}
        self.cells = {self._cell(place): name for name, place in numbered.items()}
        self.counts = {cell: counts[name] for cell, name in self.cells.items()}
        self._leaves = {cell: numbered[name] for cell, name in self.cells.items() if name in leaves}
        below = [sorted({leaf[d] for leaf in leaves}) for d in range(len(trees))]
        self._lines = [
            {number[d][node]: [number[d][part] for part in line(node, tree)] for node in below[d]}
            for d, tree in enumerate(trees)
        ]
        self._above: dict[int, frozenset[int]] = {}
        self._below: dict[int, list[int]] = {}
        self._places: dict[int, list[int]] = {}
        for leaf, place in self._leaves.items():
            lines = product(*(self._lines[d][node] for d, node in enumerate(place)))
            self._above[leaf] = frozenset(map(self._cell, lines))
            self._places.setdefault(place[0], []).append(leaf)
            for cell in self._above[leaf]:
                self._below.setdefault(cell, []).append(leaf)
        # What hiding a cell costs: its files, dearer the more leaves it sums up; nothing where it is hidden already.
        self._prices = [_NEVER] * (self._strides[0] * len(nodes[0]))
        for cell, count in self.counts.items():
            self._prices[cell] = count * len(self._below[cell])

    def _cell(self, nodes: Iterable[int]) -> int:
        return sum(node * stride for node, stride in zip(nodes, self._strides, strict=True))

    def hide(self, cells: Iterable[int]) -> None:
        for cell in cells:
            self._prices[cell] = 0

    def shown(self, cell: int) -> Shown:
        count = self.counts[cell]
        if self._prices[cell]:
            return Shown(count)
        return Shown(None, Why.SMALL if count <= SMALL_TO and cell in self._leaves else Why.SECONDARY)

    def move(self, cell: int, *, free: bool) -> Move:
        """The move that changes `cell` and costs least; if `free`, one that costs nothing, or no move."""
        best: Move = ((), ())
        least = 1 if free else _NEVER
        for leaf in self._below[cell][:SMALL_TO]:
            boxes = self._boxes(cell, leaf, least)
            for price, move in boxes if free else chain(self._carries(cell, leaf, least), boxes):
                if price < least:
                    best, least = move, price
            if least == 0:
                break
        return best

    def _carries(self, cell: int, leaf: int, least: int) -> Iterator[tuple[int, Move]]:
        """A file taken from another leaf, each cheaper than the last."""
        gains = self._above[leaf]
        for other in islice(chain(self._places[self._leaves[leaf][0]], self._leaves), _CARRIERS):
            loses = self._above[other]
            price = self._price(gains ^ loses)
            if price < least and other != leaf:
                more, less = gains - loses, loses - gains
                move = (*more, *less), (1,) * len(more) + (-1,) * len(less)
                if self._possible(move, cell):
                    least = price
                    yield price, move

    def _boxes(self, cell: int, leaf: int, least: int) -> Iterator[tuple[int, Move]]:
        """The boxes with a corner in this leaf, each cheaper than the last."""
        swings = []
        for d, node in enumerate(self._leaves[leaf]):
            stride, others = self._strides[d], (other for other in self._lines[d] if other != node)
            corners = sorted((self._prices[leaf + (other - node) * stride], other) for other in others)
            partners = [other for price, other in corners[:_NEAR] if price < least]
            swings.append([self._swing(d, node, other) for other in (*partners, None)])
        yield from self._grown(cell, ((leaf,), (1,)), swings, least)

    def _grown(self, cell: int, part: Move, swings: Sequence[Sequence[Move]], least: int) -> Iterator[tuple[int, Move]]:
        """What `part` becomes by one swing of each tree that is left. A price only grows, so dear parts are dropped."""
        if not swings:
            if self._possible(part, cell):
                yield self._price(part[0]), part
            return
        cells, signs = part
        for steps, ways in swings[0]:
            touched = [corner + step for corner in cells for step in steps]
            if self._price(touched) < least:
                grown = touched, [sign * way for sign in signs for way in ways]
                for price, move in self._grown(cell, grown, swings[1:], least):
                    if price < least:
                        least = price
                        yield price, move

    def _swing(self, d: int, up: int, down: int | None) -> Move:
        """One more in `up`, one less in `down`, as steps from `up`; what both are part of does not feel it."""
        above, beside = self._lines[d][up], self._lines[d][down] if down is not None else ()
        more = [node for node in above if node not in beside]
        less = [node for node in beside if node not in above]
        return [(node - up) * self._strides[d] for node in more + less], [1] * len(more) + [-1] * len(less)

    def _price(self, touched: Iterable[int]) -> int:
        return sum(map(self._prices.__getitem__, touched))

    def _possible(self, move: Move, cell: int) -> bool:
        """Whether it changes `cell`, and one of both directions keeps small leaves small and others not small."""
        leaves = [(self.counts[leaf], change) for leaf, change in zip(*move, strict=True) if leaf in self._leaves]
        return cell in move[0] and any(all(_alike(n, n + sign * change) for n, change in leaves) for sign in (1, -1))


def _alike(count: int, other: int) -> bool:
    return 1 <= other <= SMALL_TO if count <= SMALL_TO else other > SMALL_TO
