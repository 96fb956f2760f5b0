"""The history of a thing: for readers of the ledger, and for whom the thing's own table names."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from tests.access.doors import in_role
from tests.access.lines import line, thing
from tests.access.test_verification import BY
from tsunagu.access import queries
from tsunagu.access.actors import NOBODY
from tsunagu.access.enums import Role
from tsunagu.access.queries import HISTORY, Asked
from tsunagu.access.rights import Right, Rights, within
from tsunagu.feedback.enums import Verb
from tsunagu.feedback.rights import RIGHTS
from tsunagu.kernel.labels import speaking
from tsunagu.kernel.problems import Hidden

pytestmark = pytest.mark.django_db
READER = in_role(Role.PLATFORM_ADMINISTRATOR)


def test_a_history_tells_the_newest_first_what_changed_and_why():
    line(by=BY, before={"state": "open"}, after={"state": "shut"}, reason="誤記")
    line(number=10)
    line(by=BY, after={"state": "open", "note": ""})
    told = queries.history(READER, thing())
    shown = [[column.on_page(one) for column in HISTORY.shown][1:] for one in told]
    assert shown == [
        ["見本 花子", "研究推進担当（URA）", "ご意見を取り除く", "note: ― → ― / 状態: ― → open", ""],
        ["見本 花子", "研究推進担当（URA）", "ご意見を取り除く", "状態: open → shut", "誤記"],
    ]
    with speaking("en"):
        assert (told[0].role, told[0].verb) == ("Research administrator (URA)", "Remove messages")


def test_a_history_is_nothing_for_whoever_may_not_see_it():
    line()
    assert [queries.history(by, thing()) for by in (NOBODY, in_role(Role.URA))] == [[], []]


def test_a_table_can_name_who_else_sees_the_history():
    line()
    try:
        Rights(
            of="feedback.Message",
            see=Verb.READ,
            rows=(Right(Verb.READ, (Role.URA,), within("id")),),
            history=Verb.READ,
        )
        assert len(queries.history(in_role(Role.URA, organization=9), thing())) == 1
        assert queries.history(in_role(Role.URA, organization=8), thing()) == []
    finally:
        RIGHTS.__post_init__()


def test_the_ledger_is_hidden_from_whoever_may_not_read_it():
    with pytest.raises(Hidden):
        queries.lines(in_role(Role.URA), Asked())


@pytest.mark.parametrize("count", [1, 3])
def test_a_history_takes_one_statement_however_long_it_is(count: int, django_assert_num_queries):
    for _ in range(count):
        line()
    with django_assert_num_queries(1):
        assert len(queries.history(READER, thing())) == count


def test_every_page_can_include_a_history():
    line(by=BY, after={"state": "<b>"})
    html = render_to_string(
        "access/history.html", {"history": queries.history(READER, thing()), "history_columns": HISTORY}
    )
    assert '<h2 id="history">履歴</h2>' in html
    assert "状態: ― → &lt;b&gt;" in html
    assert "<h2" not in render_to_string("access/history.html", {"history": []})
