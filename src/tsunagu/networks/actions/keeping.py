"""A network's people, or an officer, keep it: its plan, who joined, who left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.kernel import merging
from tsunagu.kernel.merging import Facts
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.networks.enums import Fact, Verb
from tsunagu.networks.models import Candidate, Network
from tsunagu.networks.queries import keeping
from tsunagu.networks.rights import NETWORKS
from tsunagu.organizations.actions import memberships as ties
from tsunagu.organizations.queries import memberships

Changes = Mapping[str, Any]
_TOLD = ("part", "role", "since", "note")  # of a candidate, as of a membership


def edit_network(network: Network, *, by: Actor, began: Facts, wrote: Facts) -> Network:
    """Write what a network says of its plan; from then on no file writes over these fields.

    began: the facts from which somebody began. Raises ``Rejected``, and ``Stale`` where somebody else changed them.
    """
    NETWORKS.require(by, Verb.EDIT, network)
    with transaction.atomic():
        there = locked(network)
        facts = keeping.facts(there)
        merging.require_fresh(began=began, theirs=facts, wrote=wrote)
        before, after = merging.differing(facts, {**facts, **wrote})
        if problems := list(_wrong({**facts, **after})):
            raise Rejected(problems)
        if after:
            _write(there, after)
            ledger.record(by=by, verb=Verb.EDIT, thing=there, before=before, after=after)
    return there


def add_member(
    network: Network,
    *,
    by: Actor,
    body: Any,
    agreed: bool,
    part: str = "",
    role: str = "",
    since: date | None = None,
    note: str = "",
) -> Any:
    """Name a body as a member; one that has not agreed to be named waits, seen by editors alone."""
    NETWORKS.require(by, Verb.EDIT, network)
    told: dict[str, Any] = {"part": part, "role": role, "since": since, "note": note}
    with transaction.atomic():
        locked(network)
        made = ties.join(body, network.body, **told) if agreed else wait(network, body, told)
        after: dict[str, Any] = {Fact.JOINED if agreed else Fact.WAITING: body.name}
        if since:
            after[Fact.VALID_FROM] = since.isoformat()
        record(by, network, {}, after)
    return made


def agree(candidate: Candidate, *, by: Actor) -> Any:
    """Note that a body agreed to be named, which makes it a member that everybody sees."""
    network = candidate.network
    NETWORKS.require(by, Verb.EDIT, network)
    told: dict[str, Any] = {name: getattr(candidate, name) for name in _TOLD}
    with transaction.atomic():
        tie = ties.join(candidate.body, network.body, **told)
        candidate.delete()
        name = tie.body.name
        record(by, network, {Fact.WAITING: name}, {Fact.JOINED: name})
    return tie


def drop(candidate: Candidate, *, by: Actor) -> None:
    """Remove a body that did not agree to be named."""
    network = candidate.network
    NETWORKS.require(by, Verb.EDIT, network)
    with transaction.atomic():
        record(by, network, {Fact.WAITING: candidate.body.name}, {})
        candidate.delete()


def end_member(network: Network, *, by: Actor, number: int, last: date) -> Any:
    """End the membership with this number by its last day. Raises ``Rejected``."""
    NETWORKS.require(by, Verb.EDIT, network)
    with transaction.atomic():
        locked(network)
        tie = memberships.membership(number)
        if tie is None or tie.of_id != network.body_id or tie.valid_to is not None:
            raise Rejected([Problem("gone", "this membership is not there any more", "last")])
        ties.leave(tie, last)
        left: dict[str, Any] = {Fact.LEFT: tie.body.name, Fact.VALID_TO: last.isoformat()}
        record(by, network, {}, left)
    return tie


def locked(network: Network) -> Network:
    """The network, of whose members nobody else writes until the end of the transaction."""
    return Network.objects.select_for_update(of=("self",)).select_related("body").get(pk=network.pk)


def record(by: Actor, network: Network, before: Changes, after: Changes) -> None:
    """Write down what became of a member."""
    ledger.record(by=by, verb=Verb.EDIT, thing=network, before=before, after=after)


def wait(network: Network, body: Any, told: dict[str, Any]) -> Candidate:
    """Keep a body that has not agreed to be named. Raises ``Rejected`` where it waits already."""
    candidate, is_new = Candidate.objects.get_or_create(network=network, body=body, defaults=told)
    if not is_new:
        raise Rejected([Problem("twice", "this body waits already", "body")])
    return candidate


def _wrong(facts: Facts) -> Iterator[Problem]:
    if facts["valid_from"] and facts["valid_to"] and facts["valid_to"] < facts["valid_from"]:
        yield Problem("backward", "the last day is before the first", "valid_to")


def _write(network: Network, after: Facts) -> None:
    for name, value in after.items():
        setattr(network, name, _stored(name, value))
    own = [name for name in after if name != "draft"]
    network.own = sorted({*network.own, *own})
    network.save()


def _stored(name: str, value: Any) -> Any:
    """A fact of a form as its column has it."""
    if name in keeping.DAYS:
        return date.fromisoformat(value) if value else None
    return value == "1" if name == "draft" else value
