"""An application is submitted by a program, once for each key that it chooses."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Header, Path, Query, Router, Schema, Status

from tsunagu.access.addresses import actor, private_endpoint
from tsunagu.applications import actions
from tsunagu.applications.enums import Verb
from tsunagu.applications.models import LONGEST_KEY, Submission
from tsunagu.applications.queries import applications as queries
from tsunagu.applications.rights import APPLICATIONS
from tsunagu.kernel.api import Page, Place, page, said

router = Router(tags=["applications"])
MOST_SENT = 16 * 1024  # bytes: nothing but the headers says anything
Number = Annotated[int, Path(description="the number of the application, as in its address", examples=[12])]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        description=f"chosen by the program, {LONGEST_KEY} letters at most; the same key again is the same submission",
        examples=["1f0e2c3a-submit"],
    ),
]


class SubmissionOut(Schema):
    """What was submitted."""

    receipt: str = Field(description="the receipt number")
    decided: datetime.datetime = Field(description="the instant that counts")
    fingerprint: str = Field(description="SHA-256 of the frozen dossier")


class KeptOut(SubmissionOut):
    """What was submitted of an application at one time."""

    withdrawn: bool = Field(description="whether it was taken back")


@router.get(
    "/applications/{number}/submissions",
    response=Page[KeptOut],
    operation_id="submissions",
    summary="What was submitted of an application",
)
@private_endpoint(APPLICATIONS, Verb.SEE, of=queries.application)
def submissions(request: HttpRequest, number: Number, place: Query[Place], thing: Any) -> Any:
    """What was submitted of an application of one's own body, the last first: it counts, unless it was withdrawn."""
    return page(request, place, queries.submissions(thing), _kept)


def _kept(one: Submission) -> dict[str, Any]:
    return {**_told(one), "withdrawn": one.withdrawn is not None}


def _told(one: Submission) -> dict[str, Any]:
    return said(one, "receipt", "decided", "fingerprint")


@router.post(
    "/applications/{number}/submissions",
    response={200: SubmissionOut, 201: SubmissionOut},
    operation_id="submit_application",
    summary="Submit an application",
)
@private_endpoint(APPLICATIONS, Verb.SUBMIT, of=queries.application, most_sent=MOST_SENT)
def submit(request: HttpRequest, number: Number, thing: Any, idempotency_key: Key = "") -> Any:
    """Submit the draft as it is saved. 201 with a receipt; 200 with the same one where it is submitted already.

    409 of the type `deadline-passed` once the call has closed; 422 with everything that is lacking.
    """
    submitted = actions.submit(thing, by=actor(request), key=idempotency_key)
    return Status(201 if submitted.is_new else 200, _told(submitted.submission))
