from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import jsonschema_rs
import pytest
from django.conf import settings

from tests.turns import one_in
from tsunagu.catalog.enums import Evidence
from tsunagu.catalog.models import Call, Document, Program
from tsunagu.strengths.questions.records import QUESTIONS

pytestmark = pytest.mark.django_db
DOCUMENT = json.loads((Path(settings.PROJECT) / "docs" / "openapi.json").read_text())
OPERATIONS = {
    (path, method): operation for path, methods in DOCUMENT["paths"].items() for method, operation in methods.items()
}
# One question for every operation that needs to know something.
ASKED = {
    "/api/v1/programs/{key}": ("/api/v1/programs/coi-next", {}),
    "/api/v1/maps/{key}": ("/api/v1/maps/bio", {}),
    "/api/v1/organizations/{key}": ("/api/v1/organizations/hokkaido-university", {}),
    "/api/v1/networks/{key}": ("/api/v1/networks/tokushima-council", {}),
    "/api/v1/networks/regions/{code}/missing": ("/api/v1/networks/regions/36/missing", {}),
    "/api/v1/indicators/{key}/compare": ("/api/v1/indicators/participants/compare", {}),
    "/api/v1/indicators/{key}/series/{body}": ("/api/v1/indicators/participants/series/tokushima-council", {}),
    "/api/v1/surveys/{key}": ("/api/v1/surveys/mic-2021", {}),
    "/api/v1/calls/published/{key}": ("/api/v1/calls/published/coi-next-regional-2024", {}),
    "/api/v1/may-apply": ("/api/v1/may-apply", {"as": "university", "with": "city"}),
    "/api/v1/strengths/institutions": ("/api/v1/strengths/institutions", {"q": "模擬大学"}),
    "/api/v1/strengths/universities/{number}": ("/api/v1/strengths/universities/9000000000", {}),
    "/api/v1/strengths/universities/{number}/works": (
        "/api/v1/strengths/universities/9000000000/works",
        {"only": "top"},
    ),
    "/api/v1/strengths/universities/{number}/domain": (
        "/api/v1/strengths/universities/9000000000/domain",
        {"field": ["2705", "1605"]},
    ),
    "/api/v1/strengths/compare": ("/api/v1/strengths/compare", {"u": ["9000000000", "9000000001"]}),
    "/api/v1/strengths/works/{number}": ("/api/v1/strengths/works/1", {}),
}

# files of a table, and what answers only to a token or a person (tests/accounts, tests/applications)
OF_THEIR_OWN = {"/api/v1/bulk/{table}.{shape}", "/api/v1/me", "/api/v1/applications/{number}/submissions"}


def _validator(path: str, status: str = "200") -> jsonschema_rs.Validator:
    content = OPERATIONS[path, "get"]["responses"][status]["content"]
    [schema] = [kind["schema"] for kind in content.values()]
    return jsonschema_rs.validator_for(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "components": DOCUMENT["components"]}
    )


def _problem(response, status: int) -> dict:
    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/problem+json")
    body = response.json()
    assert (body["status"], body["type"], bool(body["title"]), bool(body["detail"])) == (
        status,
        "about:blank",
        True,
        True,
    )
    return body


def _rows(client, address: str, parameters: dict | None = None) -> list[dict]:
    """Everything that a list holds, part by part."""
    part = client.get(address, {"limit": 1000, **(parameters or {})}).json()
    rows = part["results"]
    while part["next"]:
        part = client.get(part["next"]).json()
        rows += part["results"]
    return rows


def _announce_a_call() -> None:
    program, document = Program.objects.get(key="coi-next"), Document.objects.get(key="coi-next-2025")
    window = {"opens": date(2026, 11, 1), "closes": date(2027, 1, 15), "evidence": Evidence.ANNOUNCED}
    Call.objects.create(program=program, document=document, page="1", fiscal_year=2027, **window)


@pytest.mark.long
@pytest.mark.parametrize("path", sorted({path for path, _ in OPERATIONS} - OF_THEIR_OWN))
def test_every_operation_answers_as_the_document_says(client, path):
    _announce_a_call()
    address, parameters = ASKED.get(path, (path, {}))
    response = client.get(address, parameters)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json; charset=utf-8")
    found = response.json()
    assert list(_validator(path).iter_errors(found)) == []
    assert found


@pytest.mark.long
def test_an_answer_that_is_not_as_the_document_says_would_be_noticed(client):
    found = client.get("/api/v1/totals").json()
    found["results"][0]["printed"] = "a lot"
    assert len(list(_validator("/api/v1/totals").iter_errors(found))) == 1


def test_but_for_submitting_only_reading_is_offered():
    sending = {one["operationId"] for (_, method), one in OPERATIONS.items() if method != "get"}
    assert sending == {"submit_application"}
    assert len({operation["operationId"] for operation in OPERATIONS.values()}) == len(OPERATIONS)


def test_the_document_is_served_as_committed(client):
    assert client.get("/api/v1/openapi.json").json() == DOCUMENT


@pytest.mark.long
def test_programs_are_found_best_first(client):
    found = client.get("/api/v1/programs", {"q": "山あいの村で無人バスを走らせたい", "limit": 2}).json()
    assert found["results"][0]["program"]["key"] == "road-to-l4"
    assert len(found["results"]) == 2
    assert found["count"] > 2


@pytest.mark.long
def test_pages_of_programs_go_on_where_the_one_before_ended(client):
    whole = client.get("/api/v1/programs", {"limit": 1000}).json()
    assert whole["count"] == len(whole["results"]) == Program.objects.count()
    second = client.get("/api/v1/programs", {"limit": 10, "offset": 10}).json()
    assert [one["program"]["key"] for one in second["results"]] == [one["program"]["key"] for one in whole["results"]][
        10:20
    ]


LISTS = sorted(
    path
    for (path, _), operation in OPERATIONS.items()
    if path not in OF_THEIR_OWN
    and {"limit", "offset"} <= {parameter["name"] for parameter in operation.get("parameters", ())}
    and operation["operationId"] not in {entry.operation for entry in QUESTIONS}  # whose parts are tables
)


@pytest.mark.parametrize("path", one_in(3, LISTS))
def test_a_list_says_where_its_next_part_is(client, path):
    address, parameters = ASKED.get(path, (path, {}))
    first = client.get(address, {**parameters, "limit": 1}).json()
    assert (first["limit"], first["offset"], len(first["results"])) == (1, 0, min(first["count"], 1))
    assert bool(first["next"]) == (first["count"] > 1)
    if first["next"]:
        second = client.get(first["next"]).json()
        assert (second["limit"], second["offset"]) == (1, 1)
    last = client.get(address, {**parameters, "limit": 1, "offset": max(first["count"] - 1, 0)}).json()
    assert (len(last["results"]), last["next"]) == (min(first["count"], 1), None)


def test_every_list_has_parts():
    lists = {path.removeprefix("/api/v1/") for path in LISTS}
    words = """
        programs maps calls contacts budgets totals may-apply packages ministries themes tags organizations networks
        networks/overlaps governance/meetings governance/milestones governance/points indicators surveys calls/published
        networks/alive networks/fallen networks/regions/{code}/missing
    """
    assert lists == {*words.split(), "strengths/institutions"}


@pytest.mark.parametrize(
    ("path", "parameter", "key"),
    [("ministries", "ministry", "key"), ("themes", "theme", "key"), ("tags", "tag", "tag")],
)
def test_what_a_list_of_words_holds_can_be_asked_for(client, path, parameter, key):
    words = [row[key] for row in _rows(client, f"/api/v1/{path}")]
    assert client.get("/api/v1/programs", {parameter: words[0], "limit": 1}).json()["count"] > 0
    [error] = _problem(client.get("/api/v1/programs", {parameter: "nope"}), 422)["errors"]
    assert all(word in error["message"] for word in words)


@pytest.mark.parametrize("written", ["2022", "R4", "令和4年度", "FY2022"])
def test_a_year_is_read_in_every_spelling(client, written):
    years = {row["fiscal_year"] for row in _rows(client, "/api/v1/budgets", {"year": written})}
    assert years == {2022}


@pytest.mark.long
def test_only_what_changed_since_a_day_can_be_asked_for(client):
    Program.objects.exclude(key="sparc").update(updated="2020-01-01T00:00:00+09:00")
    since = Program.objects.get(key="sparc").updated.astimezone(ZoneInfo("Asia/Tokyo")).date()
    found = _rows(client, "/api/v1/programs", {"updated_since": since.isoformat()})
    assert [row["program"]["key"] for row in found] == ["sparc"]
    assert len(_rows(client, "/api/v1/programs", {"updated_since": "2020-01-01"})) == Program.objects.count()


def test_a_program_has_its_years_money_windows_and_sources(client):
    found = client.get("/api/v1/programs/coi-next").json()
    assert found["abbreviation"] == "COI-NEXT"
    drafts = [budget for budget in found["budgets"] if (budget["fiscal_year"], budget["kind"]) == (2022, "draft")]
    assert (13_751_000_000, "package-2022", "11") in [
        (budget["amount"], budget["source"]["document"], budget["source"]["page"]) for budget in drafts
    ]
    assert len(found["contacts"]) == len(
        [row for row in _rows(client, "/api/v1/contacts") if row["program"] == "coi-next"]
    )
    assert {link["program"] for link in found["links"]} >= {"coi"}


def test_contacts_are_80_rows_with_their_windows(client):
    rows = _rows(client, "/api/v1/contacts")
    assert len(rows) == 80
    first = rows[0]
    assert (first["map"], first["budget_thousand_yen"], first["inclusive"], first["points"][0]["tel"]) == (
        "maas",
        5_846_000,
        True,
        "03-3501-1618",
    )


def test_an_unknown_figure_is_null_and_never_0(client):
    amounts = [row["budget_thousand_yen"] for row in _rows(client, "/api/v1/contacts")] + [
        row["amount"] for row in _rows(client, "/api/v1/budgets")
    ]
    assert amounts.count(None) > 4
    assert amounts.count(0) == 0


@pytest.mark.long
def test_may_apply_takes_partners_more_than_once(client):
    def verdict(*partners: str) -> tuple[str, list[str]]:
        asked = {"as": "university", "with": list(partners), "as_of": "2024-06-01"}
        rows = _rows(client, "/api/v1/may-apply", asked)
        [coi] = [row for row in rows if row["program"] == "coi-next"]
        return coi["verdict"], coi["missing"]

    assert verdict()[0] == "with_partner"
    assert verdict(*verdict()[1])[1] == []


def test_totals_say_what_adds_up(client):
    [row] = [row for row in _rows(client, "/api/v1/totals") if row["key"] == "package-2021-supplementary"]
    assert (row["computed"], row["figures"], row["unknown"], row["adds_up"]) == (17_332_000_000, 4, 0, True)


def test_a_map_is_found_by_its_key_as_in_the_list(client):
    [listed] = [one for one in _rows(client, "/api/v1/maps") if one["key"] == "maas"]
    assert client.get("/api/v1/maps/maas").json() == listed
    assert client.get("/api/v1/maps/nothing").status_code == 404


FILTERS = [
    (
        "/api/v1/programs",
        {"ministry": "maff"},
        lambda rows: {row["program"]["ministry"]["key"] for row in rows} == {"maff"},
    ),
    ("/api/v1/maps", {"theme": "maas"}, lambda rows: [row["key"] for row in rows] == ["maas"]),
    (
        "/api/v1/maps",
        {"phase": "deployment"},
        lambda rows: {box["phase"] for row in rows for box in row["boxes"]} == {"deployment"},
    ),
    ("/api/v1/contacts", {"theme": "maas"}, lambda rows: {row["map"] for row in rows} == {"maas"}),
    ("/api/v1/contacts", {"q": "自動車課"}, lambda rows: [row["program"] for row in rows] == ["road-to-l4"]),
    (
        "/api/v1/budgets",
        {"year": 2023, "kind": "request"},
        lambda rows: {(row["fiscal_year"], row["kind"]) for row in rows} == {(2023, "request")},
    ),
    ("/api/v1/may-apply", {"as": "city", "verdict": "no"}, lambda rows: {row["verdict"] for row in rows} == {"no"}),
]


@pytest.mark.parametrize(("address", "parameters", "fits"), FILTERS)
def test_a_filter_narrows(client, address, parameters, fits):
    assert fits(_rows(client, address, parameters))


# Errors -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["nowhere", "COI-NEXT", "%00", "a" * 3000, "コイ"])
def test_a_program_that_is_not_there_is_404(client, key):
    _problem(client.get(f"/api/v1/programs/{key}"), 404)


BAD = [
    ("/api/v1/programs", {"limit": "0"}, "limit"),
    ("/api/v1/programs", {"limit": "1001"}, "limit"),
    ("/api/v1/programs", {"limit": "many"}, "limit"),
    ("/api/v1/programs", {"offset": "-1"}, "offset"),
    ("/api/v1/programs", {"q": "あ" * 501}, "q"),
    ("/api/v1/programs", {"applicant": "king"}, "applicant"),
    ("/api/v1/programs", {"phase": "later"}, "phase"),
    ("/api/v1/programs", {"new_call": "maybe"}, "new_call"),
    ("/api/v1/programs", {"year": "R5x"}, "year"),
    ("/api/v1/programs", {"year": "1950"}, "year"),
    ("/api/v1/programs", {"as_of": "0"}, "as_of"),
    ("/api/v1/totals", {"as_of": "4.25e-224"}, "as_of"),
    ("/api/v1/maps", {"updated_since": "2026-13-01"}, "updated_since"),
    ("/api/v1/programs", {"limit": ["1", "2"]}, "limit"),
    ("/api/v1/may-apply", {"as": ["city", "university"]}, "as"),
    ("/api/v1/maps", {"theme": "nope"}, "theme"),
    ("/api/v1/budgets", {"ministry": "nope"}, "ministry"),
    ("/api/v1/calls", {"program": "nope"}, "program"),
    ("/api/v1/programs", {"year": "99999999999999999999"}, "year"),
    ("/api/v1/programs", {"theme": "a" * 61}, "theme"),
    ("/api/v1/programs", {"ministry": "nix"}, "ministry"),
    ("/api/v1/maps", {"year": "1"}, "year"),
    ("/api/v1/contacts", {"q": "a" * 201}, "q"),
    ("/api/v1/budgets", {"pillar": "4"}, "pillar"),
    ("/api/v1/budgets", {"kind": "guess"}, "kind"),
    ("/api/v1/may-apply", {}, "as"),
    ("/api/v1/may-apply", {"as": "city", "with": "king"}, "with"),
    ("/api/v1/may-apply", {"as": "city", "verdict": "maybe"}, "verdict"),
    ("/api/v1/strengths/universities/9000000000/domain", {}, "field"),
    ("/api/v1/strengths/universities/9000000000/domain", {"field": "0"}, "field"),
    ("/api/v1/strengths/universities/9000000000/domain", {"field": "9998"}, "field"),
    ("/api/v1/strengths/research-time", {"window": "1066"}, "query"),
    ("/api/v1/strengths/research-time", {"top": "top1"}, "top"),
    ("/api/v1/strengths/map", {"minimum": "50"}, "minimum"),
    ("/api/v1/strengths/universities/9000000000", {"fields": "7"}, "fields"),
    ("/api/v1/programs/coi-next", {"year": "2026"}, "year"),
    ("/api/v1/health", {"verbose": "1"}, "verbose"),
]


@pytest.mark.parametrize(("address", "parameters", "name"), BAD)
def test_a_parameter_that_cannot_be_used_is_422_and_named(client, address, parameters, name):
    errors = _problem(client.get(address, parameters), 422)["errors"]
    assert [name in error["where"].split(".") and bool(error["message"]) for error in errors] == [True]


def test_all_bad_parameters_are_named_at_once(client):
    errors = _problem(client.get("/api/v1/programs", {"limit": "0", "phase": "x", "year": "x"}), 422)["errors"]
    assert {error["where"].split(".")[-1] for error in errors} == {"limit", "phase", "year"}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, method):
    before = Program.objects.count()
    assert getattr(client, method)("/api/v1/programs/coi-next").status_code in (403, 405)
    assert Program.objects.count() == before


STRANGE = [
    "\0",
    "a\0b",
    "'; DROP TABLE catalog_program; --",
    "%",
    "_",
    "\\",
    "🚌",
    "\u202e",
    "\ud7ff",
    "あ" * 60,
    "../../etc/passwd",
    "{{7*7}}",
    "<script>",
]
TEXT_PARAMETERS = [
    (path, parameter["name"])
    for (path, _), operation in OPERATIONS.items()
    for parameter in operation.get("parameters", [])
    if parameter["in"] == "query" and parameter["schema"].get("type") == "string"
]


@pytest.mark.parametrize(
    "texts", [STRANGE[:2], pytest.param(STRANGE[2:], marks=pytest.mark.long)], ids=["some", "others"]
)
@pytest.mark.parametrize(("path", "name"), one_in(4, TEXT_PARAMETERS))
def test_strange_texts_are_answered_or_refused_and_break_nothing(client, path, name, texts):
    for text in texts:
        address, parameters = ASKED.get(path, (path, {}))
        response = client.get(address, {**parameters, name: text})
        assert response.status_code in (200, 422), text
        if response.status_code == 422:
            _problem(response, 422)


@pytest.mark.parametrize(("path", "name"), TEXT_PARAMETERS)
def test_very_long_texts_are_refused(client, path, name):
    address, parameters = ASKED.get(path, (path, {}))
    _problem(client.get(address, {**parameters, name: "あ" * 5000}), 422)


# Being polite to those who ask again ----------------------------------------------------------------------------------


def test_an_answer_that_has_not_changed_is_not_sent_again(client):
    if "django.middleware.http.ConditionalGetMiddleware" not in settings.MIDDLEWARE:
        pytest.skip("answers carry no ETag without the middleware")
    first = client.get("/api/v1/programs/coi-next")
    again = client.get("/api/v1/programs/coi-next", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/api/v1/programs/sparc", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_answers_carry_the_security_headers(client):
    headers = client.get("/api/v1/health").headers
    assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")
    assert "default-src 'none'" in headers["Content-Security-Policy"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("address", "statements"),
    [
        ("/api/v1/programs", 17),
        ("/api/v1/programs/coi-next", 24),
        ("/api/v1/maps", 14),
        ("/api/v1/contacts", 12),
        ("/api/v1/budgets", 5),
        ("/api/v1/totals", 4),
        ("/api/v1/may-apply?as=city", 24),
        ("/api/v1/packages", 4),
        ("/api/v1/health", 0),
    ],
)
def test_an_answer_takes_a_fixed_number_of_statements(client, django_assert_num_queries, address, statements):
    with django_assert_num_queries(statements):
        assert client.get(address).status_code == 200
