"""What readers ask in the address, and what is sent: the forms of this room."""

from __future__ import annotations

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from tsunagu.kernel.filters import Filters, QuestionForm
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.questions import Choices
from tsunagu.organizations.queries import review
from tsunagu.organizations.queries.directory import OrganizationQuery
from tsunagu.organizations.queries.portrait import PortraitQuery
from tsunagu.organizations.queries.review import Narrowed
from tsunagu.organizations.queries.windows import WindowQuery
from tsunagu.registers.enums import RegisterKind

LONGEST_REASON = 500  # letters


class OrganizationFilters(QuestionForm[OrganizationQuery]):
    """The directory."""

    question = OrganizationQuery

    @property
    def facets(self) -> list[BoundField]:
        """All fields but the box for a name."""
        return [field for field in self.visible_fields() if field.name != "words"]


class PortraitFilters(QuestionForm[PortraitQuery]):
    """A page of one thing, on a day."""

    question = PortraitQuery


class WindowFilters(QuestionForm[WindowQuery]):
    """The windows for collaboration."""

    question = WindowQuery


class ReviewFilters(Filters):
    """Which pairs of the review queue."""

    register = forms.ChoiceField(label=_("登録簿"), required=False)
    prefecture = forms.ChoiceField(label=_("機関の都道府県"), required=False)

    def options(self) -> dict[str, Choices]:
        """All registers, and the prefectures of which a body waits."""
        every = ("", _("すべて"))
        return {
            "register": [every, *RegisterKind.options()],
            "prefecture": [every, *review.prefectures().items()],
        }

    def asked(self) -> Narrowed:
        """What is asked for."""
        register = self._value("register")
        return Narrowed(RegisterKind(register) if register else None, self._text("prefecture"))


class ReasonForm(forms.Form):
    """Why somebody decides as they do; kept in the ledger."""

    reason = forms.CharField(
        label=_("理由（任意）"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 2}),
    )

    def told(self) -> str:
        """The reason. Raises ``Rejected`` for one that cannot be kept."""
        if not self.is_valid():
            raise Rejected([Problem("reason", str(text)) for text in self.errors["reason"]])
        return str(self.cleaned_data["reason"])
