"""What this room writes to the people of a body."""

from __future__ import annotations

from django.utils.timezone import localtime
from django.utils.translation import gettext, override

from tsunagu.accounts.queries import posts
from tsunagu.applications.models import Submission
from tsunagu.applications.rights import SUBMITTING, WRITING
from tsunagu.kernel import clock
from tsunagu.kernel.labels import speaking
from tsunagu.mail import actions as mail


def received(submission: Submission) -> None:
    """Confirm to the people of the body that it was received."""
    _tell(submission, "received")


def withdrawn(submission: Submission) -> None:
    """Confirm to the people of the body that it was taken back."""
    _tell(submission, "withdrawn")


def _tell(submission: Submission, what: str) -> None:
    body = submission.application.body_id
    people = posts.addresses([body], {*WRITING, *SUBMITTING}, clock.now()).get(body, {})
    for address, language in people.items():
        with override(language), speaking(language):
            subject, text = _written(submission, what)
        mail.send(
            to=address,
            subject=subject,
            text=text,
            key=f"applications.{what}:{submission.pk}:{address}",
            language=language,
        )


def _written(submission: Submission, what: str) -> tuple[str, str]:
    application = submission.application
    told = {
        "body": str(application.body),
        "call": application.call.display_name,
        "title": application.title,
        "receipt": submission.receipt,
        "decided": f"{localtime(submission.decided):%Y-%m-%d %H:%M:%S}",
        "fingerprint": submission.fingerprint,
    }
    if what == "received":
        subject = gettext("[Tsunagu] 申請を受け付けました（%(receipt)s）")
        text = gettext(
            "%(body)s 御中\n\n次の申請を受け付けました。\n\n公募：%(call)s\n申請の名称：%(title)s\n"
            "受付番号：%(receipt)s\n受付日時：%(decided)s（日本時間）\n申請書の指紋（SHA-256）：%(fingerprint)s\n\n"
            "締切までは、直して再提出できます。再提出するまでは、この提出が有効です。"
        )
    else:
        subject = gettext("[Tsunagu] 申請の取り下げを受け付けました（%(receipt)s）")
        text = gettext(
            "%(body)s 御中\n\n次の申請は取り下げられました。\n\n"
            "公募：%(call)s\n申請の名称：%(title)s\n受付番号：%(receipt)s"
        )
    return subject % told, text % told
