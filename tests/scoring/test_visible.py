"""Characters nobody sees never reach the database, and what people do see is kept."""

import pytest

from departments.scoring.visible import is_invisible, only_visible


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("软\u00ad连字符", "软连字符"),
        ("零\u200b宽\ufeff", "零宽"),
        ("方向\u202e\u061c", "方向"),
        ("控制\x00\x01\x07", "控制"),
        ("换\x0b行\u2028又\x85行", "换\n行\n又\n行"),
        ("半个\ud83d", "半个"),
    ],
)
def test_invisible_characters_go_and_odd_line_breaks_become_plain(typed, kept):
    assert only_visible(typed) == kept


@pytest.mark.parametrize("text", ["第一行\r\n第二行\t列", "私用\ue000字", "①㎡％－", "🙂", "\U0001fae9"])
def test_what_is_seen_is_kept(text):
    assert only_visible(text) == text
    assert not any(is_invisible(x) for x in text)
