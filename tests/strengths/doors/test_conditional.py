"""A second look at pages, exports and the API of this room: 304 while nothing changed, an answer of its own for whoever
asks something else.
"""

from __future__ import annotations

import pytest
from django.test import Client

from tests.strengths import asked_by_hand
from tests.strengths.pages_by_hand import site
from tests.strengths.questions.conftest import compute_store, hand_store, make_store  # noqa: F401  a fixture
from tsunagu.strengths.questions.records import QUESTIONS

FORM_SENT_BACK = "research-time"  # its page is always made anew
ADDRESSES = [
    *(asked_by_hand.page(entry) for entry in QUESTIONS if entry.key != FORM_SENT_BACK),
    *map(asked_by_hand.endpoint, QUESTIONS),
    "/strengths/",
    "/en/strengths/",
    "/strengths/?least=1&format=csv",
    "/strengths/?least=1&format=xlsx",
    "/strengths/universities/",
    "/strengths/works/1/",
    "/strengths/compare/",
    "/api/v1/strengths",
]


@pytest.fixture
def client(hand_store, settings) -> Client:  # noqa: F811  the fixture
    return site(hand_store, settings)


@pytest.mark.long
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_second_look_is_not_sent_again(client, address):
    first = client.get(address)
    second = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (first.status_code, second.status_code, second.content) == (200, 304, b"")
    assert second["ETag"] == first["ETag"]
    assert (
        {one.strip() for one in first["Vary"].split(",")}
        == {one.strip() for one in second["Vary"].split(",")}
        >= {"HX-Request"}
    )


@pytest.mark.long
def test_every_address_language_and_kind_of_request_has_a_tag_of_its_own(client):
    tags = [client.get(address)["ETag"] for address in ADDRESSES]
    tags.append(client.get("/strengths/", headers={"hx-request": "true"})["ETag"])
    tags.append(
        client.get(
            "/strengths/", headers={"hx-request": "true", "hx-current-url": "http://localhost/strengths/?least=1"}
        )["ETag"]
    )
    assert len(set(tags)) == len(ADDRESSES) + 2


@pytest.mark.long
def test_another_store_another_correction_and_another_domain_are_sent_anew(tmp_path, settings):
    store = make_store(tmp_path / "store").directory
    client = site(store, settings)
    tags = [client.get("/strengths/domain/")["ETag"]]
    for folder in ("domains", "corrections"):
        (store / folder).mkdir(exist_ok=True)
        (store / folder / "one.csv").write_text(
            "domain,scheme,field\nFood,subfield,1605\n" if folder == "domains" else ""
        )
        tags.append(client.get("/strengths/domain/")["ETag"])
    compute_store(store)
    answer = client.get("/strengths/domain/", headers={"if-none-match": tags[-1]})
    assert answer.status_code == 200
    assert len({*tags, answer["ETag"]}) == 4


def test_what_went_wrong_is_looked_at_again(client, tmp_path, settings):
    for address in (
        "/strengths/works/999999/",
        "/api/v1/strengths/map?window=1990",
        "/api/v1/strengths/universities/999",
    ):
        answer = client.get(address)
        assert answer.status_code >= 400
        assert kept_by_nobody(answer)
    settings.STRENGTHS = tmp_path
    answer = client.get("/strengths/")
    assert (answer.status_code, kept_by_nobody(answer)) == (503, True)


def test_a_form_that_is_sent_back_is_always_made_anew(client):
    assert kept_by_nobody(client.get("/strengths/research-time/"))


def kept_by_nobody(answer) -> bool:
    return answer["Cache-Control"] == "private, no-store" and "ETag" not in answer
