"""The imports of the house in numbers: `python -m tests.house.structure [ROOM ...]`.

For each room, its boxes (the modules and packages right below it), the arrows between them (one box imports from
another) and its floors (the longest way down). Without a name, the house itself and then each of its rooms.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

import grimp

PACKAGE = "tsunagu"

Arrows = dict[str, set[str]]


def arrows(graph: grimp.ImportGraph, parent: str) -> Arrows:
    """Which child of a package imports from which other."""
    children = sorted(graph.find_children(parent))
    found: Arrows = {child: set() for child in children}
    for child in children:
        for module in {child, *graph.find_descendants(child)}:
            imported = graph.find_modules_directly_imported_by(module)
            found[child] |= {_box(name, parent) for name in imported if name.startswith(f"{parent}.")}
        found[child] -= {child}
    return found


def _box(module: str, parent: str) -> str:
    return ".".join(module.split(".")[: parent.count(".") + 2])


def floors(found: Arrows) -> int:
    """The longest way down; boxes that import one another count as one floor."""
    level = dict.fromkeys(found, 1)
    for _ in found:
        before = dict(level)
        for box, below in found.items():
            level[box] = 1 + max((level[other] for other in below if box not in _reached(found, other)), default=0)
        if level == before:
            break
    return max(level.values(), default=0)


def _reached(found: Arrows, start: str) -> set[str]:
    seen, ahead = {start}, [start]
    while ahead:
        fresh = found[ahead.pop()] - seen
        seen |= fresh
        ahead += fresh
    return seen


def told(graph: grimp.ImportGraph, parents: Iterable[str]) -> None:
    """Print the numbers of packages, and the arrows of each."""
    for parent in parents:
        found = arrows(graph, parent)
        count = sum(len(below) for below in found.values())
        print(f"{parent}: {len(found)} boxes, {floors(found)} floors, {count} arrows")
        for box, below in found.items():
            names = ", ".join(sorted(name.rpartition(".")[2] for name in below))
            print(f"  {box.rpartition('.')[2]} -> {names}" if names else f"  {box.rpartition('.')[2]}")


def main() -> None:
    """Print the house, or the rooms named."""
    graph = grimp.build_graph(PACKAGE, exclude_type_checking_imports=True)
    rooms = [f"{PACKAGE}.{name}" for name in sys.argv[1:]]
    packages = [child for child in sorted(graph.find_children(PACKAGE)) if graph.find_children(child)]
    told(graph, rooms or [PACKAGE, *packages])


if __name__ == "__main__":
    main()
