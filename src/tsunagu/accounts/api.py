"""JSON of this room: who a token is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tsunagu.access.addresses import actor, private_endpoint
from tsunagu.accounts.enums import Verb
from tsunagu.accounts.rights import USERS

router = Router(tags=["accounts"])


class PostOut(Schema):
    """A role in an organization."""

    role: str = Field(description="the role")
    organization: int | None = Field(description="the number of the organization; none for a role of the platform")
    membership: int | None = Field(description="the number of the post")


class Me(Schema):
    """Who asks."""

    name: str = Field(description="the owner of the token")
    scopes: list[str] = Field(description="the verbs for which the token is good")
    posts: list[PostOut] = Field(description="the posts that hold now")


def _with_token(view: Callable[..., Any]) -> Callable[..., Any]:
    """Ask for a token where there is none that holds."""

    @wraps(view)
    def answering(request: HttpRequest, **named: Any) -> Any:
        if actor(request).user is None:
            return HttpResponse(status=401, headers={"WWW-Authenticate": 'Bearer realm="tsunagu"'})
        return view(request, **named)

    return answering


@router.get("/me", response=Me, operation_id="me")
@_with_token
@private_endpoint(USERS, Verb.READ)
def me(request: HttpRequest) -> Any:
    """Who a token belongs to, and for what it is good: give it as `Authorization: Bearer tsu_…`."""
    by = actor(request)
    posts = [PostOut.from_orm(post) for post in by.posts]
    return Me(name=by.name, scopes=sorted(by.scopes or ()), posts=posts)
