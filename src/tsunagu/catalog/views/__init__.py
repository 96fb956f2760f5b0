"""This room's pages, one file a subject."""

from tsunagu.catalog.views.calendar import atom, calls, ics
from tsunagu.catalog.views.documents import citation, document, documents
from tsunagu.catalog.views.maps import all_contacts, all_maps, one_map
from tsunagu.catalog.views.may_apply import may_apply
from tsunagu.catalog.views.money import budgets
from tsunagu.catalog.views.packages import changes
from tsunagu.catalog.views.program import compare, program, shortlist
from tsunagu.catalog.views.search import programs

__all__ = [
    "all_contacts",
    "all_maps",
    "atom",
    "budgets",
    "calls",
    "changes",
    "citation",
    "compare",
    "document",
    "documents",
    "ics",
    "may_apply",
    "one_map",
    "program",
    "programs",
    "shortlist",
]
