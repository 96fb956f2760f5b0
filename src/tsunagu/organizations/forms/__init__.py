"""The forms of this room: what readers ask in the address, and what a body's own people write."""

from tsunagu.organizations.forms.asking import (
    ClassForm,
    FiguresForm,
    JoiningForm,
    OrganizationFilters,
    PeopleReviewFilters,
    PortraitFilters,
    ReasonForm,
    ReviewFilters,
    WindowFilters,
)
from tsunagu.organizations.forms.keeping import BodyForm, EndForm, UnitForm, WindowForm

__all__ = [
    "BodyForm",
    "ClassForm",
    "EndForm",
    "FiguresForm",
    "JoiningForm",
    "OrganizationFilters",
    "PeopleReviewFilters",
    "PortraitFilters",
    "ReasonForm",
    "ReviewFilters",
    "UnitForm",
    "WindowFilters",
    "WindowForm",
]
