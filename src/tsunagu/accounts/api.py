"""JSON of this room: who a token is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tsunagu.access.actors import Actor

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


@router.get("/me", response=Me, operation_id="me")
def me(request: HttpRequest) -> Any:
    """Who a token belongs to, and for what it is good: give it as `Authorization: Bearer tsu_…`."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    if by.user is None:
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Bearer realm="tsunagu"'})
    posts = [PostOut.from_orm(post) for post in by.posts]
    return Me(name=by.name, scopes=sorted(by.scopes or ()), posts=posts)
