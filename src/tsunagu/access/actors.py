"""Who acts: what every query with ``by=`` and every action is given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from tsunagu.access.enums import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A role in one organization, now. organization: its number; none where the role is one of the platform.

    membership: the number of the membership behind it. instead_of: the user in whose place somebody acts (代決).
    """

    role: Role
    organization: int | None = None
    membership: int | None = None
    instead_of: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, with what, at this instant.

    user: the number of who signed in. name: as the ledger keeps it. posts: what holds now; what ended is not among
    them. scopes: the verbs that a token allows; none where nothing narrows. request: the number of the request.
    alone: a capacity that needs no membership.
    """

    user: int | None = None
    name: str = ""
    posts: tuple[Post, ...] = ()
    scopes: frozenset[str] | None = None
    request: str = ""
    alone: tuple[Role, ...] = field(default=(Role.ANYBODY,))

    @property
    def roles(self) -> frozenset[Role]:
        """All capacities, whatever the organization."""
        return frozenset([*self.alone, *(post.role for post in self.posts)])

    def organizations(self, roles: Iterable[Role]) -> frozenset[int]:
        """The organizations in which one of these roles is held."""
        wanted = frozenset(roles)
        return frozenset(post.organization for post in self.posts if post.role in wanted and post.organization)


NOBODY = Actor()
"""A reader who did not sign in."""


def signed_in(*, user: int, name: str, posts: Iterable[Post], request: str = "") -> Actor:
    """Who signed in, with the posts that hold now."""
    return Actor(user=user, name=name, posts=tuple(posts), request=request, alone=(Role.ANYBODY, Role.SIGNED_IN))


def by_token(*, user: int, name: str, posts: Iterable[Post], scopes: Iterable[str], request: str = "") -> Actor:
    """A program with somebody's token, narrowed to its verbs."""
    who = signed_in(user=user, name=name, posts=posts, request=request)
    return replace(who, scopes=frozenset(scopes))


def terminal(name: str) -> Actor:
    """Whoever types commands on the machine of the site; name: their name there."""
    return Actor(name=name, alone=(Role.ANYBODY, Role.TERMINAL))


def system(name: str) -> Actor:
    """A job of the site; name: which one."""
    return Actor(name=name, alone=(Role.ANYBODY, Role.SYSTEM))
