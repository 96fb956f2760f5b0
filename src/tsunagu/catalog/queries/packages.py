"""Versions of the package and what changed between two of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from tsunagu.catalog.models import Package, PackageItem, Program
from tsunagu.kernel.tables import Table


@dataclass(frozen=True, slots=True)
class Change:
    """One program's place in two versions. ``what``: added, dropped, renamed, moved or same."""

    what: str
    program: Program
    before: PackageItem | None
    after: PackageItem | None


def packages() -> list[Package]:
    """All versions, oldest first, with their items."""
    items = PackageItem.objects.select_related("program", "document")
    return list(Package.objects.select_related("document").prefetch_related(Prefetch("items", queryset=items)))


def changes(before: Package, after: Package) -> list[Change]:
    """What was added, dropped, renamed or moved from one version to a later one; the rest last."""
    old = {item.program_id: item for item in before.items.all()}
    new = {item.program_id: item for item in after.items.all()}
    found = [_change(old.get(pk), new.get(pk)) for pk in [*new, *(pk for pk in old if pk not in new)]]
    order = ["added", "dropped", "renamed", "moved", "same"]
    return sorted(found, key=lambda change: order.index(change.what))


def changes_table(found: Sequence[Change]) -> Table:
    """Changes as a table, with the name and place in both versions."""
    columns = (
        "change",
        "program",
        "name",
        "before_name",
        "before_pillar",
        "before_heading",
        "after_name",
        "after_pillar",
        "after_heading",
    )
    rows = [[one.what, one.program.key, one.program.name, *_place(one.before), *_place(one.after)] for one in found]
    return Table("changes", columns, rows)


def _place(item: PackageItem | None) -> list[str]:
    return [item.name, item.pillar, item.heading] if item else ["", "", ""]


def _change(old: PackageItem | None, new: PackageItem | None) -> Change:
    if old is None and new is not None:
        return Change("added", new.program, None, new)
    if new is None and old is not None:
        return Change("dropped", old.program, old, None)
    if old is None or new is None:
        raise ValueError("a change needs at least one item")
    what = (
        "renamed"
        if old.name != new.name
        else "moved"
        if (old.pillar, old.heading) != (new.pillar, new.heading) and old.heading and new.heading
        else "same"
    )
    return Change(what, new.program, old, new)
