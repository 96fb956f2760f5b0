"""Programs, what is known of them year by year, the maps and their contact tables. Every fact carries its source."""

from tsunagu.catalog.models.calls import Call, Status, Term
from tsunagu.catalog.models.corrections import Correction
from tsunagu.catalog.models.maps import Box, Contact, ContactPoint, Map
from tsunagu.catalog.models.programs import (
    Alias,
    BudgetFigure,
    Edition,
    Eligibility,
    Package,
    PackageItem,
    Program,
    Relation,
    Total,
    Track,
    Want,
)  # fmt: skip
from tsunagu.catalog.models.sources import Correctable, Document, Sourced

__all__ = [
    "Alias",
    "Box",
    "BudgetFigure",
    "Call",
    "Contact",
    "ContactPoint",
    "Correctable",
    "Correction",
    "Document",
    "Edition",
    "Eligibility",
    "Map",
    "Package",
    "PackageItem",
    "Program",
    "Relation",
    "Sourced",
    "Status",
    "Term",
    "Total",
    "Track",
    "Want",
]
