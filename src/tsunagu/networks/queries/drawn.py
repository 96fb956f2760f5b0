"""What is drawn: nodes and edges, light enough for thousands, each with the address of what it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from tsunagu.kernel.addresses import of_key
from tsunagu.organizations.enums import Side

MOST = 300  # nodes that can still be read; more are drawn prefecture by prefecture
NETWORK, BODY, PLACE = "network", "body", "place"
MEMBERSHIP, LINK, FLOW, PAPERS = "membership", "link", "flow", "papers"
_PAGES = {NETWORK: "networks:network", BODY: "organizations:organization"}


class Node(NamedTuple):
    """A network, a body, or a prefecture that stands for all there.

    side: of a body. size: how many memberships and links it has.
    """

    key: str
    label: str
    kind: str
    side: Side | None
    place: str
    size: int
    x: float
    y: float

    @property
    def url(self) -> str:
        """The page of what it stands for; made when it is asked for, as most files do not."""
        if self.kind == PLACE:
            return f"{reverse('networks:graph')}?prefecture={self.key}"
        return of_key(_PAGES[self.kind], self.key)


class Edge(NamedTuple):
    """A membership, a link, joint papers of two bodies, or how many memberships lead from one prefecture to another.

    page, anchor: where its record is shown.
    """

    source: int
    target: int
    kind: str
    label: str
    page: str
    anchor: str = ""
    since: str = ""
    weight: int = 1

    @property
    def url(self) -> str:
        """The address of its record."""
        return f"{self.page}#{self.anchor}" if self.anchor else self.page


@dataclass(frozen=True, slots=True)
class Graph:
    """What is drawn. clustered: whether prefectures stand for those there, since there are too many."""

    nodes: Sequence[Node]
    edges: Sequence[Edge]
    clustered: bool
    bodies: int
    networks: int

    @property
    def papers(self) -> int:
        """How many pairs of bodies are drawn with their joint papers."""
        return sum(edge.kind == PAPERS for edge in self.edges)
