"""Who may do what to posts and what hangs on them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from tsunagu.access.actors import Actor
from tsunagu.access.enums import Role
from tsunagu.access.rights import Condition, Right, Rights, own, verb_label, within
from tsunagu.accounts.enums import Fact, State, Verb
from tsunagu.accounts.rules.posts import BY_ORGANIZATIONS, OVER_AUTHORITIES
from tsunagu.kernel.labels import Label
from tsunagu.organizations.enums import AUTHORITIES

_PLATFORM = (Role.PLATFORM_ADMINISTRATOR, Role.TERMINAL)

ORDINARY_HERE = Condition(
    name="an ordinary role of one's own organization",
    label=Label("所属する機関の、機関が付与できる役割", "A role that one's own organization may grant"),
    test=lambda by, role, thing: thing.role in BY_ORGANIZATIONS and thing.organization_id in by.organizations([role]),
    filter=lambda by, role: Q(role__in=BY_ORGANIZATIONS, organization_id__in=by.organizations([role])),
)
FIRST_OF_ITS_KIND = Condition(
    name="an administrator of an organization",
    label=Label("機関管理者の役割", "The role of an administrator of an organization"),
    test=lambda by, role, thing: thing.role == Role.ADMINISTRATOR and thing.organization_id is not None,
    filter=lambda by, role: Q(role=Role.ADMINISTRATOR, organization_id__isnull=False),
)
OF_THE_PLATFORM = Condition(
    name="a post of the platform",
    label=Label("運営管理者・事業担当官・審査員の役割", "The roles of the platform"),
    test=lambda by, role, thing: thing.role not in BY_ORGANIZATIONS,
    filter=lambda by, role: ~Q(role__in=BY_ORGANIZATIONS),
)
OVER_AN_AUTHORITY = Condition(
    name="an administrator or approver of an authority",
    label=Label("府省・外局・配分機関の、機関管理者・決裁者の役割", "Administrators and approvers of an authority"),
    test=lambda by, role, thing: thing.role in OVER_AUTHORITIES and _is_authority(thing),
    filter=lambda by, role: Q(role__in=OVER_AUTHORITIES, organization__kind__in=AUTHORITIES),
)


def _is_authority(thing: Any) -> bool:
    return thing.organization is not None and thing.organization.kind in AUTHORITIES


_NOBODY = 0  # no user has this number


def _own_post(path: str) -> Condition:
    """What belongs to a post of one's own. path: from the thing to the number of a user."""
    steps = path.split("__")

    def test(by: Actor, role: Role, thing: Any) -> bool:
        for step in steps:
            thing = getattr(thing, step)
        return by.user is not None and bool(thing == by.user)

    return Condition(
        name=f"own {path}",
        label=Label("本人のもの", "One's own"),
        test=test,
        filter=lambda by, role: Q(**{path: by.user or _NOBODY}),
    )


_MINE = (Role.SIGNED_IN,)
_OFFICE = (Role.ADMINISTRATOR,)

USERS = Rights(of="accounts.User", see=Verb.READ, rows=(Right(Verb.READ, _MINE, own("pk")),))
POSTS = Rights(
    of="accounts.Membership",
    see=Verb.SEE,
    rows=(
        Right(Verb.SEE, _MINE, own("user_id")),
        Right(Verb.SEE, _OFFICE, within("organization_id")),
        Right(Verb.SEE, _PLATFORM),
        Right(Verb.INVITE, _OFFICE, ORDINARY_HERE),
        Right(Verb.INVITE, _PLATFORM, OF_THE_PLATFORM),
        Right(Verb.INVITE, _PLATFORM, FIRST_OF_ITS_KIND),
        Right(Verb.CONFIRM, _OFFICE, ORDINARY_HERE),
        Right(Verb.APPROVE, (Role.PLATFORM_ADMINISTRATOR,), OF_THE_PLATFORM),
        Right(Verb.APPROVE, (Role.PLATFORM_ADMINISTRATOR,), OVER_AN_AUTHORITY),
        Right(Verb.END, _OFFICE, within("organization_id")),
        Right(Verb.END, _MINE, own("user_id")),
        Right(Verb.END, _PLATFORM),
        Right(Verb.DELEGATE, (Role.APPROVER,), own("user_id")),
        Right(Verb.ISSUE_TOKEN, _MINE, own("user_id")),
    ),
    values={"role": Role, "state": State},
)
DOMAINS = Rights(
    of="accounts.Domain",
    see=Verb.SEE,
    rows=(
        Right(Verb.SEE, _OFFICE, within("organization_id")),
        Right(Verb.SEE, _PLATFORM),
        Right(Verb.ADD_DOMAIN, _PLATFORM),
        Right(Verb.REMOVE_DOMAIN, _OFFICE, within("organization_id")),
        Right(Verb.REMOVE_DOMAIN, _PLATFORM),
    ),
)
HAND_OVERS = Rights(
    of="accounts.HandOver",
    see=Verb.SEE,
    rows=(
        Right(Verb.SEE, _OFFICE, within("organization_id")),
        Right(Verb.SEE, _PLATFORM),
        Right(Verb.HAND_OVER, _OFFICE, within("organization_id")),
    ),
    facts=(Fact,),
)
TOKENS = Rights(
    of="accounts.Token",
    see=Verb.SEE,
    rows=(
        Right(Verb.SEE, _MINE, _own_post("membership__user_id")),
        Right(Verb.REVOKE_TOKEN, _MINE, _own_post("membership__user_id")),
        Right(Verb.REVOKE_TOKEN, _OFFICE, within("membership__organization_id")),
        Right(Verb.SEE, _OFFICE, within("membership__organization_id")),
    ),
    facts=(Fact,),
    values={Fact.SCOPES: verb_label},
)
DELEGATIONS = Rights(
    of="accounts.Delegation",
    see=Verb.SEE,
    rows=(
        Right(Verb.SEE, _MINE, _own_post("membership__user_id")),
        Right(Verb.SEE, _MINE, own("deputy_id")),
        Right(Verb.DELEGATE, (Role.APPROVER,), _own_post("membership__user_id")),
    ),
    facts=(Fact,),
)
TABLES = (USERS, POSTS, DOMAINS, HAND_OVERS, TOKENS, DELEGATIONS)
