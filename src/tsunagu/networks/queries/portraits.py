"""What this room adds to the page of a body, and of a region, as of the day on which that is looked at."""

from __future__ import annotations

from django.utils.translation import gettext

from tsunagu.kernel import clock
from tsunagu.kernel.portraits import Part, Subject
from tsunagu.kernel.years import FiscalYear
from tsunagu.networks.queries.directory import NetworkQuery, networks, published
from tsunagu.networks.queries.moments import Moment
from tsunagu.organizations.enums import OrganizationKind
from tsunagu.organizations.queries import memberships


def portrait(subject: Subject) -> Part | None:
    """Of a body: itself as a network, the graph around it; of a prefecture, the networks that work there.

    Those that it is in stand among its ties already.
    """
    day = subject.day or clock.today()
    own = published().filter(body=subject.row).first()
    held = memberships.memberships_of(subject.row).filter(memberships.between(day, day))
    joined = published().filter(Moment(day, day).networks, body__in=held.order_by().values("of")).exists()
    is_prefecture = subject.kind == OrganizationKind.PREFECTURE
    year = FiscalYear.of(day) if subject.day else None
    region = networks(NetworkQuery(prefecture=subject.prefecture, year=year)) if is_prefecture else []
    if not own and not joined and not region:
        return None
    holds = {"own": own, "joined": joined, "region": region, "code": subject.prefecture, "key": subject.key}
    title, template = gettext("座組・ネットワーク"), "networks/parts/portrait.html"
    return Part(key="networks", title=title, template=template, holds=holds)
