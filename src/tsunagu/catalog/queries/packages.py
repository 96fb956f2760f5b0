"""Versions of the package and what changed between two of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from django.db.models import Prefetch

from tsunagu.catalog.enums import ChangeKind
from tsunagu.catalog.models import Package, PackageItem, Program
from tsunagu.catalog.queries import days
from tsunagu.governance.queries import points
from tsunagu.governance.queries.points import Raised
from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import Choices, Door, asked
from tsunagu.kernel.tables import Column, Columns, Table, file_column, page_column


def _versions() -> Choices:
    return [(key, f"{date}  {name}") for key, date, name in Package.objects.values_list("key", "date", "name")]


@dataclass(frozen=True, slots=True)
class ChangesQuery:
    """Which two versions to set side by side; where a key is empty, one of the two that name most programs."""

    before: str = asked(Label("前の版", "Earlier version"), "", choices=_versions, doors=Door.PAGE)
    after: str = asked(Label("後の版", "Later version"), "", choices=_versions, doors=Door.PAGE)
    as_of: date | None = days.as_of(doors=Door.PAGE)


@dataclass(frozen=True, slots=True)
class Change:
    """One program's place in two versions; in one of them it may not be named.

    asked: the points to which the later version answers with this program.
    """

    kind: ChangeKind
    program: Program
    before: PackageItem | None
    after: PackageItem | None
    asked: tuple[Raised, ...] = ()


def _before(part: Callable[[PackageItem], str]) -> Callable[[Change], str]:
    return lambda change: part(change.before) if change.before else ""


def _after(part: Callable[[PackageItem], str]) -> Callable[[Change], str]:
    return lambda change: part(change.after) if change.after else ""


_ITEM = "catalog/cells/package_item.html"

CHANGES = Columns[Change](
    file_column("change", lambda change: change.kind.value),
    file_column("program", lambda change: change.program.key),
    Column(
        "name",
        "事業",
        "Program",
        lambda change: change.program.name,
        page=lambda change: change.program,
        show="catalog/cells/program.html",
    ),
    page_column(
        "before", "前の版での名前と場所", "Name and place in the earlier version", lambda change: change.before, _ITEM
    ),
    file_column("before_name", _before(lambda item: item.name)),
    file_column("before_pillar", _before(lambda item: item.pillar)),
    file_column("before_heading", _before(lambda item: item.heading)),
    page_column(
        "after", "後の版での名前と場所", "Name and place in the later version", lambda change: change.after, _ITEM
    ),
    file_column("after_name", _after(lambda item: item.name)),
    file_column("after_pillar", _after(lambda item: item.pillar)),
    file_column("after_heading", _after(lambda item: item.heading)),
    page_column("asked", "求めた論点", "Asked for by", lambda change: change.asked, "catalog/cells/asked.html"),
    file_column("asked_by", lambda change: " ".join(one.point.key for one in change.asked)),
)


def packages() -> list[Package]:
    """All versions, oldest first, with their items."""
    items = PackageItem.objects.select_related("program", "document")
    return list(Package.objects.select_related("document").prefetch_related(Prefetch("items", queryset=items)))


def pair(query: ChangesQuery, versions: Sequence[Package]) -> tuple[Package, ...]:
    """The two versions to set side by side, the earlier one first; fewer where there are not two."""
    by_key = {version.key: version for version in versions}
    usual = versions[-2:]
    chosen = [by_key.get(query.before), by_key.get(query.after)]
    for place, version in enumerate(usual):
        chosen[place] = chosen[place] or version
    return tuple(version for version in chosen if version)


def changes(before: Package, after: Package) -> list[Change]:
    """What was added, dropped, renamed or moved from one version to a later one; the rest last."""
    old = {item.program_id: item for item in before.items.all()}
    new = {item.program_id: item for item in after.items.all()}
    programs = dict.fromkeys([*new, *old])
    every = [_change(old.get(program), new.get(program), before, after) for program in programs]
    every = _with_points(every, after)
    kinds = list(ChangeKind)
    return sorted(every, key=lambda change: kinds.index(change.kind))


def asked_for(version: Package) -> list[Raised]:
    """The points that a version answers, in the order of their documents."""
    return [raised for raised, _answers in points.of_version([version.key])[version.key]]


def _with_points(every: Iterable[Change], after: Package) -> list[Change]:
    """Changes, each with the points that the later version answers with its program."""
    asked: dict[str, list[Raised]] = defaultdict(list)
    for raised, answers in points.of_version([after.key])[after.key]:
        for program in dict.fromkeys(chain.from_iterable(answer.programs for answer in answers)):
            asked[program].append(raised)
    return [replace(change, asked=tuple(asked[change.program.key])) for change in every]


def changes_table(rows: Sequence[Change]) -> Table:
    """Changes as a table, with the name and place in both versions."""
    return CHANGES.keyed("changes", rows)


def _change(old: PackageItem | None, new: PackageItem | None, before: Package, after: Package) -> Change:
    named = new or old
    if named is None:
        raise ValueError("a change needs at least one item")
    return Change(_kind(old, new, before, after), named.program, old, new)


def _kind(old: PackageItem | None, new: PackageItem | None, before: Package, after: Package) -> ChangeKind:
    """What became of a program; what a version does not name tells nothing where its list is known in part only."""
    if old is None:
        return ChangeKind.ADDED if before.complete else ChangeKind.UNKNOWN
    if new is None:
        return ChangeKind.DROPPED if after.complete else ChangeKind.UNKNOWN
    if old.name != new.name:
        return ChangeKind.RENAMED
    return ChangeKind.MOVED if _moved(old, new) else ChangeKind.SAME


def _moved(old: PackageItem, new: PackageItem) -> bool:
    """Whether the place is another one, where both versions print places."""
    return bool(old.heading and new.heading) and (old.pillar, old.heading) != (new.pillar, new.heading)
