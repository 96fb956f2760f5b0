"""What may stand in the text files. docs/networks-data.md explains it to editors."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import msgspec

from tsunagu.networks.enums import (
    Measure,
    NetworkKind,
    NetworkStanding,
    OfferKind,
    Required,
    ServiceField,
    ServiceStage,
    Topic,
)


class Fact(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Something read from a document: ``at`` names it with the page, ``printed`` is its text. Without it is ours."""

    at: str = ""
    printed: str = ""
    note: str = ""


class CoordinatorFile(Fact, kw_only=True):
    """``[[network.coordinator]]``: the body that speaks for a network."""

    body: str = ""
    name: str = ""
    mandate: str = ""
    contact: str = ""
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None


class StepFile(Fact, kw_only=True):
    """``[[network.service.step]]``: since when a service has been in a stage."""

    stage: ServiceStage
    since: datetime.date


class ServiceFile(Fact, kw_only=True):
    """``[[network.service]]``."""

    field: ServiceField
    name: str
    step: list[StepFile] = []


class OfferFile(Fact, kw_only=True):
    """``[[network.offer]]``."""

    mark: str = ""
    kind: OfferKind
    name: str
    points: list[str] = []


class AgreementFile(Fact, kw_only=True):
    """``[[network.agreement]]``."""

    name: str
    signed: datetime.date | None = None
    when: str = ""
    parties: list[str] = []


class MeetingFile(Fact, kw_only=True):
    """``[[network.meeting]]``."""

    held: datetime.date
    topic: str = ""


class NetworkFile(Fact, kw_only=True):
    """``[[network]]``."""

    key: str
    kind: NetworkKind
    program: str = ""
    standing: NetworkStanding | None = None
    plan: str = ""
    plan_en: str = ""
    summary: str = ""
    summary_en: str = ""
    topics: list[Topic] = []
    prefectures: list[str] = []
    begun: str = ""
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    coordinator: list[CoordinatorFile] = []
    service: list[ServiceFile] = []
    offer: list[OfferFile] = []
    agreement: list[AgreementFile] = []
    meeting: list[MeetingFile] = []


class LinkFile(Fact, kw_only=True):
    """``[[link]]``."""

    one: str
    other: str
    issue: str
    outcome: str = ""
    since: datetime.date | None = None


class StrategyFile(Fact, kw_only=True):
    """``[[strategy]]``."""

    number: int
    name: str
    name_en: str
    actions: list[str] = []


class CountFile(Fact, kw_only=True):
    """``[[count]]``."""

    key: str
    name: str
    name_en: str
    number: int
    measure: Measure
    of: str = ""


class RequirementFile(Fact, kw_only=True):
    """``[[requirement]]``: a fact that a document asks of networks of a kind."""

    kind: NetworkKind
    key: str
    fact: Required
    name: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """All text files of the room."""

    networks: list[NetworkFile]
    links: list[LinkFile]
    strategies: list[StrategyFile]
    counts: list[CountFile]
    requirements: list[RequirementFile]
