"""What the catalog knows of a body: programs that it runs, and those that its kind of body may apply for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext

from tsunagu.catalog.enums import BodyKind, Verdict
from tsunagu.catalog.models import Program
from tsunagu.catalog.models.days import known_on
from tsunagu.catalog.queries import days, eligibility
from tsunagu.catalog.queries.eligibility import MayApplyQuery
from tsunagu.kernel.portraits import Part, Subject
from tsunagu.kernel.remembering import remembered
from tsunagu.organizations.enums import AUTHORITIES, OrganizationKind

_SHOWN = 8  # programs of a page; the others are one link away
_APPLYING: Mapping[str, BodyKind] = {
    OrganizationKind.NATIONAL_UNIVERSITY: BodyKind.NATIONAL_UNIVERSITY,
    OrganizationKind.PUBLIC_UNIVERSITY: BodyKind.PUBLIC_UNIVERSITY,
    OrganizationKind.PRIVATE_UNIVERSITY: BodyKind.PRIVATE_UNIVERSITY,
    OrganizationKind.JUNIOR_COLLEGE: BodyKind.RESEARCH_INSTITUTION,
    OrganizationKind.COLLEGE_OF_TECHNOLOGY: BodyKind.COLLEGE_OF_TECHNOLOGY,
    OrganizationKind.INTER_UNIVERSITY: BodyKind.INTER_UNIVERSITY_INSTITUTE,
    OrganizationKind.RESEARCH_AGENCY: BodyKind.NATIONAL_RESEARCH_INSTITUTE,
    OrganizationKind.RESEARCH_INSTITUTE: BodyKind.RESEARCH_INSTITUTION,
    OrganizationKind.PREFECTURE: BodyKind.PREFECTURE,
    OrganizationKind.MUNICIPALITY: BodyKind.CITY,
    OrganizationKind.COMPANY: BodyKind.COMPANY,
    OrganizationKind.ASSOCIATION: BodyKind.COMPANY,
    OrganizationKind.BANK: BodyKind.BANK,
    OrganizationKind.VENTURE_CAPITAL: BodyKind.VENTURE_CAPITAL,
    OrganizationKind.NPO: BodyKind.NONPROFIT,
}


@dataclass(frozen=True, slots=True)
class Open:
    """Programs for a kind of body. sizes: how many have each answer. first: the most promising, with their answers."""

    kind: BodyKind
    sizes: Sequence[tuple[Verdict, int]]
    first: Sequence[tuple[Program, Verdict]]


def portrait(subject: Subject) -> Part | None:
    """Programs of a ministry or funding agency; for others, those that they may apply for."""
    with known_on(subject.day):
        if subject.kind in AUTHORITIES:
            return _part({"runs": _run_by(subject.row)}, gettext("実施する事業"))
        kind = _APPLYING.get(subject.kind)
        return _part({"open": open_to(kind)}, gettext("申請できる事業")) if kind else None


def _part(holds: Mapping[str, object], title: str) -> Part:
    return Part(key="programs", title=title, template="catalog/parts/portrait.html", holds=holds)


def _run_by(row: int) -> list[Program]:
    return list(Program.objects.filter(Q(ministry=row) | Q(agency=row)))


@remembered(days.looked_at)
def open_to(kind: BodyKind) -> Open:
    """What a kind of body may apply for alone or with partners, so far as the rules say it; in six statements."""
    found = eligibility.verdicts(MayApplyQuery(body=kind))
    sizes = [(verdict, sum(one is verdict for _, one in found)) for verdict in Verdict]
    first = [pair for pair in found if pair[1] not in (Verdict.NO, Verdict.UNKNOWN)][:_SHOWN]
    programs = Program.objects.select_related("ministry").in_bulk([pk for pk, _ in first])
    promising = [(programs[pk], verdict) for pk, verdict in first]
    return Open(kind, [(verdict, size) for verdict, size in sizes if size], promising)
