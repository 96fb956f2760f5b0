"""Tables of this room."""

from tsunagu.organizations.models.bodies import (
    Identifier,
    Name,
    Office,
    Organization,
    OwnWord,
    Resource,
    Unit,
    Window,
)
from tsunagu.organizations.models.evidence import LONGEST_KEY
from tsunagu.organizations.models.listings import Criterion, Entry, Listing, Load, PrintedCount
from tsunagu.organizations.models.matches import Match, PersonMatch
from tsunagu.organizations.models.people import Appointment, Consent, Joining, NetworkRole, Person
from tsunagu.organizations.models.relations import Succession, Tie

__all__ = [
    "LONGEST_KEY",
    "Appointment",
    "Consent",
    "Criterion",
    "Entry",
    "Identifier",
    "Joining",
    "Listing",
    "Load",
    "Match",
    "Name",
    "NetworkRole",
    "Office",
    "Organization",
    "OwnWord",
    "Person",
    "PersonMatch",
    "PrintedCount",
    "Resource",
    "Succession",
    "Tie",
    "Unit",
    "Window",
]
