"""Browsers that people sign in with."""

from __future__ import annotations

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext, override

from tsunagu.accounts.actions import telling
from tsunagu.accounts.models import Device, User
from tsunagu.kernel import clock

MOST = 20  # browsers of one person that are remembered


def meet(*, user: int, digest: str) -> bool:
    """Note that a person's browser was used again; whether it was known."""
    return bool(Device.objects.filter(user_id=user, digest=digest).update(last=clock.now()))


def add(*, user: int, digest: str, agent: str, address: str) -> None:
    """Remember a new browser, and tell its owner, unless it is their first."""
    with transaction.atomic():
        owner = User.objects.select_for_update().get(pk=user)
        known = list(Device.objects.filter(user=owner).order_by("-last").values_list("pk", flat=True))
        added = Device.objects.create(user=owner, digest=digest)
        Device.objects.filter(pk__in=known[MOST - 1 :]).delete()
        if known:
            _tell(owner, added, agent, address)


def _tell(owner: User, added: Device, agent: str, address: str) -> None:
    with override(owner.language):
        telling.mail(
            to=owner.email,
            subject=gettext("新しい端末でサインインがありました"),
            text=gettext(
                "新しい端末でサインインがありました。\n\n日時：%(timestamp)s\n接続元：%(ip)s\nブラウザ：%(user_agent)s\n\n心当たりがない場合は、すぐにパスワードを変え、サインイン中の端末を終了してください。"
            )
            % {"timestamp": f"{localtime(clock.now()):%Y-%m-%d %H:%M}", "ip": address, "user_agent": agent},
            key=f"accounts.device:{added.pk}",
            language=owner.language,
        )
