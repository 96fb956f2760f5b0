"""Bring the text files below ``data/networks`` into the database, again and again, by natural key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from tsunagu.catalog.queries import choices
from tsunagu.kernel import turns
from tsunagu.kernel.problems import Rejected
from tsunagu.networks import files
from tsunagu.networks.models import (
    Agreement,
    Coordinator,
    Link,
    Load,
    Meeting,
    Network,
    Offer,
    PrintedCount,
    Requirement,
    Service,
    Step,
    Strategy,
    StrategyAction,
)
from tsunagu.organizations.queries import memberships

FIELDS = (
    "kind",
    "program",
    "standing",
    "plan",
    "plan_en",
    "summary",
    "summary_en",
    "topics",
    "prefectures",
    "begun",
    "valid_from",
    "valid_to",
)
Bodies = Mapping[str, Any]
Networks = Mapping[str, Network]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did. changed: whether the files had changed at all."""

    networks: int
    changed: bool


def load(data: Path, *, force: bool = False) -> LoadReport:
    """Load all files of the room below ``data`` in one transaction; nothing is done where none has changed.

    Raises ``Rejected`` with every problem of every file; then nothing is changed.
    """
    with transaction.atomic():
        turns.take("networks.load")  # two loads at once would trip over each other's keys
        checksum = files.checksum(data)
        if not checksum or (not force and Load.objects.filter(checksum=checksum).exists()):
            return LoadReport(0, changed=False)
        found = files.read(data)
        bodies = memberships.bodies(files.named_bodies(found))
        programs = {row.program for row in found.networks if row.program}
        known = [program.key for program in choices.named(list(programs))]
        if problems := list(files.problems(found, bodies, known)):
            raise Rejected(problems)
        _write(found, bodies)
        Load.objects.update_or_create(pk=1, defaults={"checksum": checksum})
    return LoadReport(len(found.networks), changed=True)


def bring(data: Path, *, force: bool = False) -> list[str]:
    """Load the data files; gives the lines that say what changed. Raises ``Rejected``."""
    report = load(data, force=force)
    return [f"networks: {report.networks} networks"] if report.changed else []


def _write(found: files.Files, bodies: Bodies) -> None:
    """Write what the files say, and take out what they no longer say."""
    networks = {row.key: _network(row, bodies[row.key]) for row in found.networks}
    Network.objects.filter(filed=True).exclude(body__key__in=networks).delete()
    for model in (Coordinator, Service, Offer, Agreement, Meeting, Link, StrategyAction, PrintedCount, Requirement):
        model.objects.filter(filed=True).delete()
    numbers = [row.number for row in found.strategies]
    Strategy.objects.filter(filed=True).exclude(number__in=numbers).delete()
    for row in found.networks:
        _doings(row, networks[row.key], bodies)
    Link.objects.bulk_create((_link(row, networks) for row in found.links), ignore_conflicts=True)
    for strategy in found.strategies:
        _strategy(strategy)
    PrintedCount.objects.bulk_create(_count(order, row) for order, row in enumerate(found.counts))
    Requirement.objects.bulk_create(_requirement(order, row) for order, row in enumerate(found.requirements))


def _network(row: files.NetworkFile, body: Any) -> Network:
    """A network as the files have it, beside what its people keep themselves; a draft stays one."""
    network = Network.objects.filter(body=body).first() or Network(body=body)
    values = {name: getattr(row, name) for name in FIELDS}
    values["standing"] = row.standing or ""
    values["prefectures"] = row.prefectures or ([body.prefecture] if body.prefecture else [])
    kept = {name: value for name, value in values.items() if name not in network.own}
    for name, value in {**kept, **_columns(row)}.items():
        setattr(network, name, value)
    network.save()
    return network


def _doings(row: files.NetworkFile, network: Network, bodies: Bodies) -> None:
    """What belongs to one network."""
    Coordinator.objects.bulk_create(_coordinator(one, network, bodies) for one in row.coordinator)
    Offer.objects.bulk_create(_offer(order, one, network) for order, one in enumerate(row.offer))
    Meeting.objects.bulk_create(Meeting(network=network, **_columns(one, "held", "topic")) for one in row.meeting)
    for service in row.service:
        _service(service, network)
    for agreement in row.agreement:
        signed = Agreement.objects.create(network=network, **_columns(agreement, "name", "signed", "when"))
        signed.parties.set(bodies[key] for key in agreement.parties)


def _coordinator(row: files.CoordinatorFile, network: Network, bodies: Bodies) -> Coordinator:
    body = bodies[row.body] if row.body else None
    told = _columns(row, "name", "mandate", "contact", "valid_from", "valid_to")
    return Coordinator(network=network, body=body, **told)


def _offer(order: int, row: files.OfferFile, network: Network) -> Offer:
    told = _columns(row, "mark", "kind", "name")
    return Offer(network=network, order=order, points="\n".join(row.points), **told)


def _service(row: files.ServiceFile, network: Network) -> None:
    service = Service.objects.create(network=network, **_columns(row, "field", "name"))
    Step.objects.bulk_create(Step(service=service, **_columns(step, "stage", "since")) for step in row.step)


def _link(row: files.LinkFile, networks: Networks) -> Link:
    told = _columns(row, "issue", "outcome", "since")
    return Link(one=networks[row.one], other=networks[row.other], **told)


def _strategy(row: files.StrategyFile) -> None:
    told = _columns(row, "number", "name", "name_en")
    strategy, _ = Strategy.objects.update_or_create(number=row.number, defaults=told)
    StrategyAction.objects.bulk_create(_actions(row, strategy))


def _actions(row: files.StrategyFile, strategy: Strategy) -> Iterable[StrategyAction]:
    """What the government does under a strategy: printed word by word where the strategy is."""
    for order, text in enumerate(row.actions):
        source = {**_columns(row), "printed": text}
        yield StrategyAction(strategy=strategy, order=order, text=text, **source)


def _count(order: int, row: files.CountFile) -> PrintedCount:
    return PrintedCount(order=order, **_columns(row, "key", "name", "name_en", "number", "measure", "of"))


def _requirement(order: int, row: files.RequirementFile) -> Requirement:
    return Requirement(order=order, **_columns(row, "kind", "key", "name", "name_en", "fact"))


def _columns(fact: files.Fact, *names: str) -> dict[str, Any]:
    """Columns of one fact with those of its source: ``at = "package-2022:11"``."""
    document, _, page = fact.at.partition(":")
    source = {"document": document, "page": page, "printed": fact.printed, "note": fact.note, "filed": True}
    return {name: getattr(fact, name) for name in names} | source
