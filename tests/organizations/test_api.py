"""Bodies as JSON."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.organizations.conftest import KEEPER, of
from tsunagu.access.enums import Role
from tsunagu.organizations import actions
from tsunagu.organizations.models import Organization, Person
from tsunagu.organizations.queries import keeping

pytestmark = pytest.mark.django_db


def _json(path: str, status: int = 200, **asked: str) -> Any:
    answer = Client().get(f"/api/v1/{path}", asked)
    assert answer.status_code == status, answer.content
    return answer.json()


def test_bodies_are_listed_in_pages():
    first = _json("organizations", kind="prefecture", limit="40")
    assert (first["count"], len(first["results"])) == (47, 40)
    assert "offset=40" in first["next"]
    second = _json("organizations", kind="prefecture", limit="40", offset="40")
    assert (len(second["results"]), second["next"]) == (7, None)


def test_a_body_is_found_as_it_was():
    [row] = _json("organizations", q="東京科学大学", as_of="2020-01-01", limit="1")["results"]
    assert {body["key"] for body in row["then"]} == {
        "tokyo-institute-of-technology",
        "tokyo-medical-and-dental-university",
    }
    assert (row["valid_from"], row["founder"], row["score"]) == ("2024-10-01", "national", 1.0)


def test_one_body_has_all_that_is_known_of_it():
    body = _json("organizations/thers-igcore")
    assert [tie["body"]["key"] for tie in body["members"]] == ["nagoya-university", "gifu-university"]
    assert [tie["kind"] for tie in body["belongs_to"]] == ["core"]
    [entry] = body["listed"]
    assert (entry["listing"], entry["document"], entry["page"]) == (
        "joint-usage-glyco",
        "university-support-2021",
        "27",
    )
    gifu = _json("organizations/gifu-university")
    assert {"scheme": "school", "value": "F121110105976", "certain": True} in gifu["numbers"]
    assert [person["name"] for person in gifu["people"]] == ["河村 奈緒子"]
    was = _json("organizations/osaka-metropolitan-university", as_of="2020-01-01")
    assert (was["existed"], [one["name"] for one in was["was"]]) == (False, ["大阪府立大学", "大阪市立大学"])


def test_nothing_personal_is_answered_without_consent(ko: Organization):
    person = actions.enter_person(by=KEEPER, key="hanako", name="見本 花子", kana="ミホン ハナコ")
    actions.appoint(person, ko, by=KEEPER, title="教授")
    assert Person.objects.filter(name="見本 花子").exists()
    answer = Client().get("/api/v1/organizations/kochi-university")
    assert "見本" not in answer.content.decode()


def test_what_is_not_there_or_cannot_be_asked_is_refused():
    assert _json("organizations/nobody", 404)
    assert _json("organizations", 422, kind="club")
    assert _json("organizations", 422, prefecture="48")
    assert _json("organizations", 422, q="あ" * 101)
    assert _json("organizations", q="\x00")["count"] > 0


def test_what_a_body_wrote_itself_is_told_with_what_documents_say(ko: Organization):
    facts = keeping.body_facts(ko)
    wrote = {**facts, "short": "高知大", "url": "https://www.kochi-u.ac.jp/"}
    actions.edit_body(ko, by=of(ko, Role.ADMINISTRATOR), began=facts, wrote=wrote)
    body = _json("organizations/kochi-university")
    assert body["url"] == "https://www.kochi-u.ac.jp/"
    assert [(word["field"], word["by_itself"], word["printed"]) for word in body["own_words"]] == [
        ("short", True, facts["short"]),
        ("url", True, ""),
    ]
    assert _json("organizations/gifu-university")["own_words"] == []
