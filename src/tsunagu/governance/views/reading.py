"""What everybody reads: points, meetings, bodies, documents, milestones."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from tsunagu.governance.forms import MilestoneFilters, PointFilters
from tsunagu.governance.queries import bodies as body_queries
from tsunagu.governance.queries import counts
from tsunagu.governance.queries import milestones as milestone_queries
from tsunagu.governance.queries import points as point_queries
from tsunagu.kernel.rendering import answer, export, page


@page
def points(request: HttpRequest) -> HttpResponse:
    """What was asked, under its headings, and what became of it."""
    form = PointFilters(request.GET)
    raised = point_queries.points(form.asked())
    if file := export(form, lambda: point_queries.POINTS.table("points", raised)):
        return file
    context = {
        "form": form,
        "groups": point_queries.grouped(raised),
        "tallies": point_queries.tallies(raised),
        "total": len(raised),
    }
    return answer(request, "governance/points.html", context, part="governance/parts/points_found.html")


@page
def point(request: HttpRequest, key: str) -> HttpResponse:
    """One point with everything that became of it."""
    raised = point_queries.point(key)
    if raised is None:
        raise Http404
    return answer(request, "governance/point.html", {"raised": raised, "point": raised.point})


@page
def meeting(request: HttpRequest, key: str) -> HttpResponse:
    """One meeting and what was asked in it."""
    one = body_queries.meeting(key)
    if one is None:
        raise Http404
    before, after = body_queries.neighbors(one)
    raised = point_queries.of_meeting(one)
    context = {"meeting": one, "before": before, "after": after, "raised": raised}
    return answer(request, "governance/meeting.html", context)


@page
def bodies(request: HttpRequest) -> HttpResponse:
    """All bodies: how often each met, when last, and who has not met for a year."""
    context = {"overviews": body_queries.overviews(), "columns": counts.COUNTS, "counts": counts.compared()}
    return answer(request, "governance/bodies.html", context)


@page
def body(request: HttpRequest, key: str) -> HttpResponse:
    """One body: its members, its meetings, and what was asked in it."""
    one = body_queries.body(key)
    if one is None:
        raise Http404
    shown = body_queries.portrait(one)
    context = {"body": one, "shown": shown, "groups": point_queries.grouped(shown.raised)}
    return answer(request, "governance/body.html", context)


@page
def documents(request: HttpRequest) -> HttpResponse:
    """What was decided or written, what each was derived from, and how many points it answers."""
    return answer(request, "governance/documents.html", {"documents": body_queries.documents()})


@page
def milestones(request: HttpRequest) -> HttpResponse:
    """Milestones by their days, with what waits for what."""
    form = MilestoneFilters(request.GET)
    question = form.asked()
    placed = milestone_queries.milestones(question)
    if file := export(form, lambda: milestone_queries.MILESTONES.table("milestones", placed)):
        return file
    context = {"form": form, "question": question, "placed": placed}
    return answer(request, "governance/milestones.html", context, part="governance/parts/milestones_found.html")
