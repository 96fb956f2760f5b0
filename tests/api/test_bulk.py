"""Whole tables as files, and the description of them."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pyarrow.parquet as pq
import pytest

from tsunagu.catalog.enums import OpenTable
from tsunagu.catalog.models import BudgetFigure, Program

pytestmark = pytest.mark.django_db
FOLDER = "/api/v1/bulk/"
_READ = {
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "string": lambda text: text.removeprefix("'"),
}


def _resources(client) -> list[dict[str, Any]]:
    return client.get(f"{FOLDER}datapackage.json").json()["resources"]


@pytest.mark.long
def test_every_table_is_there_as_a_file_of_each_shape(client):
    assert {one["path"] for one in _resources(client)} == {
        f"{table}.{shape}" for table in OpenTable for shape in ("csv", "parquet")
    }


@pytest.mark.long
def test_what_the_description_says_is_in_the_files(client):
    for one in _resources(client):
        response = client.get(FOLDER + one["path"])
        fields = one["schema"]["fields"]
        assert (response.status_code, response["Content-Type"]) == (200, one["mediatype"])
        if one["format"] == "csv":
            names, *rows = csv.reader(io.StringIO(response.content.decode()))
            assert names == [field["name"] for field in fields]
            for row in rows:
                read = [_READ[field["type"]](cell) for field, cell in zip(fields, row, strict=True) if cell]
                assert read


def test_both_shapes_hold_the_same_rows(client):
    written = client.get(f"{FOLDER}budgets.csv").content.decode()
    rows = list(csv.DictReader(io.StringIO(written)))
    table = pq.read_table(io.BytesIO(client.get(f"{FOLDER}budgets.parquet").content)).to_pylist()
    assert len(rows) == len(table) == BudgetFigure.objects.count()
    for row, other in zip(rows, table, strict=True):
        assert [row["yen"], row["program_key"]] == [str(other["yen"] or ""), other["program_key"]]


@pytest.mark.long
def test_rows_name_their_program_by_its_key(client):
    keys = set(Program.objects.values_list("key", flat=True))
    for name, column in (("programs", "program"), ("boxes", "program"), ("contacts", "program_key")):
        rows = list(csv.DictReader(io.StringIO(client.get(f"{FOLDER}{name}.csv").content.decode())))
        assert rows
        assert {row[column] for row in rows} <= keys


@pytest.mark.parametrize("file", ["people.csv", "budgets.xlsx"])
def test_a_file_that_is_not_there_is_404_and_says_what_is(client, file):
    response = client.get(FOLDER + file)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert "budgets" in json.loads(response.content)["detail"] or "parquet" in json.loads(response.content)["detail"]
