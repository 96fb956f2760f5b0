"""A body with everything that is known of it on a day, as one record for its page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tsunagu.kernel import clock
from tsunagu.kernel.labels import Label
from tsunagu.kernel.portraits import Subject
from tsunagu.kernel.questions import asked
from tsunagu.organizations.enums import TieKind
from tsunagu.organizations.models import (
    Entry,
    Identifier,
    Name,
    Organization,
    OwnWord,
    Resource,
    Succession,
    Tie,
    Unit,
    Window,
)
from tsunagu.organizations.models.evidence import holding
from tsunagu.organizations.queries.lineage import Lineage, lineage
from tsunagu.organizations.queries.offers import Offer, offers
from tsunagu.organizations.queries.people import Shown, people_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PortraitQuery:
    """As of which day a body is asked for."""

    as_of: date | None = asked(Label("基準日", "As of"), None, help="as it was on this day; today where it is not said")


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """A body on a day.

    name: the one it bore then. was, now: what it was on the day, and what has become of it by today. parts: bodies that
    are a part of it. ties: what it is to others, as a member of a network; tied: what others are to it, as its members.
    """

    body: Organization
    day: date
    name: str
    names: tuple[Name, ...]
    identifiers: tuple[Identifier, ...]
    lineage: Lineage
    was: tuple[Organization, ...]
    now: tuple[Organization, ...]
    parts: tuple[Organization, ...]
    units: tuple[Unit, ...]
    ties: tuple[Tie, ...]
    tied: tuple[Tie, ...]
    entries: tuple[Entry, ...]
    people: tuple[Shown, ...]
    resources: tuple[Resource, ...]
    windows: tuple[Window, ...]
    own_words: tuple[OwnWord, ...]
    offer: Offer

    @property
    def existed(self) -> bool:
        """Whether it was there on the day, so far as is known."""
        return self.body.span.holds(self.day)

    @property
    def elsewhen(self) -> list[Organization]:
        """What it was on the day, where that was others."""
        return [one for one in self.was if one.pk != self.body.pk]

    @property
    def became(self) -> list[Organization]:
        """What has become of it, where others followed."""
        return [one for one in self.now if one.pk != self.body.pk]

    @property
    def successions(self) -> list[Succession]:
        """All that came before it and after it, from the earliest on."""
        return [*self.lineage.before, *self.lineage.after]

    @property
    def joined(self) -> list[Tie]:
        """What it takes part in, without what it set up."""
        return [tie for tie in self.ties if tie.kind != TieKind.HOST]

    @property
    def hosts(self) -> list[Organization]:
        """Who set it up."""
        return [tie.body for tie in self.tied if tie.kind == TieKind.HOST]


def portrait(key: str, day: date | None = None) -> Portrait | None:
    """The body of this key on a day, today by default, in a fixed number of statements; none where there is none."""
    on = day or clock.today()
    body = Organization.objects.filter(key=key).select_related("parent").first()
    if body is None:
        return None
    line, names = lineage(body), tuple(Name.objects.filter(organization=body))
    [offer] = offers([body], on)
    return Portrait(
        body=body,
        day=on,
        name=_name_on(body, names, on),
        names=names,
        identifiers=tuple(Identifier.objects.filter(organization=body)),
        lineage=line,
        was=tuple(line.then(body, on)),
        now=tuple(line.now(body, clock.today())),
        parts=tuple(_parts(body, on)),
        units=tuple(Unit.objects.filter(holding(on), organization=body)),
        ties=tuple(offer.ties),
        tied=tuple(Tie.objects.filter(holding(on), of=body).select_related("body")),
        entries=tuple(offer.named),
        people=tuple(people_of(body, on)),
        resources=tuple(offer.resources),
        windows=tuple(offer.windows),
        own_words=tuple(OwnWord.objects.filter(organization=body)),
        offer=offer,
    )


def subject(body: Organization, numbers: Iterable[Identifier] = (), day: date | None = None) -> Subject:
    """A body as the rooms above are told of it."""
    every = list(numbers)
    return Subject(
        row=body.pk,
        key=body.key,
        name=body.name,
        kind=body.kind,
        prefecture=body.prefecture,
        numbers={number.scheme: number.value for number in every},
        unsure=frozenset(number.scheme for number in every if not number.certain),
        day=day,
    )


def _parts(body: Organization, day: date) -> list[Organization]:
    """Bodies that are a part of it, also those that it set up with others."""
    set_up = Q(tied__body=body, tied__kind=TieKind.HOST)
    return list(Organization.objects.filter(Q(parent=body) | set_up, holding(day)).distinct())


def _name_on(body: Organization, names: tuple[Name, ...], day: date) -> str:
    """The official name that it bore on a day; the last one known where none is."""
    borne = [name for name in names if name.kind == "official" and name.span.holds(day)]
    return borne[-1].text if borne else body.name
