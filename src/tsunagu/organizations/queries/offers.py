"""What bodies offer to a local government or a company, so far as documents or the bodies themselves say it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef

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
    or companies. named: the other lists in which it stands. ties: all that it is to others.
    """

    body: Organization
    windows: Sequence[Window]
    centers: Sequence[Entry]
    resources: Sequence[Resource]
    partnerships: Sequence[Tie]
    named: Sequence[Entry]
    ties: Sequence[Tie]

    @property
    def empty(self) -> bool:
        """Whether nothing is known of it."""
        return not (self.windows or self.centers or self.resources or self.partnerships)


def offers(bodies: Collection[Organization], day: date) -> list[Offer]:
    """What each of these bodies offers on a day, in their order; in five statements, however many they are."""
    numbers = [body.pk for body in bodies]
    windows = _by(Window.objects.filter(holding(day), organization__in=numbers), "organization_id")
    resources = _by(Resource.objects.filter(holding(day), owner__in=numbers), "owner_id")
    named = _by(_entries(numbers), "organization_id")
    ties = _by(_ties(numbers, day), "body_id")
    centers = _centers(tie for body in bodies for tie in ties[body.pk] if tie.kind == TieKind.HOST)
    return [
        Offer(
            body=body,
            windows=windows[body.pk],
            centers=centers[body.pk],
            resources=resources[body.pk],
            partnerships=[tie for tie in ties[body.pk] if tie.mixed and tie.kind != TieKind.HOST],
            named=named[body.pk],
            ties=ties[body.pk],
        )
        for body in bodies
    ]


def _entries(numbers: Sequence[int]) -> Iterable[Entry]:
    """Where these stand in lists; ``has_criteria``: whether a document says what that takes."""
    asked = Criterion.objects.filter(listing=OuterRef("listing"))
    listed = Entry.objects.filter(organization__in=numbers)
    return listed.annotate(has_criteria=Exists(asked)).select_related("listing")


def _ties(numbers: Sequence[int], day: date) -> Iterable[Any]:
    """What these are to others; ``mixed``: whether somebody of the other side is a member there, too."""
    mixed = Tie.objects.filter(holding(day), body__kind__in=_OTHER_SIDE, of=OuterRef("of"))
    return Tie.objects.filter(holding(day), body__in=numbers).annotate(mixed=Exists(mixed)).select_related("of")


def _centers(hosted: Iterable[Tie]) -> dict[int, list[Entry]]:
    """The centers for joint usage among what was set up, by who did."""
    ties = [(tie.body_id, tie.of_id) for tie in hosted]
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
