"""The tables of this room."""

from tsunagu.networks.models.doings import (
    Agreement,
    Load,
    Meeting,
    Offer,
    PrintedCount,
    Service,
    Step,
    Strategy,
    StrategyAction,
)
from tsunagu.networks.models.evidence import LONGEST, LONGEST_KEY, Sourced
from tsunagu.networks.models.networks import Candidate, Coordinator, Link, Network
from tsunagu.networks.models.papers import JointPapers
from tsunagu.networks.models.requirements import Requirement

__all__ = [
    "LONGEST",
    "LONGEST_KEY",
    "Agreement",
    "Candidate",
    "Coordinator",
    "JointPapers",
    "Link",
    "Load",
    "Meeting",
    "Network",
    "Offer",
    "PrintedCount",
    "Requirement",
    "Service",
    "Sourced",
    "Step",
    "Strategy",
    "StrategyAction",
]
