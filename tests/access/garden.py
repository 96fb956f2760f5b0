"""A room that the house does not have, whose things are lines of the ledger: its conditions, pages, counts.

Everything a page tells of its trees comes through ``FILTER``; a test puts another table there and must then fail.
"""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from tsunagu.access.addresses import actor, private_form, private_page
from tsunagu.access.enums import Role
from tsunagu.access.models import Entry
from tsunagu.access.queries import Told
from tsunagu.access.rights import ANYWHERE, Right, Rights, own, within
from tsunagu.kernel.labels import Labeled
from tsunagu.kernel.rendering import page


class Verb(Labeled):
    """What one may do in the garden."""

    VISIT = "garden.visit", "庭に入る", "Enter the garden"
    SEE = "garden.see", "木を見る", "See a tree"
    CUT = "garden.cut", "木を切る", "Cut a tree"


HERE = within("organization")
MINE = own("actor")
RIGHTS = Rights(
    of="garden.Tree",
    see=Verb.SEE,
    rows=(
        Right(Verb.SEE, (Role.SIGNED_IN,), MINE),
        Right(Verb.SEE, (Role.URA, Role.APPROVER), HERE),
        Right(Verb.SEE, (Role.PLATFORM_ADMINISTRATOR,)),
        Right(Verb.CUT, (Role.APPROVER,), HERE),
    ),
)
OPEN = Rights(of="garden.Shrub", see=Verb.SEE, rows=(Right(Verb.SEE, (Role.ANYBODY,), ANYWHERE),))
FILTER = RIGHTS


def tree(number: int) -> Entry | None:
    return Entry.objects.select_related("detail").filter(pk=number).first()


@private_page(RIGHTS, Verb.SEE, of=tree)
def one(request: HttpRequest, tree: Entry) -> HttpResponse:
    return HttpResponse(f"tree {tree.pk}")


@private_form(RIGHTS, Verb.CUT, most_sent=1000, of=tree)
def cut(request: HttpRequest, tree: Entry) -> HttpResponse:
    return HttpResponse("cut")


@page
def total(request: HttpRequest) -> HttpResponse:
    """A count and facets, on a page that is for everybody."""
    seen = FILTER.among(actor(request), Entry.objects.all())
    facets = seen.order_by("role").values("role").annotate(many=Count("pk"))
    return HttpResponse(f"{seen.count()} {list(facets)}")


@page
def suggested(request: HttpRequest) -> HttpResponse:
    """Names that begin with something, as one types."""
    seen = FILTER.among(actor(request), Entry.objects.select_related("detail"))
    return JsonResponse([Told.of(entry).actor for entry in seen], safe=False)


urlpatterns = [
    path("garden/", total, name="total"),
    path("garden/suggested/", suggested, name="suggested"),
    path("garden/<int:number>/", one, name="one"),
    path("garden/<int:number>/cut/", cut, name="cut"),
]
