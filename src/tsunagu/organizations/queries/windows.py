"""Windows for collaboration, and who ought to have one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tsunagu.kernel import clock
from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import asked
from tsunagu.kernel.tables import Column, Columns, file_column
from tsunagu.organizations.enums import CONNECTING, OrganizationKind
from tsunagu.organizations.models import Organization, Window
from tsunagu.organizations.models.evidence import holding
from tsunagu.organizations.queries.directory import prefectures


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowQuery:
    """Which windows are asked for, or who has none."""

    missing: bool = asked(
        Label("窓口", "Windows"),
        False,
        blank=Label("公表あり", "Published"),
        yes=Label("公表なし", "Not published"),
        help="instead, bodies that ought to have a window and have none",
    )
    prefecture: str = asked(
        Label("都道府県", "Prefecture"),
        "",
        choices=prefectures,
        most=2,
        help="only in this prefecture, by its code from 01 to 47",
        example="39",
    )
    kind: OrganizationKind | None = asked(Label("種類", "Kind"), None, help="only of bodies of this kind")
    as_of: date | None = asked(Label("基準日", "As of"), None, help="as it was on this day; today where it is not said")

    @property
    def day(self) -> date:
        """The day that is asked about."""
        return self.as_of or clock.today()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many bodies of a kind ought to publish a window, and how many do."""

    kind: OrganizationKind
    bodies: int
    with_one: int

    @property
    def without(self) -> int:
        """How many do not."""
        return self.bodies - self.with_one


_KIND, _BODY = "organizations/cells/kind.html", "organizations/cells/body.html"
WINDOWS = Columns[Window](
    file_column("key", lambda row: row.organization.key),
    Column("name", "機関", "Body", lambda row: row.organization.name, _BODY, page=lambda row: row.organization),
    Column("office", "部署", "Office", lambda row: row.office, "organizations/cells/office.html"),
    Column("email", "メール", "Mail", lambda row: row.email, "organizations/cells/mail.html"),
    Column("phone", "電話", "Telephone", lambda row: row.phone, "organizations/cells/phone.html"),
    Column("hours", "受付時間", "Hours", lambda row: row.hours, "as_written"),
    Column("languages", "言語", "Languages", lambda row: " ".join(row.languages)),
    Column("url", "ウェブページ", "Web page", lambda row: row.url, "organizations/cells/url.html"),
    file_column("source", lambda row: row.document),
)
MISSING = Columns[Organization](
    Column("prefecture", "都道府県", "Prefecture", lambda row: row.prefecture, "organizations/cells/prefecture.html"),
    Column("kind", "種類", "Kind", lambda row: row.kind, _KIND),
    file_column("key", lambda row: row.key),
    Column("name", "機関", "Body", lambda row: row.name, _BODY, page=lambda row: row),
)


def published(question: WindowQuery | None = None) -> QuerySet[Window]:
    """The windows that hold on a day, today by default."""
    asked_for = question or WindowQuery()
    windows = Window.objects.filter(holding(asked_for.day), _of(asked_for, "organization__"))
    return windows.select_related("organization").order_by("organization", "id")


def addresses(bodies: Iterable[int], day: date) -> dict[int, dict[str, str]]:
    """The mail addresses of the windows that bodies, by their numbers, have on a day; each with its language."""
    found: dict[int, dict[str, str]] = {}
    rows = Window.objects.filter(holding(day), organization__in=list(bodies)).exclude(email="")
    for body, email in rows.order_by("pk").values_list("organization_id", "email"):
        found.setdefault(body, {})[email] = "ja"
    return found


def missing(question: WindowQuery | None = None) -> QuerySet[Organization]:
    """Bodies that ought to publish a window and have none on a day, by prefecture and kind."""
    asked_for = question or WindowQuery()
    without: QuerySet[Organization] = _ought(asked_for).filter(~_has_one(asked_for))
    return without.order_by("prefecture", "kind", "id")


def tallies(question: WindowQuery) -> list[Tally]:
    """Kind by kind, how many bodies ought to publish a window and how many do; in one statement."""
    counted = {"bodies": Count("pk"), "with_one": Count("pk", filter=Q(has_one=True))}
    rows = _ought(question).annotate(has_one=_has_one(question)).order_by().values_list("kind")
    sizes = {kind: (bodies, with_one) for kind, bodies, with_one in rows.annotate(**counted)}
    return [Tally(kind, *sizes[kind]) for kind in CONNECTING if kind in sizes]


def _ought(question: WindowQuery) -> Any:
    kinds = CONNECTING if question.kind is None else [question.kind]
    return Organization.objects.filter(holding(question.day), _of(question), kind__in=kinds)


def _has_one(question: WindowQuery) -> Exists:
    return Exists(Window.objects.filter(holding(question.day), organization=OuterRef("pk")))


def _of(question: WindowQuery, way: str = "") -> Q:
    """Of which bodies. way: to the body, such as ``organization__``."""
    wanted = {f"{way}kind": question.kind, f"{way}prefecture": question.prefecture}
    return Q(**{name: value for name, value in wanted.items() if value})
