"""A graph as files of other programs: exactly what is shown, and nothing beside it."""

from __future__ import annotations

from html import escape
from typing import Any

import msgspec

from tsunagu.networks.queries.drawn import MEMBERSHIP, PAPERS, Edge, Graph, Node

_NODE_KEYS = ("label", "kind", "side", "place", "x", "y", "url")
_EDGE_KEYS = ("kind", "label", "since", "weight", "url")


def to_json(found: Graph) -> str:
    """For the page's own script: columns, so that thousands of edges stay small."""
    nodes = [_columns(node) for node in found.nodes]
    edges = [_short(edge) for edge in found.edges]
    return _dumped({"nodes": nodes, "edges": edges, "clustered": found.clustered})


def _columns(node: Node) -> list[Any]:
    """A node as the page's script takes it apart."""
    side = node.side or ""
    return [node.key, node.label, node.kind, side, node.size, node.x, node.y]


def _short(edge: Edge) -> list[Any]:
    """An edge without what goes without saying: a membership, once."""
    if (edge.kind, edge.weight) == (MEMBERSHIP, 1):
        return [edge.source, edge.target]
    told = [edge.source, edge.target, edge.kind, edge.weight]
    return [*told, edge.url] if edge.kind == PAPERS else told  # of the others the script knows the address


def to_vosviewer(found: Graph) -> str:
    """The JSON of VOSviewer and VOSviewer Online."""
    items = [_item(number, node) for number, node in enumerate(found.nodes, start=1)]
    links = [_vos_link(edge) for edge in found.edges]
    return _dumped({"network": {"items": items, "links": links}})


def to_graphml(found: Graph) -> str:
    """GraphML, as Gephi, yEd, igraph and NetworkX read it."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    lines += [_declared("node", name) for name in _NODE_KEYS]
    lines += [_declared("edge", name) for name in _EDGE_KEYS]
    lines.append('<graph edgedefault="undirected">')
    for node in found.nodes:
        begun = f'<node id="{escape(_identity(node))}">'
        lines.append(f"{begun}{_data('node', node, _NODE_KEYS)}</node>")
    for edge in found.edges:
        ends = f'source="{escape(_identity(found.nodes[edge.source]))}" '
        ends += f'target="{escape(_identity(found.nodes[edge.target]))}"'
        lines.append(f"<edge {ends}>{_data('edge', edge, _EDGE_KEYS)}</edge>")
    return "\n".join([*lines, "</graph>", "</graphml>", ""])


def _identity(node: Node) -> str:
    return f"{node.kind}:{node.key}"


def _declared(what: str, name: str) -> str:
    kind = {"x": "double", "y": "double", "weight": "int"}.get(name, "string")
    return f'<key id="{what}-{name}" for="{what}" attr.name="{name}" attr.type="{kind}"/>'


def _data(what: str, thing: Node | Edge, names: tuple[str, ...]) -> str:
    values = [(name, getattr(thing, name)) for name in names]
    return "".join(f'<data key="{what}-{name}">{escape(str(value))}</data>' for name, value in values if value)


def _item(number: int, node: Node) -> dict[str, Any]:
    return {
        "id": number,
        "label": node.label,
        "x": node.x,
        "y": -node.y,  # VOSviewer counts upwards
        "weights": {"Links": node.size},
        "url": node.url,
    }


def _vos_link(edge: Edge) -> dict[str, Any]:
    ends = {"source_id": edge.source + 1, "target_id": edge.target + 1}
    return {**ends, "strength": edge.weight, "url": edge.url}


def _dumped(content: Any) -> str:
    return msgspec.json.encode(content).decode()
