"""The graph: every edge opens its record, files hold exactly what is shown, positions stay."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from django.test import Client

from tsunagu.kernel.remembering import of_version
from tsunagu.networks import cli as commands
from tsunagu.networks.enums import LeftOut
from tsunagu.networks.models import Network
from tsunagu.networks.queries import brokers, layouts
from tsunagu.networks.queries import graph as queries
from tsunagu.networks.queries.drawn import Edge, Graph, Node
from tsunagu.networks.queries.graph import GraphQuery
from tsunagu.organizations.enums import Side
from tsunagu.organizations.models import Organization, Tie

pytestmark = pytest.mark.django_db
TOKUSHIMA = GraphQuery(prefecture="36")


@pytest.fixture
def client(static_files: None) -> Client:
    return Client(headers={"host": "localhost"})


def test_every_edge_opens_the_record_that_it_comes_from(client: Client):
    for question in (TOKUSHIMA, GraphQuery(prefecture="01"), GraphQuery(prefecture="34")):
        found = queries.graph(question)
        pages: dict[str, str] = {}
        for edge in found.edges:
            path, _, anchor = edge.url.partition("#")
            pages[path] = pages.get(path) or client.get(path).content.decode()
            assert f'id="{anchor}"' in pages[path], edge


def test_a_record_of_another_year_opens_there(client: Client, ko: Network):
    gone = {"valid_from": "2022-04-01", "valid_to": "2023-03-31"}
    Tie.objects.create(body=Organization.objects.get(key="mazda"), of=ko.body, kind="member", **gone)
    found = queries.graph(GraphQuery(prefecture="36", year=2022))
    [edge] = [edge for edge in found.edges if edge.url.endswith("#member-mazda")]
    assert 'id="member-mazda"' in client.get(edge.url.partition("#")[0]).content.decode()
    assert [edge for edge in queries.graph(TOKUSHIMA).edges if edge.url.endswith("#member-mazda")] == []


def test_the_graph_is_narrowed_by_side_program_and_focus():
    whole = queries.graph(TOKUSHIMA)
    assert (whole.networks, whole.bodies, len(whole.edges)) == (3, 27, 37)
    finance = queries.graph(GraphQuery(prefecture="36", side=Side.FINANCE))
    assert {node.side for node in finance.nodes if node.kind == "body"} == {Side.FINANCE}
    program = queries.graph(GraphQuery(program="coi-next"))
    assert program.networks == 3
    focus = queries.graph(GraphQuery(focus="pref-tokushima"))
    assert {node.key for node in focus.nodes if node.kind == "network"} == {
        "tokushima-council",
        "neo-distance",
        "tokushima-platform",
    }


def test_positions_are_the_same_at_each_visit_and_nobody_stands_on_another():
    one, other = queries.graph(TOKUSHIMA), queries.graph(TOKUSHIMA)
    places = [(node.x, node.y) for node in one.nodes]
    assert places == [(node.x, node.y) for node in other.nodes]
    assert len(set(places)) == len(places)


def test_files_hold_exactly_what_is_shown(client: Client):
    found = queries.graph(TOKUSHIMA)
    size = (len(found.nodes), len(found.edges))
    data = json.loads(client.get("/networks/graph/data/?prefecture=36").content)
    assert (len(data["nodes"]), len(data["edges"])) == size
    vos = json.loads(client.get("/networks/graph/vosviewer/?prefecture=36").content)["network"]
    assert (len(vos["items"]), len(vos["links"])) == size
    tree = ElementTree.fromstring(client.get("/networks/graph/graphml/?prefecture=36").content)
    space = "{http://graphml.graphdrawing.org/xmlns}"
    assert (len(tree.findall(f".//{space}node")), len(tree.findall(f".//{space}edge"))) == size
    answer = client.get("/networks/graph/?prefecture=36&format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == size[1]
    assert client.get("/networks/graph/pdf/").status_code == 404


def test_a_draft_is_in_no_graph(client: Client, ko: Network):
    Network.objects.filter(pk=ko.pk).update(draft=True)
    for path in ("/networks/graph/?focus=tokushima-university", "/networks/graph/data/", "/networks/graph/graphml/"):
        assert "とくしま大学振興" not in client.get(path).content.decode()


def test_what_is_written_is_in_the_next_graph_and_only_the_same_data_are_remembered(ko: Network):
    with of_version(b"one"):
        before = queries.graph(TOKUSHIMA)
        Tie.objects.create(body=Organization.objects.get(key="mazda"), of=ko.body, kind="member")
        assert queries.graph(TOKUSHIMA) is before
    with of_version(b"two"):
        after = queries.graph(TOKUSHIMA)
    assert [node.key for node in after.nodes if node not in before.nodes and node.key == "mazda"] == ["mazda"]
    assert len(queries.graph(TOKUSHIMA).edges) == len(before.edges) + 1


def test_who_holds_networks_together_is_read_off():
    reading = brokers.reading(queries.graph(GraphQuery(program="regional-university-grant")))
    assert (reading.brokers, len(reading.islands)) == ([], 3)
    reading = brokers.reading(queries.graph(GraphQuery(prefecture="22")))
    assert [island[0].key for island in reading.islands] == ["maoi-project", "startup-central-japan"]
    between = brokers.reading(queries.graph(TOKUSHIMA)).brokers
    assert {broker.node.key for broker in between[:2]} == {"tokushima-university", "pref-tokushima"}
    assert [len(broker.networks) for broker in between[:2]] == [3, 3]
    hiroshima = brokers.reading(queries.graph(GraphQuery(prefecture="34")))
    [bridge] = hiroshima.bridges
    assert bridge.node.key == "pref-hiroshima"
    assert [sorted(node.key for node in part) for part in bridge.parts] == [
        ["bio-dx", "hiroshima-council"],
        ["startup-hiroshima"],
    ]


def test_too_many_to_read_are_drawn_by_prefecture(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(queries, "MOST", 20)
    found = queries.graph(GraphQuery())
    assert found.clustered
    assert {node.kind for node in found.nodes} == {"place"}
    assert queries.graph(GraphQuery(whole=True)).clustered is False


def _made(pairs: list[tuple[int, int]], networks: int, bodies: int) -> Graph:
    """A graph of networks, then bodies."""
    kinds = ["network"] * networks + ["body"] * bodies
    nodes = [Node(f"n{number}", "", kind, None, "", 1, 0, 0) for number, kind in enumerate(kinds)]
    edges = [Edge(source, target, "membership", "", "") for source, target in pairs]
    return Graph(nodes, edges, clustered=False, bodies=bodies, networks=networks)


def _parts(reading: brokers.Reading) -> dict[str, list[list[str]]]:
    return {one.node.key: [[node.key for node in part] for part in one.parts] for one in reading.bridges}


def test_a_bridge_says_which_networks_would_be_apart_without_it():
    # 4 alone joins n0 with n1 and n2, which 5 and 6 both join; n3 stands alone
    pairs = [(4, 0), (4, 1), (4, 2), (5, 1), (5, 2), (6, 1), (6, 2), (7, 3)]
    read = brokers.reading(_made(pairs, 4, 4))
    assert _parts(read) == {"n4": [["n0"], ["n1", "n2"]]}
    assert [[node.key for node in island] for island in read.islands] == [["n0", "n1", "n2"], ["n3"]]


def test_of_a_large_graph_it_is_said_that_brokers_are_left_out_while_bridges_are_not(monkeypatch: pytest.MonkeyPatch):
    found = _made([(2, 0), (2, 1)], 2, 1)
    small = brokers.reading(found)
    assert ([one.node.key for one in small.brokers], small.left_out) == (["n2"], None)
    monkeypatch.setattr(brokers, "MOST", 2)
    large = brokers.reading(found)
    assert (large.brokers, large.left_out, _parts(large)) == ([], LeftOut.BROKERS, _parts(small))


def test_page_endpoint_and_command_say_what_is_left_out(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(brokers, "MOST", 5)
    path = "networks/brokers?prefecture=34"
    assert LeftOut.BROKERS.ja in client.get("/networks/graph/?prefecture=34").content.decode()
    answer = client.get(f"/api/v1/{path}").json()
    assert (answer["left_out"], answer["brokers"], answer["bridges"][0]["key"]) == ("brokers", [], "pref-hiroshima")
    run = CliRunner().invoke(commands.networks, ["brokers", "--prefecture", "34", "--format", "csv"])
    assert LeftOut.BROKERS.en in run.stderr
    assert [line.split(",")[:2] for line in run.stdout.splitlines()[1:]] == [["bridge", "pref-hiroshima"]]
    monkeypatch.undo()
    answer = client.get(f"/api/v1/{path}").json()
    assert (answer["left_out"], len(answer["brokers"])) == (None, 3)


def test_islands_are_beside_one_another():
    places = layouts.spread(8, [(0, 1), (1, 2), (2, 3), (4, 5), (6, 7)])
    assert len(set(places)) == 8


@pytest.mark.parametrize("sort", ["body", "side", "network", "since"])
def test_the_table_is_sorted_by_what_its_head_says(client: Client, sort: str):
    found = queries.graph(TOKUSHIMA)
    up = queries.rows(found, queries.ordered(found, sort))
    values = [str(queries.EDGES[sort].value(row)) for row in up]
    assert values == sorted(values)
    html = client.get(f"/networks/graph/?prefecture=36&sort={sort}").content.decode()
    assert html.count('aria-sort="ascending"') == 1
