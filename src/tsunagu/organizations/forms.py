"""What readers ask in the address: the forms of this room's questions."""

from __future__ import annotations

from django.forms import BoundField

from tsunagu.kernel.filters import QuestionForm
from tsunagu.organizations.queries.directory import OrganizationQuery
from tsunagu.organizations.queries.portrait import PortraitQuery
from tsunagu.organizations.queries.windows import WindowQuery


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
