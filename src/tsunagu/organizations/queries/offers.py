"""What bodies offer to a local government or a company, so far as documents or the bodies themselves say it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q

from tsunagu.organizations.enums import OrganizationKind, TieKind
from tsunagu.organizations.models import Criterion, Entry, Organization, Resource, Tie, Window
from tsunagu.organizations.models.evidence import holding

JOINT_USAGE = "joint-usage"  # how the keys of the lists of joint usage and research centers begin
_OTHER_SIDE = (
    OrganizationKind.PREFECTURE,
    OrganizationKind.MUNICIPALITY,
    OrganizationKind.COMPANY,
    OrganizationKind.BANK,
    OrganizationKind.ASSOCIATION,
)
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What one body offers.

    windows: whom to turn to. centers: those it set up that researchers of others may use, as the list that names them
    says. resources: things that others may use. partnerships: networks in which it is together with local governments
    or companies. named: the other lists in which it stands.
    """

    body: Organization
    windows: Sequence[Window]
    centers: Sequence[Entry]
    resources: Sequence[Resource]
    partnerships: Sequence[Tie]
    named: Sequence[Entry]

    @property
    def empty(self) -> bool:
        """Whether nothing is known of it."""
        return not (self.windows or self.centers or self.resources or self.partnerships)


def offers(bodies: Collection[Organization], day: date) -> list[Offer]:
    """What each of these bodies offers on a day, in their order; in six statements, however many they are."""
    numbers = [body.pk for body in bodies]
    windows = _by(Window.objects.filter(holding(day), organization__in=numbers), "organization_id")
    resources = _by(Resource.objects.filter(holding(day), owner__in=numbers), "owner_id")
    named = _by(_entries(numbers), "organization_id")
    partnerships = _by(_partnerships(numbers, day), "body_id")
    centers = _centers(numbers, day)
    return [
        Offer(
            body=body,
            windows=windows[body.pk],
            centers=centers[body.pk],
            resources=resources[body.pk],
            partnerships=partnerships[body.pk],
            named=named[body.pk],
        )
        for body in bodies
    ]


def _entries(numbers: Sequence[int]) -> Iterable[Entry]:
    """Where these stand in lists; ``has_criteria``: whether a document says what that takes."""
    asked = Criterion.objects.filter(listing=OuterRef("listing"))
    listed = Entry.objects.filter(organization__in=numbers)
    return listed.annotate(has_criteria=Exists(asked)).select_related("listing")


def _partnerships(numbers: Sequence[int], day: date) -> Iterable[Tie]:
    """What these are a member of, with somebody of the other side."""
    mixed = Tie.objects.filter(holding(day), body__kind__in=_OTHER_SIDE).values("of")
    own = Q(body__in=numbers) & ~Q(kind=TieKind.HOST)
    return Tie.objects.filter(holding(day), own, of__in=mixed).select_related("of")


def _centers(numbers: Sequence[int], day: date) -> dict[int, list[Entry]]:
    """The centers for joint usage that these set up, by who did."""
    ties = list(Tie.objects.filter(holding(day), body__in=numbers, kind=TieKind.HOST).values_list("body", "of"))
    listed = Entry.objects.filter(organization__in={of for _, of in ties}, listing__key__startswith=JOINT_USAGE)
    entries = _by(listed.select_related("listing", "organization"), "organization_id")
    found: dict[int, list[Entry]] = defaultdict(list)
    for host, center in ties:
        found[host] += entries[center][:1]  # a center stands in several lists
    return found


def _by(rows: Iterable[Thing], number: str) -> dict[int, list[Thing]]:
    grouped: dict[int, list[Thing]] = defaultdict(list)
    for row in rows:
        grouped[getattr(row, number)].append(row)
    return grouped
