"""What this room writes to people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext, override

from tsunagu.kernel.labels import speaking
from tsunagu.mail import actions as mail
from tsunagu.profiles.enums import State
from tsunagu.profiles.models import Claim


def asked(one: Claim, deciders: Iterable[Any], link: str) -> None:
    """Tell those who decide that somebody claims an entry; what it says is not in the mail."""
    for decider in deciders:
        with _in(decider.language):
            subject = gettext("名簿の本人の申出")
            text = gettext(
                "%(who)sさんから、名簿の記載が本人のものだという申出がありました。\n\n"
                "次のページで内容を確かめ、確認するか、理由を添えて確認できないことを伝えてください。\n%(link)s"
            )
            words = {"who": one.user.name, "link": link.replace("{number}", str(one.pk))}
            _send(one, f"asked:{decider.pk}", decider, subject, text % words)


def told(one: Claim, link: str) -> None:
    """Tell the claimant what was decided. link: of their own entry."""
    with _in(one.user.language):
        text = _texts()[one.of_state] % {"link": link, "words": one.answer}
        _send(one, one.state, one.user, gettext("名簿の本人の申出の結果"), text)


def _texts() -> dict[State, str]:
    """What is written, in the language that is spoken."""
    return {
        State.CONFIRMED: gettext(
            "名簿の記載があなたのものであることを確認しました。何を公開するかは、次のページで項目ごとに選べます。"
            "選ぶまでは、あなたの同意によって公開されるものはありません。\n%(link)s\n\n%(words)s"
        ),
        State.REFUSED: gettext(
            "名簿の記載があなたのものであることは、確認できませんでした。\n\n理由：%(words)s\n\n%(link)s"
        ),
        State.TAKEN_BACK: gettext(
            "名簿の記載があなたのものであるという確認を取り消しました。\n\n理由：%(words)s\n\n%(link)s"
        ),
    }


def _send(one: Claim, what: str, to: Any, subject: str, text: str) -> None:
    key = f"profiles.{what}:{one.pk}"
    mail.send(to=to.email, subject=f"[Tsunagu] {subject}", text=text, key=key, language=to.language)


@contextmanager
def _in(language: str) -> Iterator[None]:
    with override(language), speaking(language):
        yield
