"""Whole tables as files, and what tells programs what is in them: a data package (datapackage.org)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Router, Schema

from tsunagu.catalog.enums import OpenTable
from tsunagu.catalog.queries import bulk
from tsunagu.kernel.tables import Table, to_csv, to_parquet

router = Router(tags=["catalog"])


class Shape(StrEnum):
    """How a table is written."""

    CSV = "csv"
    PARQUET = "parquet"


_KINDS = {Shape.CSV: "text/csv", Shape.PARQUET: "application/vnd.apache.parquet"}
_FILE = {"schema": {"type": "string", "format": "binary"}}
_ANSWERED = {"responses": {200: {"description": "The file", "content": dict.fromkeys(_KINDS.values(), _FILE)}}}
_QUOTED = (
    "In CSV, a text that a spreadsheet would run as a formula (it begins with = + - @) has one ' in front; "
    "Parquet has it as it is."
)


class FieldOut(Schema):
    """A column."""

    name: str = Field(description="its name in the files")
    title: str = Field(description="its heading")
    type: str = Field(description="string, integer, number or boolean")


class ColumnsOut(Schema):
    """The columns of a table."""

    fields: list[FieldOut] = Field(description="the columns in their order")
    missingValues: list[str] = Field(description="what stands for unknown")  # noqa: N815 (named by the standard)


class ResourceOut(Schema):
    """A file."""

    name: str = Field(description="its name within the package")
    title: str = Field(description="what it holds")
    path: str = Field(description="its address, from that of this description")
    format: Shape = Field(description="how it is written")
    mediatype: str = Field(description="the media type")
    encoding: str = Field(description="how letters are written")
    profile: str = Field(description="that it is a table, by the standard's word for it")
    schema_: ColumnsOut = Field(alias="schema", description="its columns")


class LicenseOut(Schema):
    """A license."""

    name: str = Field(description="its identifier")
    path: str = Field(description="where it stands")


class DataPackageOut(Schema):
    """What the files are, as Data Package (datapackage.org) says it."""

    profile: str = Field(description="that it holds tables, by the standard's word for it")
    name: str = Field(description="the name of the package")
    title: str = Field(description="what it is")
    description: str = Field(description="what to know about the files")
    licenses: list[LicenseOut] = Field(description="on which terms the tables may be used")
    resources: list[ResourceOut] = Field(description="the files")


@router.get("/bulk/datapackage.json", response=DataPackageOut, by_alias=True, operation_id="bulk")
def described(request: HttpRequest) -> dict[str, Any]:
    """Every table as files, one a table and shape, with its columns."""
    return {
        "profile": "tabular-data-package",
        "name": "tsunagu-catalog",
        "title": "Tsunagu: support programs for universities, regions and companies in Japan",
        "description": _QUOTED,
        "licenses": [{"name": "Apache-2.0", "path": "https://www.apache.org/licenses/LICENSE-2.0"}],
        "resources": [resource for which in OpenTable for resource in _resources(which)],
    }


@router.get("/bulk/{table}.{shape}", operation_id="bulk_table", openapi_extra=_ANSWERED)
def file(
    request: HttpRequest,
    table: Path[OpenTable],
    shape: Path[Shape],
) -> HttpResponse:
    """A whole table as a file."""
    whole = bulk.table(table)
    content = to_csv(whole).encode() if shape is Shape.CSV else to_parquet(whole)
    return HttpResponse(content, content_type=_KINDS[shape])


def _resources(which: OpenTable) -> list[dict[str, Any]]:
    schema = {"fields": _fields(bulk.table(which), bulk.headings(which)), "missingValues": [""]}
    shared = {"title": which.en, "encoding": "utf-8", "profile": "tabular-data-resource", "schema": schema}
    return [
        {"name": f"{which}-{shape}", "path": f"{which}.{shape}", "format": shape, "mediatype": _KINDS[shape], **shared}
        for shape in Shape
    ]


def _fields(table: Table, headings: dict[str, str]) -> list[dict[str, str]]:
    columns = zip(*table.rows, strict=True) if table.rows else [()] * len(table.columns)
    return [
        {"name": name, "title": headings[name], "type": _type(values)}
        for name, values in zip(table.columns, columns, strict=True)
    ]


def _type(values: Iterable[Any]) -> str:
    """What a column holds, in the words of the standard; of one without any value, text as in Parquet."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return "boolean"
    if kinds and all(issubclass(kind, int) for kind in kinds):
        return "integer"
    return "number" if kinds and kinds <= {int, float} else "string"
