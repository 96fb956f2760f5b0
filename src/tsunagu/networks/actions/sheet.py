"""The members of a network come back as a spreadsheet: all of it or nothing, and nobody's change is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tsunagu.access.actors import Actor
from tsunagu.kernel import merging
from tsunagu.kernel.labels import in_row
from tsunagu.kernel.merging import Change
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.spans import Span
from tsunagu.kernel.spreadsheets.layout import Cells
from tsunagu.kernel.spreadsheets.rows import together
from tsunagu.kernel.tables import Column, Columns
from tsunagu.networks.actions.keeping import locked, record, wait
from tsunagu.networks.enums import Fact, MemberChange, Verb
from tsunagu.networks.models import Network
from tsunagu.networks.queries import keeping
from tsunagu.networks.rights import NETWORKS
from tsunagu.networks.sheets import LAYOUT, Reader, Wrote, facts
from tsunagu.organizations.actions import memberships as ties
from tsunagu.organizations.queries import memberships

_FACTS: dict[str, Fact] = {
    "part": Fact.PART,
    "role": Fact.ROLE,
    "since": Fact.VALID_FROM,
    "until": Fact.VALID_TO,
    "note": Fact.NOTE,
}
Sheets = Mapping[str, Cells]
Facts = Mapping[str, str]
CROSSED = "crossed"  # the code of what somebody else changed meanwhile, to something else


@dataclass(frozen=True, slots=True)
class Difference:
    """What a row changes of a member."""

    row: int
    body: str
    column: str
    change: MemberChange
    old: str = ""
    new: str = ""

    @property
    def heading(self) -> str:
        """The column as it is called in the language of the reader."""
        return LAYOUT.heading(self.column) if self.column else ""


DIFFERENCES = Columns[Difference](
    Column("row", "行", "Row", lambda found: found.row),
    Column("body", "機関", "Body", lambda found: found.body),
    Column("change", "変更", "Change", lambda found: found.change.label),
    Column("column", "列", "Column", lambda found: found.heading),
    Column("old", "前", "Old", lambda found: found.old),
    Column("new", "後", "New", lambda found: found.new),
)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a spreadsheet brought. missing: how many members have no row in it; they stay as they are."""

    differences: list[Difference] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    missing: int = 0


def bring_members(network: Network, sheets: Sheets, *, by: Actor, dry_run: bool = False) -> Brought:
    """Write what a sheet says of the members of a network.

    A row that was written out carries what it was: a cell that only somebody else changed meanwhile stays as they left
    it, and one that both changed is refused with the code ``crossed``. Raises ``Rejected`` with every problem of every
    row; then nothing is changed. With ``dry_run`` nothing is changed either.
    """
    NETWORKS.require(by, Verb.EDIT, network)
    reader = Reader()
    wrote = reader.read(sheets)
    with transaction.atomic():
        bringing = _Bringing(locked(network), by)
        for one in wrote:
            bringing.take(one)
        if reader.problems:
            raise Rejected(together(reader.problems))
        if dry_run:
            transaction.set_rollback(True)
    return Brought(bringing.differences, [*reader.warnings, *bringing.warnings], len(bringing.kept) - bringing.met)


class _Bringing:
    """The members as they are, and what becomes of them row by row."""

    def __init__(self, network: Network, by: Actor) -> None:
        self.network = network
        self.by = by
        self.kept = {_same(tie): tie for tie in memberships.memberships([network.body_id])}
        self.lasting = {tie.body_id: tie for tie in self.kept.values() if tie.valid_to is None}
        self.differences: list[Difference] = []
        self.warnings: list[Problem] = []
        self.met = 0

    def take(self, one: Wrote) -> None:
        """One row; what is wrong with it is added to its problems."""
        if one.began:
            self._changed(one)
        else:
            self._joined(one)

    def _changed(self, one: Wrote) -> None:
        tie = self.kept.get(one.same)
        if tie is None:
            message = _("この構成員は、書き出したあとに変更されました。もう一度書き出して、直してください。")
            one.row.refuse("began", CROSSED, message)
            return
        self.met += 1
        if one.row["body"] != tie.body.name:  # it may also have been renamed since the file was written
            self.warnings.append(_name_kept(one, tie.body))
        theirs = facts(tie)
        merged = merging.merge(began=one.began, theirs=theirs, wrote=one.facts)
        if merged.conflicts:
            _refuse_crossed(one, merged.conflicts)
            return
        before, after = merging.differing(theirs, merged.facts)
        if after and one.row.is_sound:
            span = Span(_day(merged.facts["since"]), _day(merged.facts["until"]))
            self._try(one, lambda: ties.change(tie, span, **_texts(merged.facts)))
            name = tie.body.name
            record(self.by, self.network, _entry(before, name), _entry(after, name))
            self.differences.extend(_differences(one, tie.body, before, after))

    def _joined(self, one: Wrote) -> None:
        body = _body(one)
        if body is None or self._is_there(one, body) or not one.row.is_sound:
            return
        told = _told(one.facts)
        if one.agreed:
            self._try(one, lambda: self._join(one, body, told))
        else:
            self._try(one, lambda: wait(self.network, body, told))
        change = MemberChange.JOINED if one.agreed else MemberChange.WAITING
        brought = Difference(one.row.number, body.name, "", change, new=_summary(one))
        self.differences.append(brought)
        said = {name: text for name, text in one.facts.items() if text}
        named = Fact.JOINED if one.agreed else Fact.WAITING
        record(self.by, self.network, {}, _entry(said, body.name, named))

    def _join(self, one: Wrote, body: Any, told: Mapping[str, Any]) -> None:
        tie = ties.join(body, self.network.body, **told)
        if one.facts["until"]:
            ties.leave(tie, date.fromisoformat(one.facts["until"]))

    def _is_there(self, one: Wrote, body: Any) -> bool:
        """Whether the same row came before, as where somebody sends a file twice."""
        tie = self.lasting.get(body.pk)
        if tie is None:
            return not one.agreed and keeping.waits(self.network, body, _told(one.facts))
        if not one.agreed:
            one.row.refuse("agreed", "twice", _said(Problem("twice", "")))
        return not one.agreed or facts(tie) == one.facts

    def _try(self, one: Wrote, act: Callable[[], object]) -> None:
        try:
            with transaction.atomic():
                act()
        except Rejected as refused:
            for problem in refused.problems:
                one.row.refuse(_COLUMNS.get(problem.where, problem.where), problem.code, _said(problem))


def _entry(said: Facts, member: str, named: Fact = Fact.MEMBER) -> dict[str, Any]:
    """Facts of a member under the names that the ledger has for them."""
    told: dict[str, Any] = {named: member}
    for name, text in said.items():
        told[_FACTS[name]] = text
    return told


def _same(tie: Any) -> tuple[str, str, str]:
    return tie.body.key, str(tie.kind), facts(tie)["since"]


def _texts(said: Facts) -> dict[str, str]:
    return {name: said[name] for name in ("part", "role", "note")}


def _told(said: Facts) -> dict[str, Any]:
    """Facts as the actions of memberships take those of a new member."""
    return {**_texts(said), "since": _day(said["since"])}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _body(one: Wrote) -> Any:
    """The body of a new row, by its number or else its name."""
    column = "key" if one.row["key"] else "body"
    one.row.require(column)
    words = one.row[column]
    found, like = keeping.body(words) if words else (None, [])
    if words and found is None:
        message = _("この名称の機関が見つかりません。似た名称：%(names)s")
        names = in_row(list(map(_named, like)))
        one.row.refuse(column, "unknown", message % {"names": names or "—"})
    return found


def _named(body: Any) -> str:
    return f"{body.name}（{body.key}）"


def _name_kept(one: Wrote, body: Any) -> Problem:
    message = _("機関の名称はここでは変えられないため、「%(name)s」のままにしました。")
    return Problem("name_kept", message % {"name": body.name}, LAYOUT.place(one.row.number, "body"))


def _refuse_crossed(one: Wrote, conflicts: tuple[Change, ...]) -> None:
    message = _("書き出したあとに、ほかの人が「%(began)s」から「%(now)s」に変えました。どちらにするか決めてください。")
    for change in conflicts:
        values = {"began": change.began, "now": change.theirs}
        one.row.refuse(change.field, CROSSED, message % values)


def _differences(one: Wrote, body: Any, before: Facts, after: Facts) -> Iterator[Difference]:
    for column, text in after.items():
        yield Difference(one.row.number, body.name, column, MemberChange.CHANGED, before[column], text)


def _summary(one: Wrote) -> str:
    return " ".join(text for text in one.facts.values() if text)


_COLUMNS = {"valid_from": "since", "valid_to": "until", "last": "until"}


def _said(problem: Problem) -> str:
    """What an action found wrong, in the language of the reader."""
    sentences = {
        "backward": _("終わりの日が、始まりの日より前になっています。"),
        "twice": _("この機関は、すでに構成員であるか、同意を待っています。"),
        "itself": _("座組そのものを構成員にはできません。"),
        "printed": _("この日は資料に書かれているので、変えられません。"),
    }
    return sentences.get(problem.code, problem.message)
