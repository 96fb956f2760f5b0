"""Which maps of a workbook need a draft, and what is said of rows that are wrong alike."""

import pytest

from tests.catalog.cast import OPERATOR
from tests.catalog.test_import_edition import _draft, _problems, _set, _sheets, _told, sheets  # noqa: F401
from tsunagu.catalog.actions import import_edition, preview
from tsunagu.catalog.models import Document, Map
from tsunagu.catalog.queries.editions import shown
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.years import FiscalYear

pytestmark = pytest.mark.django_db
R5 = FiscalYear(2023)


@pytest.mark.long
def test_maps_that_came_as_they_are_published_need_no_draft_in_a_new_year(sheets):  # noqa: F811
    assert import_edition(sheets, R5, by=OPERATOR).drafts == []
    _set(sheets, "contacts", 2, "tel_1", "03-0000-0000")
    imported = import_edition(sheets, R5, by=OPERATOR)
    assert (imported.drafts, imported.waiting) == (["maas"], [])
    assert sorted([*imported.unchanged, "maas"]) == sorted(row[0] for row in sheets["maps"][1:])
    assert {one.change.value for one in imported.differences} == {"changed", "old-source"}


@pytest.mark.long
def test_a_second_import_is_told_against_the_draft_and_takes_its_place(sheets):  # noqa: F811
    _set(sheets, "contacts", 2, "tel_1", "03-0000-0000")
    import_edition(sheets, R5, by=OPERATOR)
    _set(sheets, "contacts", 2, "tel_1", "03-0000-0001")
    assert _told(sheets, R5) == [("contacts", 2, "tel_1", "changed", "03-0000-0000", "03-0000-0001")]
    assert Map.objects.filter(key="maas", fiscal_year=2023).count() == 1


@pytest.mark.long
def test_a_draft_that_came_twice_is_left_as_it_is_and_can_be_published(sheets):  # noqa: F811
    _set(sheets, "contacts", 2, "tel_1", "03-0000-0000")
    import_edition(sheets, R5, by=OPERATOR)
    preview(["maas"], R5, by=OPERATOR)
    imported = import_edition(sheets, R5, by=OPERATOR)
    assert (imported.drafts, imported.waiting, _draft("maas").state) == ([], ["maas"], "previewed")
    import_edition(sheets, R5, publishing=True, by=OPERATOR)
    assert list(shown(R5)) == [Map.objects.get(key="maas", fiscal_year=2023)]


def test_a_document_without_a_day_is_not_taken_for_a_source(sheets):  # noqa: F811
    Document.objects.create(key="undated", title="日付のない資料")
    _set(sheets, "boxes", 3, "at", "undated:3")
    with pytest.raises(Rejected, match=r"箱 3行目 出典: .*日付か公表日を書いてください") as refused:
        import_edition(sheets, R5, by=OPERATOR)
    assert [problem.code for problem in refused.value.problems] == ["no_day"]


def test_what_is_wrong_in_many_rows_alike_is_one_problem(sheets):  # noqa: F811
    for row in (2, 3, 4, 6, 8):
        _set(sheets, "boxes", row, "at", "nowhere:1")
    for row in (2, 3):
        _set(sheets, "contacts", row, "at", "nowhere:1")
    _set(sheets, "contacts", 4, "at", "elsewhere:1")
    assert _problems(sheets) == [
        ("箱 2〜4、6、8行目 出典、連絡先 2〜3行目 出典", "unknown_document"),
        ("連絡先 4行目 出典", "unknown_document"),
    ]
