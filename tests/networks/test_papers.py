"""Joint papers of members: taken over from the bibliographic data, drawn between bodies, never counted as belonging."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client, override_settings

from tests.strengths.questions.university_store import BASE, write_store
from tsunagu.networks import actions, tasks
from tsunagu.networks.models import JointPapers
from tsunagu.networks.queries import brokers
from tsunagu.networks.queries import graph as queries
from tsunagu.networks.queries.drawn import PAPERS
from tsunagu.networks.queries.graph import GraphQuery
from tsunagu.organizations.models import Identifier, Organization
from tsunagu.registers.enums import Scheme
from tsunagu.strengths.errors import StoreProblem

pytestmark = pytest.mark.django_db
ONE, OTHER = "tokushima-university", "pref-tokushima"  # in reality a prefecture writes few papers


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Numbers worked out by hand: the institutions 1 and 2 have 10 joint papers from 2019 to 2023, 3 and 4 have 7."""
    return write_store(tmp_path_factory.mktemp("joint-papers-of-networks"))


@pytest.fixture
def known(db: None) -> None:
    """Two members of the networks of 徳島 are known to the data as the institutions 1 and 2."""
    for number, key in enumerate((ONE, OTHER), start=1):
        _number(key, number)


def _number(key: str, number: int, *, certain: bool = True) -> None:
    body = Organization.objects.get(key=key)
    Identifier.objects.filter(organization=body, scheme=Scheme.OPENALEX).delete()
    value = f"I{BASE + number}"
    Identifier.objects.create(organization=body, scheme=Scheme.OPENALEX, value=value, certain=certain)


def _drawn(**asked: int) -> list[tuple[str, str, int]]:
    found = queries.graph(GraphQuery(prefecture="36", **asked))
    edges = [edge for edge in found.edges if edge.kind == PAPERS]
    return [(found.nodes[edge.source].key, found.nodes[edge.target].key, edge.weight) for edge in edges]


@pytest.mark.usefixtures("known")
def test_joint_papers_are_drawn_between_bodies_where_they_are_asked_for(store: Path):
    report = actions.take_papers(store)
    assert (report.pairs, report.written, report.removed) == (1, 1, 0)
    assert _drawn() == []
    assert _drawn(papers=10) == [(ONE, OTHER, 10)]
    assert _drawn(papers=11) == []


@pytest.mark.usefixtures("known")
def test_its_record_compares_both_and_says_the_years(store: Path):
    actions.take_papers(store)
    found = queries.graph(GraphQuery(prefecture="36", papers=1))
    [edge] = [edge for edge in found.edges if edge.kind == PAPERS]
    assert (edge.url, edge.label) == (f"/strengths/compare/?u={BASE + 1}&u={BASE + 2}", "共著論文 10編（2019～2023年）")


@pytest.mark.usefixtures("known")
def test_who_holds_networks_together_does_not_hang_on_papers_nor_does_a_position(store: Path):
    actions.take_papers(store)
    plain, papers = (queries.graph(GraphQuery(prefecture="36", papers=least)) for least in (None, 1))
    assert brokers.reading(papers).brokers == brokers.reading(plain).brokers != []
    assert [(node.x, node.y) for node in papers.nodes] == [(node.x, node.y) for node in plain.nodes]


@pytest.mark.usefixtures("known")
def test_taking_them_again_changes_what_changed_alone(store: Path):
    actions.take_papers(store)
    kept = JointPapers.objects.get()
    again = actions.take_papers(store)
    assert (again.written, again.removed, JointPapers.objects.get()) == (0, 0, kept)
    _number(OTHER, 3)  # corrected: it is the institution 3, which wrote nothing with 1
    last = actions.take_papers(store)
    assert (last.pairs, last.written, last.removed) == (0, 0, 1)
    _number("shikoku-university", 4)
    assert actions.take_papers(store).pairs == 1


def test_a_number_that_somebody_has_to_confirm_joins_nobody(store: Path):
    _number(ONE, 1)
    _number(OTHER, 2, certain=False)
    assert actions.take_papers(store).pairs == 0


@pytest.mark.usefixtures("known")
def test_without_data_the_terminal_says_so_the_night_waits_and_what_was_there_stays(store: Path, tmp_path: Path):
    actions.take_papers(store)
    with pytest.raises(StoreProblem):
        actions.take_papers(tmp_path)
    with override_settings(STRENGTHS=tmp_path):
        tasks.papers(timestamp=0)
    assert JointPapers.objects.count() == 1


@pytest.mark.usefixtures("known", "static_files")
def test_the_page_says_how_many_lines_and_when_there_are_none(store: Path):
    actions.take_papers(store)
    client = Client(headers={"host": "localhost"})
    assert "共著論文の線 <strong>1</strong>" in client.get("/networks/graph/?prefecture=36&papers=10").content.decode()
    assert "図の中にありません" in client.get("/networks/graph/?prefecture=36&papers=11").content.decode()
    assert "共著論文 10編" in client.get("/networks/graph/?prefecture=36&papers=10&format=csv").content.decode()
    data = client.get("/networks/graph/data/?prefecture=36&papers=10").json()
    assert [edge for edge in data["edges"] if "papers" in edge] == [
        [*data["edges"][-1][:2], PAPERS, 10, f"/strengths/compare/?u={BASE + 1}&u={BASE + 2}"]
    ]
