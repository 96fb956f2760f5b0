"""The databases of the tests themselves: filled once, copied from then on, and empty where no data are asked for."""

from __future__ import annotations

import pytest
from pytest_django import DjangoDbBlocker

from tests.databases import Templates, use
from tests.real_data import RealData
from tsunagu.catalog.models import Program
from tsunagu.organizations.models import Organization


@pytest.fixture(scope="module")
def catalog_before(real_data: RealData) -> None:
    """As if the test before were one of the catalog."""
    real_data.use()


@pytest.mark.django_db
def test_the_tables_are_empty_also_after_a_test_that_reads_the_catalog(catalog_before: None) -> None:
    assert (Program.objects.count(), Organization.objects.count()) == (0, 0)


def test_a_template_is_filled_once_and_its_copies_do_not_share_what_is_written(
    templates: Templates, empty_database: str, django_db_blocker: DjangoDbBlocker
) -> None:
    filled: list[str] = []

    def fill() -> None:
        filled.append("ministries")
        Organization.objects.create(key="moe", name="環境省", name_en="Ministry of the Environment", kind="ministry")

    first = templates.copy("ministries", fill, base="empty")
    other = Templates(templates.shared, django_db_blocker)
    other.process = "other"
    second = other.copy("ministries", fill, base="empty")
    with django_db_blocker.unblock():
        use(first)
        Organization.objects.all().delete()
        use(second)
        keys = list(Organization.objects.values_list("key", flat=True))
    assert (filled, keys) == (["ministries"], ["moe"])
