"""What this room writes to the bodies that it asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext, override

from tsunagu.accounts.queries import posts
from tsunagu.kernel import clock
from tsunagu.kernel.labels import speaking
from tsunagu.mail import actions as mail
from tsunagu.mail import queries as mailed
from tsunagu.organizations.queries import windows
from tsunagu.sheets.rights import ANSWERING
from tsunagu.surveys.models import Survey

Responses = Sequence[Any]


def invite(survey: Survey, waiting: Responses) -> int:
    """Tell bodies that they are asked; says how many mails are new."""
    return _tell(survey, waiting, "invited")


def remind(survey: Survey, waiting: Responses, which: str) -> int:
    """Tell bodies that did not submit yet until when they can; says how many mails are new."""
    return _tell(survey, waiting, f"reminded:{which}")


def _tell(survey: Survey, waiting: Responses, what: str) -> int:
    addressees = reached([one.body_id for one in waiting])
    new = 0
    for one in waiting:
        for address, language in addressees.get(one.body_id, {}).items():
            new += _send(survey, one, what, address, language)
    return new


def reached(bodies: Sequence[int]) -> dict[int, dict[str, str]]:
    """To whom of each body is written, with their language: who can answer for it, else its window."""
    people = posts.addresses(bodies, ANSWERING, clock.now())
    return {**windows.addresses(bodies, clock.today()), **people}


def _send(
    survey: Survey,
    one: Any,
    what: str,
    address: str,
    language: str,
) -> int:
    key = f"surveys.{what}:{one.pk}:{address}"
    if mailed.is_known(key):
        return 0
    with override(language), speaking(language):
        subject, text = _written(survey, one, what)
    mail.send(
        to=address,
        subject=subject,
        text=text,
        key=key,
        expires=survey.closes,
        language=language,
    )
    return 1


def _written(survey: Survey, one: Any, what: str) -> tuple[str, str]:
    told = {
        "name": survey.display_name,
        "by": survey.asked_by,
        "body": str(one.body),
        "closes": f"{localtime(survey.closes):%Y-%m-%d %H:%M}",
        "link": survey.link.replace("{number}", str(one.pk)),
    }
    if what == "invited":
        subject = gettext("[Tsunagu] 調査への回答のお願い")
        text = gettext(
            "%(body)s 御中\n\n%(by)sから、次の調査への回答をお願いします。\n\n%(name)s\n回答の期限：%(closes)s\n\n"
            "次のページで回答し、期限までに提出してください。途中まで書いて保存できます。\n%(link)s"
        )
    else:
        subject = gettext("[Tsunagu] 調査の回答の期限が近づいています")
        text = gettext(
            "%(body)s 御中\n\n次の調査の回答は、まだ提出されていません。\n\n"
            "%(name)s\n回答の期限：%(closes)s\n\n%(link)s"
        )
    return subject, text % told
