"""What this room adds to the page of a body that bibliographic data know: a few numbers, fetched beside the page.

No engine is loaded here: the numbers come as a fragment of their own, from the threads that compute such pages.
"""

from __future__ import annotations

from django.utils.translation import gettext

from tsunagu.kernel.portraits import Part, Subject
from tsunagu.organizations.enums import SCHOOLS
from tsunagu.registers.enums import Scheme
from tsunagu.strengths.doors import serving


def portrait(subject: Subject) -> Part | None:
    """The university's numbers by its number of OpenAlex; that there are none, where they are missing."""
    number = subject.numbers.get(Scheme.OPENALEX, "").lstrip("I")
    if not number and subject.kind not in SCHOOLS:
        return None
    holds = {
        "number": int(number) if number.isdecimal() else None,
        "unsure": Scheme.OPENALEX in subject.unsure,
        "computed": serving.is_computed(),
    }
    return Part(key="strengths", title=gettext("強み"), template="strengths/parts/portrait.html", holds=holds)
