"""What this room writes to people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext, override

from tsunagu.introductions.enums import State
from tsunagu.introductions.models import Introduction
from tsunagu.introductions.queries import Addressee
from tsunagu.kernel.labels import speaking
from tsunagu.mail import actions as mail


def request(one: Introduction, to: Addressee, link: str) -> None:
    """Tell who is asked that somebody asks; the asker's address is not in it."""
    with _in(to.language):
        text = gettext(
            "%(who)s（%(body)s）さんから、%(person)sさんへの紹介の依頼がありました。\n\n%(reason)s\n\n"
            "%(day)sまでに、次のページで承諾するか辞退してください。承諾した場合に限り、双方の連絡先をお伝えします。\n%(link)s"
        )
        _send(one, "asked", to.address, gettext("紹介の依頼"), text % _words(one, link), to.language)


def tell(one: Introduction, link: str) -> None:
    """Tell both what became of a request."""
    if one.state == State.AGREED:
        _pass_on(one)
    elif one.state == State.DECLINED:
        with _in(one.asker.language):
            text = gettext("%(person)sさんへの紹介の依頼は、今回は辞退されました。\n\n%(answer)s")
            _send(one, "declined", one.asker.email, gettext("紹介の依頼への返事"), text % _words(one, link))


def _pass_on(one: Introduction) -> None:
    """Give each the other's address."""
    with _in(one.asker.language):
        text = gettext("%(person)sさんへの紹介が承諾されました。連絡先：%(theirs)s\n\n%(answer)s")
        _send(one, "agreed", one.asker_contact, gettext("紹介の承諾"), text % _words(one, ""))
    language = one.asked.language if one.asked else "ja"
    with _in(language):
        text = gettext("%(who)s（%(body)s）さんへの紹介を承諾しました。連絡先：%(mine)s")
        _send(one, "passed", one.contact, gettext("紹介の承諾"), text % _words(one, ""), language)


def _words(one: Introduction, link: str) -> dict[str, Any]:
    return {
        "who": one.asker.name,
        "body": str(one.body) if one.body else gettext("所属なし"),
        "person": one.person.name,
        "reason": one.reason,
        "day": f"{localtime(one.expires):%Y-%m-%d %H:%M}",
        "link": link.replace("{number}", str(one.pk)),
        "answer": one.words,
        "mine": one.asker_contact,
        "theirs": one.contact,
    }


def _send(
    one: Introduction,
    what: str,
    to: str,
    subject: str,
    text: str,
    language: str = "",
) -> None:
    expires = one.expires if what == "asked" else None
    key = f"introductions.{what}:{one.pk}"
    spoken = language or one.asker.language
    mail.send(to=to, subject=f"[Tsunagu] {subject}", text=text, key=key, expires=expires, language=spoken)


@contextmanager
def _in(language: str) -> Iterator[None]:
    with override(language), speaking(language):
        yield
