"""Another mail address, which counts once both the old and the new one said so."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext

from tsunagu.access import actors, ledger
from tsunagu.accounts import secrets
from tsunagu.accounts.actions import telling
from tsunagu.accounts.enums import Verb
from tsunagu.accounts.models import AddressChange, User
from tsunagu.accounts.queries import people
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Hidden, Problem, Rejected

VALID = timedelta(days=1)


def ask(*, user: User, email: str, link: str) -> None:
    """Write to both addresses. link: the address of the page that takes answers, with ``{key}`` in it.

    An address that is somebody else's gets a mail that says so, and nothing here tells it. Raises ``Rejected``.
    """
    email = email.strip().lower()
    _require(user, email)
    old, new = secrets.new(), secrets.new()
    with transaction.atomic():
        AddressChange.objects.filter(user=user).delete()
        change = AddressChange.objects.create(
            user=user,
            email=email,
            old_key=secrets.digest(old),
            new_key=secrets.digest(new),
            expires=clock.now() + VALID,
        )
        _write(change, user.email, link.format(key=old))
        if people.by_address(email) is None:
            _write(change, email, link.format(key=new))
        else:
            _tell_taken(change, email)


def _require(user: User, email: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise Rejected([Problem("email", text, "email") for text in error.messages]) from None
    if email == user.email.lower():
        raise Rejected([Problem("same", gettext("現在と同じです。別のものにしてください。"), "email")])


def _write(change: AddressChange, to: str, link: str) -> None:
    telling.mail(
        to=to,
        subject=gettext("メールアドレスの変更の確認"),
        text=gettext(
            "%(name)sさんのメールアドレスを %(old)s から %(new)s に変える申し込みがありました。\n"
            "次のページで承認してください。両方のアドレスで承認すると変わります。リンクは24時間使えます。\n\n%(link)s\n\n"
            "心当たりがない場合は承認せず、このメールを破棄してください。"
        )
        % {"name": change.user, "old": change.user.email, "new": change.email, "link": link},
        key=f"accounts.address:{change.pk}:{to}",
        expires=change.expires,
        language=change.user.language,
        secret=True,
    )


def _tell_taken(change: AddressChange, to: str) -> None:
    telling.mail(
        to=to,
        subject=gettext("すでに登録があります"),
        text=gettext("別の利用者が、このアドレスへの変更を申し込みましたが、すでに登録があるため変更されません。"),
        key=f"accounts.address-taken:{change.pk}",
        language=change.user.language,
    )


def opened(key: str) -> AddressChange:
    """The change of a link that can still be used. Raises ``Hidden`` for any other link."""
    change = people.address_change(secrets.digest(key))
    if change is None or change.expires <= clock.now():
        raise Hidden
    return change


def confirm(*, key: str) -> bool:
    """Note what one address said; whether the change counts now. Raises ``Hidden``, or ``Rejected`` where it cannot."""
    digest, now = secrets.digest(key), clock.now()
    with transaction.atomic():
        opened(key)
        rows = AddressChange.objects.select_for_update(of=("self",)).select_related("user")
        change = rows.get(pk=opened(key).pk)
        if digest == change.old_key:
            change.old_confirmed = now
        else:
            change.new_confirmed = now
        change.save()
        if not (change.old_confirmed and change.new_confirmed):
            return False
        _change(change)
    return True


def _change(change: AddressChange) -> None:
    if people.by_address(change.email):
        raise Rejected([Problem("taken", gettext("このメールアドレスは使えません。"))])
    user, before = change.user, change.user.email
    user.email = change.email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    change.delete()
    by = actors.signed_in(user=user.pk, name=str(user), posts=())
    after = {"email": user.email}
    ledger.record(by=by, verb=Verb.CHANGE_ADDRESS, thing=user, before={"email": before}, after=after)
