"""Tokens of the API: issued once, kept as a hash, gone with the post."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext

from tsunagu.access import actors, ledger
from tsunagu.access.actors import NOBODY, Actor
from tsunagu.accounts import rights, secrets
from tsunagu.accounts.enums import Verb
from tsunagu.accounts.models import LONGEST_NAME, Membership, Token
from tsunagu.accounts.queries import posts, tokens
from tsunagu.accounts.rules import posts as rules
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Problem, Rejected

LONGEST = timedelta(days=366)
_NOTE = timedelta(minutes=1)  # between two notes of the last use
_SHOWN = 8  # letters of a token by which its owner knows it again
_BEGIN = "tsu_"  # by which programs that look for leaked secrets know one


def issue(
    *,
    by: Actor,
    post: Membership,
    name: str,
    scopes: Collection[str],
    expires: datetime,
    offered: Collection[str],
) -> tuple[Token, str]:
    """A token of a post and its secret, which is shown once. Raises ``Rejected``. offered: the verbs there are."""
    now = clock.now()
    rights.POSTS.require(by, Verb.ISSUE_TOKEN, post)
    problems = [
        *([] if name.strip() else [Problem("empty", gettext("名前を入力してください。"), "name")]),
        *(
            []
            if now < expires <= now + LONGEST
            else [Problem("expires", gettext("期限は1年以内にしてください。"), "expires")]
        ),
        *(
            []
            if scopes and set(scopes) <= set(offered)
            else [Problem("scopes", gettext("できることを選んでください。"), "scopes")]
        ),
        *([] if _counts(by, post, now) else [Problem("post", gettext("この所属は有効ではありません。"), "post")]),
    ]
    if problems:
        raise Rejected(problems)
    secret = f"{_BEGIN}{secrets.new()}"
    with transaction.atomic():
        token = Token.objects.create(
            membership=post,
            name=name.strip()[:LONGEST_NAME],
            prefix=secret[:_SHOWN],
            digest=secrets.digest(secret),
            scopes=sorted(scopes),
            expires=expires,
        )
        after = {"name": token.name, "scopes": token.scopes, "expires": expires.isoformat(), "membership": post.pk}
        ledger.record(by=by, verb=Verb.ISSUE_TOKEN, thing=token, after=after)
    return token, secret


def _counts(by: Actor, post: Membership, at: datetime) -> bool:
    """Whether somebody acts with a post of theirs: one that lacks a second factor in this session does not count."""
    return rules.holds(posts.held(post), at) and post.pk in {held.membership for held in by.posts}


def revoke(*, by: Actor, token: Token) -> None:
    """End a token at once."""
    with transaction.atomic():
        rights.TOKENS.require(by, Verb.REVOKE_TOKEN, token)
        token.revoked = clock.now()
        token.save(update_fields=["revoked"])
        ledger.record(by=by, verb=Verb.REVOKE_TOKEN, thing=token, before={"name": token.name})


def use(*, secret: str, at: datetime, request: str = "") -> Actor:
    """Who acts by a token: with its post alone, for its verbs alone; nobody, where it or its post does not hold."""
    token = tokens.by_digest(secrets.digest(secret)).first()
    if token is None or token.revoked or token.expires <= at:
        return NOBODY
    user = token.membership.user
    if user is None or not user.is_active:
        return NOBODY
    held = posts.counting(user, rules.posts_at(at, [posts.held(token.membership)]))
    if not held:
        return NOBODY
    if token.used is None or at - token.used >= _NOTE:
        Token.objects.filter(pk=token.pk).update(used=at)
    return actors.by_token(
        user=user.pk,
        name=str(user),
        posts=held,
        scopes=token.scopes,
        request=request,
    )
