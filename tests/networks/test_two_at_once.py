"""Two sheets of the members of one network, sent at the same time, lose nothing of each other."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from tests import databases
from tests.networks.conftest import OFFICER
from tests.networks.test_sheet import Cells, brought, edited, written
from tsunagu.kernel.problems import Rejected
from tsunagu.networks.models import Network
from tsunagu.organizations.enums import OrganizationKind
from tsunagu.organizations.models import Organization, Tie


@pytest.fixture
def django_db_setup(empty_database: str) -> None:
    """An empty database, since tests that commit empty the one they use."""
    databases.use(empty_database)


@pytest.fixture
def network() -> Network:
    hub = Organization.objects.create(key="hub", name="見本協議会", kind=OrganizationKind.CONSORTIUM)
    member = Organization.objects.create(key="one", name="見本大学", kind=OrganizationKind.NATIONAL_UNIVERSITY)
    Tie.objects.create(body=member, of=hub, kind="member")
    return Network.objects.create(body=hub, kind="council", prefectures=["36"], topics=[])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("theirs", "outcome", "kept"),
    [
        ({"note": "令和8年総会"}, "brought", ("会長", "令和8年総会")),
        ({"role": "副会長"}, "crossed", ("会長", "")),
    ],
)
def test_the_second_waits_and_sees_what_the_first_wrote(
    network: Network, theirs: dict[str, str], outcome: str, kept: tuple[str, str]
):
    first, second = edited(written(network), "one", role="会長"), edited(written(network), "one", **theirs)
    came: list[str] = []

    def beside(cells: Cells) -> None:
        try:
            brought(network, cells, OFFICER)
            came.append("brought")
        except Rejected as refused:
            came.extend(problem.code for problem in refused.problems)
        finally:
            connection.close()

    other = threading.Thread(target=beside, args=(second,))
    with transaction.atomic():
        brought(network, first, OFFICER)
        other.start()
        other.join(timeout=0.4)
        waited = came == []
    other.join(timeout=10)
    tie = Tie.objects.get(body__key="one")
    assert (waited, came, (tie.role, tie.note)) == (True, [outcome], kept)
