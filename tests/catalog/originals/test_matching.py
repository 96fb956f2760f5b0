from __future__ import annotations

import pytest

from tsunagu.catalog.originals import found, holds, pieces
from tsunagu.kernel.text import squeeze


@pytest.mark.parametrize(
    ("text", "printed", "marked"),
    [
        pytest.param("額は１３,７５１百万円。", "13,751百万円", ["１３,７５１百万円"], id="another width"),
        pytest.param("共創の場\r\n 形成支援", "共創の場形成支援", ["共創の場\r\n 形成支援"], id="a line break"),
        pytest.param("ﾊﾞｲｵの街", "バイオ", ["ﾊﾞｲｵ"], id="kana with a mark of its own"),
        pytest.param("か\u3099んばる", "がんばる", ["か\u3099んばる"], id="a mark that combines"),
        pytest.param("①大学等", "①大学等", ["①大学等"], id="a circled digit, which squeezes to several letters"),
        pytest.param("甲と乙と甲", "甲", ["甲", "甲"], id="every place"),
        pytest.param("甲と乙", "丙", [], id="nowhere"),
    ],
)
def test_printed_words_are_found_in_whatever_shape(text, printed, marked):
    [places] = found(text, printed)
    assert [text[start:end] for start, end in places] == marked


def test_what_was_left_out_between_two_pieces_may_be_anything():
    assert pieces("甲 … 乙") == ["甲", "乙"]
    assert found("甲、丙、乙", "甲 … 乙") == [[(0, 1)], [(4, 5)]]
    assert found("甲、丙", "甲 … 乙") == [[(0, 1)], []]


def test_a_text_holds_what_was_printed_where_every_piece_stands_in_it():
    assert holds(squeeze("甲、丙、乙"), "甲 … 乙")
    assert not holds(squeeze("甲、丙"), "甲 … 乙")
