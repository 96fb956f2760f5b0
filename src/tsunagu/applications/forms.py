"""What the people of a body send."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsunagu.access.actors import Actor
from tsunagu.applications.queries import applications as queries
from tsunagu.applications.queries.applications import Written
from tsunagu.kernel.problems import Rejected
from tsunagu.sheets.forms import AnswerForm, Group
from tsunagu.sheets.rules import facts
from tsunagu.sheets.rules.facts import EVIDENCE, STANDING, VALUE

SENT = "sent-"  # before the key of a question: that it was on the page, where no box that is ticked sends nothing


class DraftForm(AnswerForm):
    """A draft as its people write it: an answer to each question, and no reason why there is none."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name in [name for name in self.fields if name.startswith((STANDING, EVIDENCE))]:
            del self.fields[name]

    def _is_there(self, name: str) -> bool:
        return name in self.data or SENT + name.removeprefix(VALUE) in self.data

    def refuse(self, refused: Rejected) -> None:
        """Show what an action found wrong, each at its question."""
        for problem in refused.problems:
            place = VALUE + problem.where.removeprefix(VALUE)
            self.add_error(place if place in self.fields else None, problem.message)


def drawn(written: Written) -> DraftForm:
    """The form as it is kept."""
    return DraftForm.drawn(_kept(written), questions=written.questions)


def _kept(written: Written) -> dict[str, Any]:
    kept = facts.kept(written.questions, written.application.answers)
    return {name: value for name, value in kept.items() if name.startswith(VALUE)}


def groups(form: DraftForm, written: Written) -> list[DraftGroup]:
    """The questions of a form as a page shows them."""
    asked = written.asked
    return [DraftGroup(form, one, asked[one.key], (), ()) for one in form.questions]


class DraftGroup(Group):
    """A question as a page shows it."""

    @property
    def errors(self) -> list[str]:
        """What is wrong with it."""
        return [str(error) for error in self.value.errors] if self.value else []


class _Form(forms.Form):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.label_suffix = ""


class BeginForm(_Form):
    """For which body an application is begun."""

    body = forms.TypedChoiceField(label=_("申請する機関"), coerce=int)

    def __init__(self, *given: Any, by: Actor, **named: Any) -> None:
        super().__init__(*given, **named)
        offered: Sequence[tuple[str, str]] = queries.bodies(by)
        choice: Any = self.fields["body"]
        choice.choices = offered if len(offered) == 1 else [("", _("選んでください")), *offered]


class WithdrawForm(_Form):
    """Why an application is withdrawn."""

    reason = forms.CharField(label=_("取り下げる理由"), max_length=500, widget=forms.Textarea({"rows": 3}))
