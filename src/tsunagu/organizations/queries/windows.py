"""Windows for collaboration, and who ought to have one."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef

from tsunagu.kernel import clock
from tsunagu.kernel.tables import Column, Columns
from tsunagu.organizations.enums import CONNECTING, OrganizationKind
from tsunagu.organizations.models import Organization, Window
from tsunagu.organizations.models.evidence import holding

WINDOWS = Columns[Window](
    Column("key", "番号", "Key", lambda row: row.organization.key),
    Column("name", "機関", "Body", lambda row: row.organization.display_name),
    Column("office", "部署", "Office", lambda row: row.office),
    Column("email", "メール", "Mail", lambda row: row.email),
    Column("phone", "電話", "Telephone", lambda row: row.phone),
    Column("hours", "受付時間", "Hours", lambda row: row.hours),
    Column("languages", "言語", "Languages", lambda row: " ".join(row.languages)),
    Column("url", "ウェブページ", "Web page", lambda row: row.url),
    Column("source", "出典", "Source", lambda row: row.document),
)
MISSING = Columns[Organization](
    Column("prefecture", "都道府県", "Prefecture", lambda row: row.prefecture),
    Column("kind", "種類", "Kind", lambda row: row.kind),
    Column("key", "番号", "Key", lambda row: row.key),
    Column("name", "機関", "Body", lambda row: row.display_name),
)


def published(day: date | None = None) -> list[Window]:
    """The windows that hold on a day, today by default."""
    on = holding(day or clock.today())
    return list(Window.objects.filter(on).select_related("organization").order_by("organization", "id"))


def missing(prefecture: str = "", kind: OrganizationKind | None = None, day: date | None = None) -> list[Organization]:
    """Bodies that ought to publish a window and have none on a day, by prefecture and kind."""
    on = holding(day or clock.today())
    has_one = Exists(Window.objects.filter(on, organization=OuterRef("pk")))
    bodies = Organization.objects.filter(on, ~has_one, kind__in=[kind] if kind else CONNECTING)
    if prefecture:
        bodies = bodies.filter(prefecture=prefecture)
    return list(bodies.order_by("prefecture", "kind", "id"))
