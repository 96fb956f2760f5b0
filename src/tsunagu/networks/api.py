"""Networks as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Field, Path, Query, Router, Schema

from tsunagu.kernel.api import Page, Place, asks, page, said
from tsunagu.kernel.conditions import Line
from tsunagu.networks.enums import LeftOut, Missing, NetworkKind, NetworkStanding, OfferKind, Standstill, Topic
from tsunagu.networks.queries import bridges, brokers, directory, one, overlaps, regional, requirements
from tsunagu.networks.queries import graph as graphs
from tsunagu.networks.queries.bridges import FallenBridge
from tsunagu.networks.queries.brokers import Bridge, Broker, Reading
from tsunagu.networks.queries.directory import Listed, NetworkQuery
from tsunagu.networks.queries.drawn import Node
from tsunagu.networks.queries.graph import GraphQuery
from tsunagu.networks.queries.one import Linked, OneQuery, Shown, Still
from tsunagu.networks.queries.overlaps import Shared
from tsunagu.networks.queries.regional import Lacking
from tsunagu.organizations.enums import Side

router = Router(tags=["networks"])


class NetworkOut(Schema):
    """A network of a list."""

    key: str = Field(description="the key of its body, as in /organizations")
    name: str = Field(description="its name, in Japanese")
    kind: NetworkKind = Field(description="what sort of network it is")
    program: str = Field(description="key of the program that gave rise to it, empty where none is known")
    standing: NetworkStanding | None = Field(description="what the program made of it")
    prefectures: list[str] = Field(description="codes of the prefectures where it works; none is the whole country")
    plan: str = Field(description="the name of its plan, in Japanese")
    summary: str = Field(description="what it does, as the document prints it")
    topics: list[Topic] = Field(description="what it is about, as we read the summary")
    members: int = Field(description="how many members are known at the time asked about")
    sides: dict[Side, int] = Field(description="how many members each side has; others are of no known side")
    valid_from: date | None = Field(description="its first day, null where it is not known")
    valid_to: date | None = Field(description="its last day, null where it lasts or is not known")
    document: str = Field(description="key of the document that says so")
    page: str = Field(description="page of it")


class MemberOut(Schema):
    """A membership."""

    key: str = Field(description="the key of the body")
    name: str = Field(description="its name, in Japanese")
    side: Side | None = Field(description="on which side it stands; null where that is not known")
    role: str = Field(description="what it does there, as printed")
    valid_from: date | None = Field(description="since when, null where it is not known")
    valid_to: date | None = Field(description="until when, null where it lasts or is not known")
    document: str = Field(description="key of the document that says so")
    page: str = Field(description="page of it")
    printed: str = Field(description="the member as printed there, where that is not its name")


class NetworkLinkOut(Schema):
    """A link with another network."""

    key: str = Field(description="the key of the other network's body")
    issue: str = Field(description="what they share")
    outcome: str = Field(description="what came of it")


class NetworkOfferOut(Schema):
    """What an alliance shares."""

    mark: str = Field(description="how the document counts it")
    kind: OfferKind = Field(description="whether it is a resource or a course")
    name: str = Field(description="what it is, in Japanese")
    points: list[str] = Field(description="what belongs to it")


class NetworkPortraitOut(NetworkOut):
    """A network with everything that is known of it."""

    history: list[MemberOut] = Field(description="all memberships there ever were")
    links: list[NetworkLinkOut] = Field(description="its links with others")
    offers: list[NetworkOfferOut] = Field(description="what it shares")
    agreements: list[str] = Field(description="its agreements")
    requirements: list[NetworkRequirementOut] = Field(description="what is asked of such networks, if anything")
    meetings: list[date] = Field(description="when it is known to have met, the latest first")


class NetworkRequirementOut(Schema):
    """What a document asks of such networks."""

    key: str = Field(description="identifies the requirement")
    name: str = Field(description="what is asked for, in Japanese")
    verdict: Literal["yes", "unknown"] = Field(description="yes where records show it, else unknown")
    document: str = Field(description="key of the document that asks for it")
    page: str = Field(description="page of it")
    printed: str = Field(description="the requirement as printed")


class OverlapOut(Schema):
    """A body in several networks."""

    key: str = Field(description="the key of the body")
    name: str = Field(description="its name, in Japanese")
    networks: list[str] = Field(description="the keys of the networks' bodies")
    documents: list[str] = Field(description="the documents that say so, with their pages")


class NodeOut(Schema):
    """A body or a network of a graph."""

    key: str = Field(description="the key of the body")
    name: str = Field(description="its name, in Japanese")


class BrokerOut(NodeOut):
    """A body between networks."""

    share: float = Field(description="of the shortest ways between any two nodes, how many percent lead through it")
    networks: list[NodeOut] = Field(description="the networks in which it is")


class BridgeOut(NodeOut):
    """A body without which networks would be apart."""

    parts: list[list[NodeOut]] = Field(description="its networks, by the parts that would remain without it")


class ReadingOut(Schema):
    """Who holds a graph together."""

    nodes: int = Field(description="how many nodes the graph has")
    left_out: LeftOut | None = Field(
        description="what is not computed, since the graph is too large: an empty list of it does not say none"
    )
    brokers: list[BrokerOut] = Field(
        description="up to five bodies, those first through which most of the shortest ways lead"
    )
    bridges: list[BridgeOut] = Field(description="the bodies without which networks would be apart")
    islands: list[list[NodeOut]] = Field(description="networks that are connected with one another, by whatever way")


@router.get("/networks", response=Page[NetworkOut], operation_id="networks", summary="Networks")
@asks(NetworkQuery)
def networks(request: HttpRequest, question: NetworkQuery, place: Query[Place]) -> Any:
    """Networks narrowed by words, program, kind, prefecture, side and year."""
    return page(request, place, directory.networks(question), _listed)


@router.get(
    "/networks/overlaps",
    response=Page[OverlapOut],
    operation_id="network_overlaps",
    summary="Bodies in several networks",
)
@asks(NetworkQuery)
def network_overlaps(request: HttpRequest, question: NetworkQuery, place: Query[Place]) -> Any:
    """The bodies in more than one of the networks that fit, those in most of them first."""
    return page(request, place, overlaps.overlaps(question), _shared)


class StillOut(Schema):
    """What may stand still."""

    why: Standstill = Field(description="a network that has not met, or a service that stays in demonstration")
    key: str = Field(description="the key of the network's body")
    name: str = Field(description="the name of the network, in Japanese")
    service: str = Field(description="the service, empty for a network as a whole")
    since: date | None = Field(description="the last meeting or the first day of the stage, null where none is known")


class FallenOut(NodeOut):
    """A body that held networks together until it left."""

    last: date = Field(description="its last day in one of them")
    parts: list[list[NodeOut]] = Field(description="its networks, by the parts in which they are since")


class MissingOut(Schema):
    """What two networks, or one, lack."""

    kind: Missing = Field(description="what is missing")
    one: NodeOut = Field(description="the network")
    other: NodeOut | None = Field(description="the other one; null where one network alone lacks it")
    topics: list[Topic] = Field(description="what both are about")
    members: list[NodeOut] = Field(description="who is in both and could link them")


@router.get("/networks/alive", response=Page[StillOut], operation_id="network_alive", summary="What may stand still")
def network_alive(request: HttpRequest, place: Query[Place]) -> Any:
    """Networks that are not known to have met for a year, then services long in demonstration."""
    return page(request, place, one.still(), _still)


@router.get("/networks/fallen", response=Page[FallenOut], operation_id="network_fallen", summary="Bridges that fell")
@asks(NetworkQuery)
def network_fallen(request: HttpRequest, question: NetworkQuery, place: Query[Place]) -> Any:
    """Who left and held networks together that are apart since, the latest first; in a year, if one is named."""
    return page(request, place, bridges.fallen(question), _fallen)


Code = Annotated[str, Path(description="the code of a prefecture, from 01 to 47", examples=["36"])]


@router.get(
    "/networks/regions/{code}/missing",
    response=Page[MissingOut],
    operation_id="network_missing",
    summary="What the networks of a prefecture lack",
)
@asks(OneQuery)
def network_missing(request: HttpRequest, question: OneQuery, code: Code, place: Query[Place]) -> Any:
    """Links that could be, with the reason, and windows: proposals from the records, no more."""
    found = regional.lacking(code.replace("\x00", ""), NetworkQuery(year=question.year))
    if found is None:
        raise Http404(f"There is no prefecture with the code {code!r}.")
    return page(request, place, found, _missing)


@router.get(
    "/networks/brokers",
    response=ReadingOut,
    operation_id="network_brokers",
    summary="Who holds networks together",
)
@asks(GraphQuery)
def network_brokers(request: HttpRequest, question: GraphQuery) -> Any:
    """Brokers, bridges and islands of the graph; narrow it where it says that something is left out."""
    found = graphs.graph(question)
    return {"nodes": len(found.nodes), **_reading(brokers.reading(found))}


Key = Annotated[str, Path(description="the key of the network's body, as in lists", examples=["tokushima-council"])]


@router.get("/networks/{key}", response=NetworkPortraitOut, operation_id="network", summary="One network")
@asks(OneQuery)
def network(request: HttpRequest, question: OneQuery, key: Key) -> Any:
    """A network with its members, plan, links, offers, agreements and meetings."""
    shown = one.network(key.replace("\x00", ""), question)
    if shown is None:
        raise Http404(f"There is no network with the key {key!r}.")
    return _portrait(shown)


def _listed(row: Listed) -> dict[str, Any]:
    sides = {side: size for side, size in row.sides.items() if side}
    return {**_facts(row.network), "members": row.members, "sides": sides}


def _facts(network: Any) -> dict[str, Any]:
    columns = ("kind", "program", "prefectures", "plan", "summary", "topics", "valid_from", "valid_to")
    told = said(network, *columns, "document", "page")
    body = {"key": network.body.key, "name": network.body.name}
    return {**body, **told, "standing": network.standing or None}


def _portrait(shown: Shown) -> dict[str, Any]:
    checked = requirements.checked(shown)
    return {
        **_facts(shown.network),
        "members": shown.members,
        "sides": {side: len(ties) for side, ties in shown.sides if side},
        "history": list(map(_member, shown.ties)),
        "links": list(map(_link, shown.links)),
        "offers": list(map(_offer, shown.offers)),
        "requirements": list(map(_requirement, checked.lines)) if checked else [],
        "agreements": [agreement.name for agreement in shown.agreements],
        "meetings": [meeting.held for meeting in shown.meetings],
    }


def _member(tie: Any) -> dict[str, Any]:
    told = said(tie, "side", "role", "valid_from", "valid_to", "document", "page", "printed")
    return {"key": tie.body.key, "name": tie.body.name, **told}


def _requirement(line: Line[Any]) -> dict[str, Any]:
    return {"verdict": line.verdict, **said(line.leaf.source, "key", "name", "document", "page", "printed")}


def _link(row: Linked) -> dict[str, Any]:
    return {"key": row.network.body.key, **said(row.link, "issue", "outcome")}


def _offer(offer: Any) -> dict[str, Any]:
    return {"points": offer.lines, **said(offer, "mark", "kind", "name")}


def _shared(row: Shared) -> dict[str, Any]:
    keys = [network.body.key for network in row.networks]
    return {"key": row.body.key, "name": row.body.name, "networks": keys, "documents": row.documents}


def _still(row: Still) -> dict[str, Any]:
    return {**_network(row.network), **said(row, "why", "service", "since")}


def _fallen(row: FallenBridge) -> dict[str, Any]:
    parts = [list(map(_network, part)) for part in row.parts]
    return {**_body(row.body), "last": row.last, "parts": parts}


def _missing(row: Lacking) -> dict[str, Any]:
    other = _network(row.other) if row.other else None
    members = list(map(_body, row.members))
    return {**said(row, "kind", "topics"), "one": _network(row.one), "other": other, "members": members}


def _network(network: Any) -> dict[str, str]:
    return _body(network.body)


def _body(body: Any) -> dict[str, str]:
    return {"key": body.key, "name": body.name}


def _reading(read: Reading) -> dict[str, Any]:
    return {
        "left_out": read.left_out,
        "brokers": list(map(_broker, read.brokers)),
        "bridges": list(map(_bridge, read.bridges)),
        "islands": list(map(_nodes, read.islands)),
    }


def _broker(one: Broker) -> dict[str, Any]:
    return {**_node(one.node), "share": one.share, "networks": _nodes(one.networks)}


def _bridge(one: Bridge) -> dict[str, Any]:
    return {**_node(one.node), "parts": list(map(_nodes, one.parts))}


def _nodes(nodes: Sequence[Node]) -> list[dict[str, str]]:
    return list(map(_node, nodes))


def _node(node: Node) -> dict[str, str]:
    return {"key": node.key, "name": node.label}
