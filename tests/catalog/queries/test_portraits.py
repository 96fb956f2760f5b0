"""What the catalog adds to the pages of bodies, and where their facts are cited."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tsunagu.catalog.enums import BodyKind, Verdict
from tsunagu.catalog.models import Program
from tsunagu.catalog.queries import citations, eligibility, portraits
from tsunagu.catalog.queries.eligibility import MayApplyQuery
from tsunagu.organizations.models import Organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(static_files: None) -> Client:
    return Client(headers={"host": "localhost"})


def _section(client: Client, path: str, key: str) -> str:
    html = unescape(re.sub(r"\s+", " ", client.get(path).content.decode()))
    return html[html.index(f'<h2 id="{key}">') :].partition("</section>")[0]


def test_a_ministry_leads_to_the_programs_that_it_runs(client: Client):
    mext = Organization.objects.get(key="mext")
    linked = re.findall(r'href="/programs/([a-z0-9-]+)/"', _section(client, "/organizations/mext/", "programs"))
    assert linked == list(Program.objects.filter(ministry=mext).values_list("key", flat=True))


def test_a_prefecture_leads_to_the_programs_that_it_may_apply_for(client: Client):
    section = _section(client, "/regions/39/", "programs")
    sizes = dict(re.findall(r"\?as=prefecture&verdict=(\w+)\" >[^<]*<b>(\d+)</b>", section))
    answers = eligibility.verdicts(MayApplyQuery(body=BodyKind.PREFECTURE))
    assert {verdict: int(size) for verdict, size in sizes.items()} == {
        verdict.value: size for verdict in Verdict if (size := sum(one is verdict for _, one in answers))
    }


def test_those_that_it_cannot_apply_for_are_not_named():
    found = portraits.open_to(BodyKind.PREFECTURE)
    assert found.first
    assert {verdict for _, verdict in found.first} & {Verdict.NO, Verdict.UNKNOWN} == set()


def test_what_can_be_applied_for_takes_as_many_statements_for_each_kind():
    counted = []
    for kind in (BodyKind.PREFECTURE, BodyKind.COMPANY, BodyKind.NATIONAL_UNIVERSITY):
        with CaptureQueriesContext(connection) as captured:
            portraits.open_to(kind)
        counted.append(len(captured))
    assert len(set(counted)) == 1
    assert counted[0] <= 12


def test_a_fact_of_a_body_opens_its_page_in_the_catalog(client: Client):
    html = client.get("/organizations/nanolsi/").content.decode()
    addresses = [citation.address for citation in [citations.citing()("university-support-2021", "26", "")] if citation]
    assert addresses
    assert f'href="{addresses[0]}' in html


def test_a_document_that_the_catalog_does_not_have_is_cited_by_nobody():
    assert citations.citing()("no-such-document", "1", "") is None
