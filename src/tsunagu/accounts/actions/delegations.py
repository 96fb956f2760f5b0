"""代決: an approver has a colleague decide in their place for some days."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext, override

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.accounts import rights
from tsunagu.accounts.actions import telling
from tsunagu.accounts.enums import Verb
from tsunagu.accounts.models import Delegation, Membership, User
from tsunagu.accounts.queries import posts
from tsunagu.accounts.rules import posts as rules
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Problem, Rejected


def delegate(
    *,
    by: Actor,
    post: Membership,
    deputy: User,
    first: date,
    last: date,
    reason: str = "",
) -> Delegation:
    """Have somebody decide in one's place from a first to a last day. Raises ``Rejected``."""
    rights.POSTS.require(by, Verb.DELEGATE, post)
    now = clock.now()
    starts, ends = max(rules.first_instant(first), now), rules.after(last)
    problems = []
    if ends <= starts:
        problems.append(Problem("ends", gettext("終了日は、今日以降で、開始日以降にしてください。"), "last"))
    if not posts.colleagues(by, now, post.organization_id).filter(pk=deputy.pk).exists():
        problems.append(Problem("deputy", gettext("同じ機関に所属する人を選んでください。"), "deputy"))
    if posts.is_delegated(post, deputy, starts, ends):
        problems.append(Problem("twice", gettext("この人には、この期間の代決をすでに委ねています。"), "deputy"))
    if problems:
        raise Rejected(problems)
    with transaction.atomic():
        given = Delegation.objects.create(
            membership=post, deputy=deputy, starts=starts, ends=ends, reason=reason.strip()[:200]
        )
        after = {"deputy": deputy.pk, "starts": starts.isoformat(), "ends": ends.isoformat()}
        ledger.record(by=by, verb=Verb.DELEGATE, thing=given, after=after, reason=reason)
        with override(deputy.language):
            telling.mail(
                to=deputy.email,
                subject=gettext("代決を委ねられました"),
                text=gettext("%(name)sさんから、%(first)sから%(last)sまでの代決を委ねられました。")
                % {"name": by.name, "first": first, "last": last},
                key=f"accounts.delegation:{given.pk}",
                expires=ends,
                language=deputy.language,
                hold=f"membership:{post.pk}",
            )
    return given


def revoke(*, by: Actor, given: Delegation) -> None:
    """Take a delegation back at once."""
    with transaction.atomic():
        rights.DELEGATIONS.require(by, Verb.DELEGATE, given)
        given.revoked = clock.now()
        given.save(update_fields=["revoked"])
        ledger.record(by=by, verb=Verb.DELEGATE, thing=given, before={"deputy": given.deputy_id})
