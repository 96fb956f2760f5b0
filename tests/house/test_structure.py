"""The counting of boxes, arrows and floors is right on a made-up house."""

from __future__ import annotations

import grimp
import pytest

from tests.house import structure

IMPORTS = [
    ("house.attic.roof", "house.hall.door"),
    ("house.attic", "house.hall"),
    ("house.hall.door", "house.cellar"),
    ("house.hall.door", "house.hall.step"),
    ("house.hall", "elsewhere"),
]


@pytest.fixture
def graph() -> grimp.ImportGraph:
    graph = grimp.ImportGraph()
    for module in ("house", "house.garden"):
        graph.add_module(module)
    for importer, imported in IMPORTS:
        graph.add_import(importer=importer, imported=imported)
    return graph


def test_an_arrow_stands_for_all_imports_between_two_boxes(graph):
    assert structure.arrows(graph, "house") == {
        "house.attic": {"house.hall"},
        "house.cellar": set(),
        "house.garden": set(),
        "house.hall": {"house.cellar"},
    }


def test_floors_are_the_longest_way_down(graph):
    assert structure.floors(structure.arrows(graph, "house")) == 3


def test_boxes_that_import_one_another_are_one_floor(graph):
    graph.add_import(importer="house.cellar", imported="house.hall.step")
    assert structure.floors(structure.arrows(graph, "house")) == 2


def test_a_house_without_imports_has_one_floor_and_an_empty_one_none():
    assert structure.floors({"house.garden": set()}) == 1
    assert structure.floors({}) == 0
