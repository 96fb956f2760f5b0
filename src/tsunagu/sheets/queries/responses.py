"""What bodies are asked, and what their people say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from tsunagu.access.actors import Actor
from tsunagu.kernel import clock
from tsunagu.kernel.announced import Tool, Waiting
from tsunagu.sheets.enums import Kind, ResponseState, Standing, Verb
from tsunagu.sheets.models import Attachment, Reply, Response
from tsunagu.sheets.queries import versions
from tsunagu.sheets.rights import RESPONSES, VERSIONS
from tsunagu.sheets.rules import answers, tallies
from tsunagu.sheets.rules.answers import Said
from tsunagu.sheets.rules.questions import Question

Attached = Mapping[str, list[Attachment]]
_FILES = Prefetch("attachments", Attachment.objects.defer("content"))


def responses(by: Actor) -> list[Response]:
    """What somebody may see, what closes first coming first."""
    return list(RESPONSES.among(by, _rows()))


def response(number: int) -> Response | None:
    """The response with this number, if there is one; who may see it is asked at the door."""
    return _rows().filter(pk=number).first()


def of_occasion(occasion: str) -> list[Response]:
    """Every response that was asked for on an occasion; whether they may be told is for the room that asks."""
    return list(_rows().filter(occasion=occasion).order_by("body__name"))


def is_open(one: Response) -> bool:
    """Whether its body can still write."""
    return one.state == ResponseState.OPEN and clock.now() < one.closes


def reply(one: Response, by: Actor) -> Reply | None:
    """What somebody themselves say in a response, if they began."""
    return Reply.objects.filter(response=one, user_id=by.user or 0).prefetch_related(_FILES).first()


def replies(one: Response) -> list[tuple[Reply, dict[str, Said]]]:
    """What each person of the body says, files included."""
    asked = versions.questions(one.version)
    rows = Reply.objects.filter(response=one).prefetch_related(_FILES)
    return [(row, said(asked, row, attachments(row))) for row in rows]


def said(
    questions: tuple[Question, ...],
    row: Reply | None,
    attached: Attached,
) -> dict[str, Said]:
    """What a person says to each question; a question that takes files is answered by those that they attached."""
    kept = row.answers if row else {}
    return {question.key: _said(question, kept.get(question.key), attached) for question in questions}


def _said(question: Question, kept: Mapping[str, Any] | None, attached: Attached) -> Said:
    one = Said.of(kept) if kept else answers.NOTHING
    files = attached.get(question.key, [])
    if question.kind is Kind.FILE and files and one.standing is Standing.NOT_ANSWERED:
        return Said(Standing.GIVEN, [file.name for file in files], one.evidence)
    return one


def attachments(row: Reply | None) -> Attached:
    """The files that a person attached, by question."""
    found: defaultdict[str, list[Attachment]] = defaultdict(list)
    for one in row.attachments.all() if row else ():
        found[one.question].append(one)
    return found


def attachment(one: Response, number: int) -> Attachment | None:
    """A file of a response."""
    return Attachment.objects.filter(reply__response=one, pk=number).select_related("reply").first()


def of_body(one: Response) -> dict[str, Said]:
    """What a body says to each question of its response, as it is counted."""
    told = [saying for _, saying in replies(one)]
    return tallies.of_body(versions.questions(one.version), told)


def counted(ones: Sequence[Response]) -> list[dict[str, Said]]:
    """What is counted of responses to one version, in their order: of each nothing before it is submitted.

    Three statements, however many they are.
    """
    if not ones:
        return []
    asked = versions.questions(ones[0].version)
    told = _told([one.pk for one in ones if one.state == ResponseState.SENT], asked)
    return [tallies.of_body(asked, told[one.pk]) if one.pk in told else {} for one in ones]


def _told(numbers: Sequence[int], asked: tuple[Question, ...]) -> dict[int, list[dict[str, Said]]]:
    """What the people of each response say, by its number."""
    found: defaultdict[int, list[dict[str, Said]]] = defaultdict(list)
    for row in Reply.objects.filter(response__in=numbers).prefetch_related(_FILES):
        found[row.response_id].append(said(asked, row, attachments(row)))
    return found


def desk(by: Actor) -> Iterator[Waiting]:
    """What waits to be answered by somebody's body."""
    waiting = _rows().filter(state=ResponseState.OPEN, closes__gt=clock.now())
    for one in RESPONSES.among(by, waiting, Verb.SUBMIT):
        title = gettext("「%(title)s」に回答する") % {"title": one.display_title}
        yield Waiting(
            title=title,
            url=one.get_absolute_url(),
            since=one.made,
            due=one.closes,
            about=str(one.body),
        )


def tools(by: Actor) -> Iterator[Tool]:
    """The list of responses, for whoever has one to look at, and the sheets, for officers."""
    if RESPONSES.among(by, Response.objects.all()).exists():
        yield Tool(title=gettext("回答の一覧"), url=reverse("sheets:responses"))
    if VERSIONS.may_anywhere(by, Verb.EDIT):
        yield Tool(title=gettext("質問票"), url=reverse("sheets:versions"))


def _rows() -> QuerySet[Response]:
    return Response.objects.select_related("version__sheet", "body")
